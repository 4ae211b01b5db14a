/**
 * Days as whole numbers, so that what is drawn along a time axis is plain arithmetic.
 *
 * A full date belongs to no zone and is the same number everywhere; a date-time stands on the day it has here, and keeps
 * its time of day here when it moves, also over a change of the clocks.
 */

import { dayOf, shortDay } from "./due.ts";

/** Days since 1970-01-01. */
export type Day = number;

const DAY_MS = 24 * 60 * 60 * 1000;
export const DAY_MIN: Day = -719_162; // 0001-01-01, the first that a board can spell
export const DAY_MAX: Day = 2_932_896; // 9999-12-31

export function clampDay(day: number): Day {
  return Math.min(Math.max(Math.round(day), DAY_MIN), DAY_MAX);
}

export function dayNumber(date: string): Day {
  const [year = 1970, month = 1, day = 1] = dayOf(date).split("-").map(Number);
  const found = dayIn(year, month - 1, day);
  return Number.isFinite(found) ? clampDay(found) : 0;
}

/** Returns the day of a calendar; months and days out of their range carry over. */
export function dayIn(year: number, month: number, day: number): Day {
  // Date.UTC takes years below 100 for those of the twentieth century.
  return Math.round(new Date(0).setUTCFullYear(year, month, day) / DAY_MS);
}

export function spellDay(day: Day): string {
  const { year, month, date } = calendarOf(clampDay(day));
  const [months, days] = [month + 1, date].map((part) => String(part).padStart(2, "0"));
  return `${String(year).padStart(4, "0")}-${months}-${days}`;
}

export function calendarOf(day: Day): {
  readonly year: number;
  readonly month: number;
  readonly date: number;
} {
  const at = utc(day);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate() };
}

/** Returns a moment of that day in UTC, for formats that are told to use UTC. */
export function utc(day: Day): Date {
  return new Date(day * DAY_MS);
}

/** Returns how to name days in this language. */
export function namesOf(parts: Intl.DateTimeFormatOptions): (day: Day) => string {
  const format = new Intl.DateTimeFormat(undefined, { ...parts, timeZone: "UTC" });
  return (day) => format.format(utc(day));
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Returns the last day at or before this one on which a week begins. */
export function weekOf(day: Day, weekStart: number): Day {
  return day - ((weekday(day) - weekStart + 7) % 7);
}

/** Returns the same date so many days later; what would leave the calendar stays at its edge. */
export function movedBy(date: string, days: number): string {
  if (!date.includes("T")) return spellDay(dayNumber(date) + days);
  const at = new Date(date);
  at.setDate(at.getDate() + clampDay(dayNumber(date) + days) - dayNumber(date));
  const year = at.getUTCFullYear();
  return year < 1 || year > 9_999 ? date : at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Returns the date put on another day; where there was none, a full date. */
export function putOn(date: string | undefined, day: Day): string {
  return date === undefined ? spellDay(day) : movedBy(date, clampDay(day) - dayNumber(date));
}

/** Returns days in words. */
export function inWords(from: Day, to: Day): string {
  const [first, last] = [from, to].map((day) => shortDay(spellDay(day), Date.now()));
  return from === to ? (first ?? "") : `${first} to ${last}`;
}

interface Weeks {
  readonly firstDay: number;
}
type LocaleWithWeeks = Intl.Locale & { getWeekInfo?(): Weeks; readonly weekInfo?: Weeks };

/** Where a week begins with another day than Monday, for browsers that do not say. */
const SUNDAYS = /-(US|CA|MX|BR|JP|KR|TW|HK|IN|IL|ZA|PH|CO|PE|VE|TH|ID|SG|SA)\b/;
const SATURDAYS = /-(AE|AF|BH|DZ|EG|IQ|IR|JO|KW|LY|OM|QA|SD|SY|YE)\b/;

/** Returns the weekday on which weeks begin where this language is spoken; 0 is Sunday. */
export function weekStartOf(language: string): number {
  try {
    const locale: LocaleWithWeeks = new Intl.Locale(language);
    const weeks = locale.getWeekInfo?.() ?? locale.weekInfo;
    if (weeks !== undefined) return weeks.firstDay % 7;
    const full = locale.maximize().toString();
    return SUNDAYS.test(full) ? 0 : SATURDAYS.test(full) ? 6 : 1;
  } catch {
    return 1; // no language that is known
  }
}
