/** Dates as people read them, and how pressing a due date is. */

/** Green, none, yellow, red, pink: product rules of when a due date takes which colour. */
export type Urgency = "done" | "later" | "soon" | "due" | "overdue";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the moment a date is over: a date without a time lasts to the end of that day, here. */
export function deadline(date: string): number {
  if (date.includes("T")) return Date.parse(date);
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, day + 1).getTime();
}

export function urgency(due: string, done: boolean, now: number): Urgency {
  if (done) return "done";
  const left = deadline(due) - now;
  if (left > DAY_MS) return "later";
  if (left > 0) return "soon";
  return left > -DAY_MS ? "due" : "overdue";
}

/** The stretches that a filter asks for and a list is grouped by, in the order of their time. */
export const SPANS = ["overdue", "today", "week", "later", "done", "none"] as const;
export type Span = (typeof SPANS)[number];

/** Returns the stretch a due date falls in: `week` is the seven days after today. */
export function spanOf(due: string | undefined, done: boolean, now: number): Span {
  if (due === undefined) return "none";
  if (done) return "done";
  const [end, midnight] = [deadline(due), deadline(spelled(new Date(now)))];
  if (end <= now) return "overdue";
  if (end <= midnight) return "today";
  return end <= midnight + 7 * DAY_MS ? "week" : "later";
}

/** Returns the day as `YYYY-MM-DD` in this place's calendar. */
export function dayOf(date: string): string {
  return date.includes("T") ? spelled(new Date(date)) : date;
}

export function spelled(day: Date): string {
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${String(day.getFullYear()).padStart(4, "0")}-${month}-${date}`;
}

const format = (year: "numeric" | undefined) =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year });
/** Made once: making one costs more than drawing a card. */
const formats = { thisYear: format(undefined), otherYear: format("numeric") };

/** Returns a date in short: the year only where it is another. */
export function shortDay(date: string, now: number): string {
  const [year = 0, month = 1, day = 1] = dayOf(date).split("-").map(Number);
  const isThisYear = new Date(now).getFullYear() === year;
  return formats[isThisYear ? "thisYear" : "otherYear"].format(new Date(year, month - 1, day));
}
