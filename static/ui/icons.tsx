/** The icons: 16 pixels, drawn in the colour of the text beside them. */

import type { LaterIcon } from "./icons_later.ts";

const FIRST = {
  add: "M8 3v10M3 8h10",
  archive: "M2.5 4h11v2.5h-11zM3.5 6.5V13h9V6.5M6.5 9h3",
  board: "M2.5 3h3v10h-3zM6.5 3h3v7h-3zM10.5 3h3v5h-3z",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v3M10.5 2.5v3",
  check: "m3.5 8.5 3 3 6-7",
  checklist: "m2.5 5 1.5 1.5L6.5 4M2.5 11 4 12.5 6.5 10M9 5.5h4.5M9 11.5h4.5",
  clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M8 5v3.5l2 1.2",
  close: "m4 4 8 8M12 4l-8 8",
  comment: "M2.5 3.5h11v7.5H8L5 13.5V11H2.5z",
  estimate: "M8 14A5.5 5.5 0 1 0 8 3a5.5 5.5 0 0 0 0 11M8 8.5V5.5M6.5 1.5h3",
  goal: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  gone: "M2 2l12 12M5 11.5h7a2.5 2.5 0 0 0 .5-5 4 4 0 0 0-6-2.5M4 5.5A3.2 3.2 0 0 0 4.5 11.5",
  history: "M3 8a5 5 0 1 0 1.5-3.5L3 6V3M3 6h3M8 5v3.5l2 1.2",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  next: "m6 3 5 5-5 5",
  portfolio: "M2.5 4h5v3.5h-5zM8.5 8.5h5V12h-5zM5 7.5v2.8h3.5",
  report: "M2.5 3v10h11M5 10l3-4 2 2 3-4",
  rule: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  sidebar: "M2.5 3h11v10h-11zM6 3v10",
  timeline: "M2.5 4h6M5 8h6M8 12h5.5",
} as const;

export type IconName = keyof typeof FIRST | LaterIcon;

const paths = new Map<string, string>(Object.entries(FIRST));

export function addIcons(more: Readonly<Record<string, string>>): void {
  for (const [name, path] of Object.entries(more)) paths.set(name, path);
}

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths.get(name) ?? ""} />
    </svg>
  );
}
