/** The weeks of a calendar: which ones are shown, and in which lane of a week each bar lies. */

import { calendarOf, type Day, dayIn, weekOf } from "./days.ts";

export const WEEK = 7;

/** Returns the first day of each week of the month that a day is in. */
export function weeksOfMonth(day: Day, weekStart: number): readonly Day[] {
  const { year, month } = calendarOf(day);
  const last = dayIn(year, month + 1, 0);
  const weeks: Day[] = [];
  for (let week = weekOf(dayIn(year, month, 1), weekStart); week <= last; week += WEEK) weeks.push(week);
  return weeks;
}

/** Returns the same day of another month, or that month's last. */
export function inMonths(day: Day, months: number): Day {
  const { year, month, date } = calendarOf(day);
  const last = calendarOf(dayIn(year, month + months + 1, 0)).date;
  return dayIn(year, month + months, Math.min(date, last));
}

export interface Spanning {
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
}

/** Orders what begins first and is longest before the others. */
export function byDays(one: Spanning, other: Spanning): number {
  return one.from - other.from || other.to - one.to || (one.id < other.id ? -1 : 1);
}

/** A bar's part of one week; days count from the week's first. */
export interface Piece {
  readonly id: string;
  readonly first: number;
  readonly last: number;
  readonly lane: number;
  readonly begins: boolean;
  readonly ends: boolean;
}

export interface Week {
  readonly pieces: readonly Piece[];
  /** For each day, how many are not drawn. */
  readonly hidden: readonly number[];
}

/**
 * Packs bars into the lanes of a week, those that begin first and are longest on top; what finds no lane is counted.
 *
 * `kept` is drawn in any case: where it found no lane, those in the last one give way to it.
 */
export function packed(bars: readonly Spanning[], week: Day, lanes: number, kept: string | null): Week {
  const inWeek = bars.filter(({ from, to }) => to >= week && from < week + WEEK).sort(byDays);
  const ends: number[] = [];
  const found: Piece[] = [];
  for (const { id, from, to } of inWeek) {
    const [first, last] = [Math.max(0, from - week), Math.min(WEEK - 1, to - week)];
    const free = ends.findIndex((end) => end < first);
    const lane = free < 0 ? ends.length : free;
    // Lanes that are not drawn are not told apart: a day may hold a whole board.
    if (lane < lanes) ends[lane] = last;
    found.push({ id, first, last, lane, begins: from >= week, ends: to < week + WEEK });
  }
  const wanted = found.find(({ id, lane }) => id === kept && lane >= lanes);
  const lowest = Math.max(0, lanes - 1);
  const givesWay = (piece: Piece) =>
    wanted !== undefined && piece.lane === lowest && piece.first <= wanted.last && piece.last >= wanted.first;
  const pieces = found.filter((piece) => piece.lane < lanes && !givesWay(piece));
  if (wanted !== undefined && lanes > 0) pieces.push({ ...wanted, lane: lowest });
  const drawn = new Set(pieces.map(({ id }) => id));
  const hidden = Array.from({ length: WEEK }, (_, day) =>
    found.reduce(
      (sum, { id, first, last }) => sum + Number(first <= day && day <= last && !drawn.has(id)),
      0,
    ),
  );
  return { pieces, hidden };
}
