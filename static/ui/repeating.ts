/** How often something comes again: an RRULE read into what people choose, and said in words. Pure. */

import { calendarOf, type Day, dayIn, dayNumber, utc, weekday } from "./days.ts";

export interface Repeat {
  readonly rule: string;
  readonly start: string;
  readonly zone?: string;
}

export const UNITS = ["day", "week", "month", "year"] as const;
export type Unit = (typeof UNITS)[number];
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
/** What people choose of a rule; its clock time, and the day from which on, stand beside it. */
export interface Pattern {
  readonly unit: Unit;
  readonly every: number;
  /** Of a week, at least one. */
  readonly days: readonly Weekday[];
  /** Of a month or a year, as the rule has it: BYMONTHDAY=27. */
  readonly on: string;
  /** The last day, or how many times; neither: it never ends. */
  readonly until?: string;
  readonly count?: number;
}

export const FREQUENCIES: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
export const DAYS_OF_WORK: readonly Weekday[] = WEEKDAYS.slice(0, 5);

/** Returns what a rule says, or undefined for one that says more than can be chosen. */
export function patternOf({ rule, start }: Repeat): Pattern | undefined {
  const parts = new Map(rule.split(";").map((part) => [part.split("=")[0] ?? "", part]));
  const value = (name: string) => parts.get(name)?.slice(name.length + 1);
  const unit = UNITS[FREQUENCIES.indexOf(value("FREQ") ?? "")];
  const every = Number(value("INTERVAL") ?? 1);
  const end = endOf(value("UNTIL"), value("COUNT"));
  // On which day a week begins makes a difference as soon as some are left out.
  if (unit === undefined || end === undefined || !(every >= 1)) return undefined;
  if (every > 1 && unit === "week" && (value("WKST") ?? "MO") !== "MO") return undefined;
  const by = ["BYMONTH", "BYDAY", "BYMONTHDAY", "BYSETPOS"]
    .flatMap((name) => parts.get(name) ?? [])
    .join(";");
  const found = { unit, every, days: [weekdayOf(start)], on: "", ...end };
  if (unit === "day") return by === "" ? found : undefined;
  if (unit === "week") {
    const days = by === "" ? found.days : by.replace(/^BYDAY=/, "").split(",");
    return days.every(isWeekday) ? { ...found, days } : undefined;
  }
  const { month, date } = calendarOf(dayNumber(start));
  const plain = unit === "month" ? `BYMONTHDAY=${date}` : `BYMONTH=${month + 1};BYMONTHDAY=${date}`;
  const on = by === "" ? plain : by;
  return onWords(unit, on) === "" ? undefined : { ...found, on };
}

function endOf(until: string | undefined, count: string | undefined): Partial<Pattern> | undefined {
  if (count !== undefined) return { count: Number(count) };
  if (until === undefined) return {};
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(?:T235959)?$/.exec(until) ?? [];
  return year === undefined ? undefined : { until: `${year}-${month}-${day}` };
}

export function isWorkdays({ unit, every, days }: Pattern): boolean {
  return (
    unit === "week" && every === 1 && days.length === 5 && DAYS_OF_WORK.every((day) => days.includes(day))
  );
}

/** Returns how often that is, without its clock time and its end. */
export function often(pattern: Pattern): string {
  const { unit, every, days, on } = pattern;
  const times = every === 1 ? `Every ${unit}` : `Every ${every} ${unit}s`;
  if (unit === "day") return times;
  if (unit !== "week") return `${times} on ${onWords(unit, on)}`;
  if (isWorkdays(pattern)) return "Every weekday";
  return `${times} on ${LIST.format(WEEKDAYS.filter((one) => days.includes(one)).map((day) => weekdayName(day)))}`;
}

/** Returns a choice of days in words, as in "the last Friday"; empty for what is none of those. */
export function onWords(unit: Unit, on: string): string {
  const [, inMonth, day = ""] = /^(?:BYMONTH=(\d+);)?(.+)$/.exec(on) ?? [];
  if ((unit === "year") !== (inMonth !== undefined)) return "";
  const month = Number(inMonth) - 1;
  const date = Number(/^BYMONTHDAY=(\d+)$/.exec(day)?.[1]);
  // In a leap year, which has every day that any has.
  if (date > 0)
    return unit === "month"
      ? `the ${ordinal(date)}`
      : said(dayIn(2000, month, date), { month: "long", day: "numeric" });
  const of = unit === "month" ? "" : ` of ${said(dayIn(2000, month, 1), { month: "long" })}`;
  if (day === "BYMONTHDAY=-1") return `the last day${of}`;
  const latest = /^BYMONTHDAY=28,(?:29,)?(?:30,)?(29|30|31);BYSETPOS=-1$/.exec(day)?.[1];
  if (latest !== undefined) return of === "" ? `the ${ordinal(Number(latest))} or the last day before` : "";
  const [, place, weekday] = /^BYDAY=\+?(-1|[1-5])([A-Z]{2})$/.exec(day) ?? [];
  if (place === undefined || weekday === undefined || !isWeekday(weekday)) return "";
  return `the ${PLACES[Number(place)] ?? "last"} ${weekdayName(weekday)}${of}`;
}

const PLACES = ["", "first", "second", "third", "fourth", "fifth"];

/** Returns the end of what comes again, after what else is said of it; empty where it has none. */
export function endWords({ until, count }: Pattern): string {
  if (count !== undefined) return count === 1 ? ", once" : `, ${count} times`;
  return until === undefined
    ? ""
    : `, until ${said(dayNumber(until), { day: "numeric", month: "long", year: "numeric" })}`;
}

export function weekdayName(day: Weekday, weekday: "long" | "short" = "long"): string {
  return said(A_MONDAY + WEEKDAYS.indexOf(day), { weekday });
}

/** Returns a clock time, 09:00, as it is written where this browser is, and as its time fields write it. */
export function clockWords(time: string): string {
  const at = new Date(`1970-01-01T${time}Z`);
  return Number.isNaN(at.getTime()) ? time : at.toLocaleTimeString([], { ...CLOCK, timeZone: "UTC" });
}

export const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

const LIST = new Intl.ListFormat("en-GB");
const A_MONDAY: Day = dayIn(1970, 0, 5);
const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };

function ordinal(number: number): string {
  return `${number}${ENDINGS[ORDINALS.select(number)] ?? "th"}`;
}

function said(day: Day, options: Intl.DateTimeFormatOptions): string {
  return utc(day).toLocaleDateString([], { ...options, timeZone: "UTC" });
}

export function weekdayOf(start: string): Weekday {
  return WEEKDAYS[(weekday(dayNumber(start)) + 6) % 7] ?? "MO";
}

function isWeekday(word: string): word is Weekday {
  return WEEKDAYS.some((day) => day === word);
}
