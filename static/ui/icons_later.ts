/** The icons that the first sight of a board does not need; whatever draws one of them imports this. */

import { addIcons } from "./icons.tsx";

const LATER = {
  back: "M10 3 5 8l5 5",
  edit: "M3 13l.6-2.8L10.8 3 13 5.2l-7.2 7.2z",
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5M6.8 13V9.5h2.4V13",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  cover: "M2.5 3h11v10h-11zM2.5 6.5h11",
  down: "m3 6 5 5 5-5",
  up: "m3 10 5-5 5 5",
  fold: "m2.5 4.5 3.5 3.5-3.5 3.5M13.5 4.5 10 8l3.5 3.5",
  label: "M2.5 3h5l6 6-4.5 4.5-6.5-6zM5.5 6h.01",
  link: "M6.5 9.5a2.5 2.5 0 0 0 3.5 0l2.5-2.5A2.5 2.5 0 0 0 9 3.5l-.8.8M9.5 6.5a2.5 2.5 0 0 0-3.5 0L3.5 9A2.5 2.5 0 0 0 7 12.5l.8-.8",
  more: "M3.3 8h.6M7.7 8h.6M12.1 8h.6",
  milestone: "m8 2.5 5.5 5.5L8 13.5 2.5 8z",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 13.5c.5-2.5 2.5-3.5 5-3.5s4.5 1 5 3.5",
  priority: "M3.5 13V9.5M8 13V6.5M12.5 13V3",
  redo: "M12.5 6.5H6a3 3 0 0 0 0 6h3M10 4l2.5 2.5L10 9",
  undo: "M3.5 6.5H10a3 3 0 0 1 0 6H7M6 4 3.5 6.5 6 9",
  restore: "M3 6.5h6.5a3 3 0 0 1 0 6H6M5.5 4 3 6.5 5.5 9",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 10.5l3 3",
  star: "m8 2.3 1.8 3.6 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z",
  share:
    "M6.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M2 13.5c.4-2.4 2.2-3.5 4.5-3.5 1 0 1.9.2 2.6.6M12 9.5v4M10 11.5h4",
  snooze: "M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5",
  sort: "M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5",
  text: "M2.5 4h11M2.5 8h11M2.5 12h6",
  workload: "M2.5 11.5a5.5 5.5 0 1 1 11 0M8 11l2.5-4",
} as const;

export type LaterIcon = keyof typeof LATER;

addIcons(LATER);
