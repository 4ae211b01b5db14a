/** How long ago something was, in words. */

import { shortDay } from "./due.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["minute", 60_000],
  ["hour", 60 * 60_000],
  ["day", DAY_MS],
];

/** Returns how long ago something was, or its date after a week. */
export function ago(moment: string, now: number): string {
  const passed = now - Date.parse(moment);
  if (passed < 60_000) return "just now";
  if (passed > 7 * DAY_MS) return shortDay(moment, now);
  const [unit, size] = STEPS.findLast(([, ms]) => passed >= ms) ?? ["minute", 60_000];
  return new Intl.RelativeTimeFormat(undefined, { style: "short" }).format(-Math.floor(passed / size), unit);
}
