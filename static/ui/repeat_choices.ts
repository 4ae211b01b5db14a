/** What people choose for something that comes again, written as an RRULE, and the choices there are. Pure. */

import { calendarOf, dayNumber } from "./days.ts";
import {
  DAYS_OF_WORK,
  FREQUENCIES,
  type Pattern,
  UNITS,
  type Unit,
  WEEKDAYS,
  weekdayOf,
} from "./repeating.ts";

/** As many as the server takes (automation/recurrence.py). */
export const EVERY_MAX = 1_000;

/** Returns the rule of what was chosen. */
export function ruleOf({ unit, every, days, on, until, count }: Pattern): string {
  const week = `BYDAY=${WEEKDAYS.filter((one) => days.includes(one)).join(",")}`;
  return [
    `FREQ=${FREQUENCIES[UNITS.indexOf(unit)]}`,
    ...(every > 1 ? [`INTERVAL=${every}`] : []),
    ...(unit === "day" ? [] : [unit === "week" ? week : on]),
    ...(until === undefined ? [] : [`UNTIL=${until.replaceAll("-", "")}`]),
    ...(count === undefined ? [] : [`COUNT=${count}`]),
  ].join(";");
}

/** Returns the days of a month or a year that can be chosen for what begins on a day: four of a month, three of a year. */
export function choicesOf(unit: Unit, start: string): readonly string[] {
  if (unit !== "month" && unit !== "year") return [];
  const { month, date } = calendarOf(dayNumber(start));
  const day = weekdayOf(start);
  const week = Math.ceil(date / 7);
  // One of the last days of a month is the last there is of those.
  const ends = [28, 29, 30, 31].filter((one) => one <= date);
  const inMonth = [
    ends.length > 1 ? `BYMONTHDAY=${ends.join(",")};BYSETPOS=-1` : `BYMONTHDAY=${date}`,
    `BYDAY=${week > 4 ? -1 : week}${day}`,
    `BYDAY=-1${day}`,
  ];
  if (unit === "month") return [...inMonth, "BYMONTHDAY=-1"];
  return [`BYMONTHDAY=${date}`, ...inMonth.slice(1)].map((one) => `BYMONTH=${month + 1};${one}`);
}

/** Returns what is chosen at first where something comes every so often, from a day on. */
export function patternFrom(unit: Unit, start: string): Pattern {
  return { unit, every: 1, days: [weekdayOf(start)], on: choicesOf(unit, start)[0] ?? "" };
}

/** Returns what was chosen for one day, for another: its weekday, or its place in the month, is that of the new one. */
export function movedTo(pattern: Pattern, from: string, to: string): Pattern {
  const { days, unit, on } = pattern;
  const at = choicesOf(unit, from).indexOf(on);
  const isThatDay = days.length === 1 && days[0] === weekdayOf(from);
  return {
    ...pattern,
    days: isThatDay ? [weekdayOf(to)] : days,
    on: choicesOf(unit, to)[at] ?? on,
  };
}

export function workdays(pattern: Pattern): Pattern {
  return { ...pattern, unit: "week", every: 1, days: DAYS_OF_WORK };
}
