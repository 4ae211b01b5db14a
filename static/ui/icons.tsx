/** The icons: 16 pixels, drawn in the colour of the text beside them. */

const PATHS = {
  add: "M8 3v10M3 8h10",
  archive: "M2.5 4h11v2.5h-11zM3.5 6.5V13h9V6.5M6.5 9h3",
  back: "M10 3 5 8l5 5",
  board: "M2.5 3h3v10h-3zM6.5 3h3v7h-3zM10.5 3h3v5h-3z",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v3M10.5 2.5v3",
  check: "m3.5 8.5 3 3 6-7",
  checklist: "m2.5 5 1.5 1.5L6.5 4M2.5 11 4 12.5 6.5 10M9 5.5h4.5M9 11.5h4.5",
  close: "m4 4 8 8M12 4l-8 8",
  comment: "M2.5 3.5h11v7.5H8L5 13.5V11H2.5z",
  estimate: "M8 14A5.5 5.5 0 1 0 8 3a5.5 5.5 0 0 0 0 11M8 8.5V5.5M6.5 1.5h3",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  cover: "M2.5 3h11v10h-11zM2.5 6.5h11",
  fold: "m2.5 4.5 3.5 3.5-3.5 3.5M13.5 4.5 10 8l3.5 3.5",
  gone: "M2 2l12 12M5 11.5h7a2.5 2.5 0 0 0 .5-5 4 4 0 0 0-6-2.5M4 5.5A3.2 3.2 0 0 0 4.5 11.5",
  label: "M2.5 3h5l6 6-4.5 4.5-6.5-6zM5.5 6h.01",
  link: "M6.5 9.5a2.5 2.5 0 0 0 3.5 0l2.5-2.5A2.5 2.5 0 0 0 9 3.5l-.8.8M9.5 6.5a2.5 2.5 0 0 0-3.5 0L3.5 9A2.5 2.5 0 0 0 7 12.5l.8-.8",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  more: "M3.3 8h.6M7.7 8h.6M12.1 8h.6",
  milestone: "m8 2.5 5.5 5.5L8 13.5 2.5 8z",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 13.5c.5-2.5 2.5-3.5 5-3.5s4.5 1 5 3.5",
  next: "m6 3 5 5-5 5",
  priority: "M3.5 13V9.5M8 13V6.5M12.5 13V3",
  redo: "M12.5 6.5H6a3 3 0 0 0 0 6h3M10 4l2.5 2.5L10 9",
  undo: "M3.5 6.5H10a3 3 0 0 1 0 6H7M6 4 3.5 6.5 6 9",
  restore: "M3 6.5h6.5a3 3 0 0 1 0 6H6M5.5 4 3 6.5 5.5 9",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 10.5l3 3",
  share:
    "M6.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M2 13.5c.4-2.4 2.2-3.5 4.5-3.5 1 0 1.9.2 2.6.6M12 9.5v4M10 11.5h4",
  sidebar: "M2.5 3h11v10h-11zM6 3v10",
  text: "M2.5 4h11M2.5 8h11M2.5 12h6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
