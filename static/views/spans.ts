/** What the stretches of time of due dates are called. */

import type { Span } from "../ui/due.ts";

export const SPAN_NAMES: Readonly<Record<Span, string>> = {
  overdue: "Overdue",
  today: "Today",
  week: "Next 7 days",
  later: "Later",
  done: "Done",
  none: "Without a due date",
};
