/** The time axis: how wide a day is, what is written along it, and how far it reaches. */

import { calendarOf, clampDay, type Day, dayIn, utc, weekOf } from "./days.ts";

export const ZOOMS = ["day", "week", "month", "quarter"] as const;
export type Zoom = (typeof ZOOMS)[number];

/** Pixels of a day. */
export const DAY_WIDTHS: Readonly<Record<Zoom, number>> = { day: 36, week: 14, month: 4.5, quarter: 1.5 };

/** What a key moves a bar by: what can be seen at that zoom. */
export const STEPS: Readonly<Record<Zoom, number>> = { day: 1, week: 1, month: 7, quarter: 7 };

/** An axis can be scrolled; what is further away than this from today is told, and drawn at its edge. */
const YEARS_MAX = 20;
const DAYS_BEFORE = 60;
const DAYS_AFTER = 180;

/** From the first day to the one past the last. */
export interface Reach {
  readonly from: Day;
  readonly to: Day;
}

/** Returns how far the axis goes: over all that is there, with room on both sides, and within bounds. */
export function reachOf(days: Iterable<Day>, today: Day): Reach {
  const [lowest, highest] = [today - YEARS_MAX * 365, today + YEARS_MAX * 365];
  let [from, to] = [today, today];
  for (const day of days) {
    from = Math.min(from, Math.max(day, lowest));
    to = Math.max(to, Math.min(day, highest));
  }
  // A year at a time, so that the axis rarely changes under somebody's hands.
  const first = calendarOf(clampDay(from - DAYS_BEFORE));
  const last = calendarOf(clampDay(to + DAYS_AFTER));
  return { from: dayIn(first.year, Math.floor(first.month / 3) * 3, 1), to: dayIn(last.year + 1, 0, 1) };
}

export interface Tick {
  readonly day: Day;
  /** One past its last day. */
  readonly to: Day;
  readonly label: string;
}

type Unit = "day" | "week" | "month" | "quarter" | "year";
const MINOR: Readonly<Record<Zoom, Unit>> = { day: "day", week: "week", month: "month", quarter: "quarter" };
const MAJOR: Readonly<Record<Zoom, Unit>> = { day: "month", week: "month", month: "year", quarter: "year" };
const TICKS_MAX = 400;

/** Returns what the axis says between two days, from the unit that holds the first. */
export function ticks(zoom: Zoom, row: "major" | "minor", { from, to }: Reach, weekStart: number): Tick[] {
  const unit = (row === "major" ? MAJOR : MINOR)[zoom];
  const found: Tick[] = [];
  let day = beginning(unit, from, weekStart);
  while (day < to && found.length < TICKS_MAX) {
    const next = following(unit, day);
    found.push({ day, to: next, label: labelOf(unit, day, zoom) });
    day = next;
  }
  return found;
}

function beginning(unit: Unit, day: Day, weekStart: number): Day {
  const { year, month } = calendarOf(day);
  switch (unit) {
    case "day":
      return day;
    case "week":
      return weekOf(day, weekStart);
    case "month":
      return dayIn(year, month, 1);
    case "quarter":
      return dayIn(year, Math.floor(month / 3) * 3, 1);
    case "year":
      return dayIn(year, 0, 1);
  }
}

function following(unit: Unit, day: Day): Day {
  const { year, month } = calendarOf(day);
  switch (unit) {
    case "day":
      return day + 1;
    case "week":
      return day + 7;
    case "month":
      return dayIn(year, month + 1, 1);
    case "quarter":
      return dayIn(year, month + 3, 1);
    case "year":
      return dayIn(year + 1, 0, 1);
  }
}

function labelOf(unit: Unit, day: Day, zoom: Zoom): string {
  const { year, month, date } = calendarOf(day);
  if (unit === "day" || unit === "week") return String(date);
  if (unit === "quarter") return `Q${Math.floor(month / 3) + 1}`;
  if (unit === "year") return String(year);
  return zoom === "month" ? words("short").format(utc(day)) : words("long").format(utc(day));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A month: in short by itself, at length with its year. */
function words(length: "short" | "long"): Intl.DateTimeFormat {
  const known = formats.get(length);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(undefined, {
    month: length,
    timeZone: "UTC",
    ...(length === "long" ? { year: "numeric" } : {}),
  });
  formats.set(length, made);
  return made;
}
