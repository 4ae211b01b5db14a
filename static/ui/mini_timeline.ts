/** A strip of time that every row of a portfolio shares: where its moments stand on it, in percent. */

import type { Reach } from "./axis.ts";
import { type Day, spellDay } from "./days.ts";
import { deadline } from "./due.ts";

/** In milliseconds since 1970. */
export interface Strip {
  readonly first: number;
  readonly last: number;
}

/** What a row shows of its time; dates as a board spells them. */
export interface Stretch {
  readonly start?: string | undefined;
  readonly target?: string | undefined;
  /** Without those: the first and the last date of what is to be done. */
  readonly span?: readonly [first: string, last: string] | undefined;
  readonly milestones: readonly { readonly name: string; readonly date: string }[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Nothing further from now makes the strip longer: one wrong year would leave no room for the rest. */
const REACH_MS = 3 * 365 * DAY_MS;
const LEAST_MS = 28 * DAY_MS;
/** Of the whole, at either end: what stands there is not cut. */
const ROOM = 0.04;

/** Returns the strip on which all stretches and this moment have room. */
export function stripOf(stretches: Iterable<Stretch>, now: number): Strip {
  let [first, last] = [now, now];
  for (const date of datesOf(stretches)) {
    first = Math.max(Math.min(first, startOf(date)), now - REACH_MS);
    last = Math.min(Math.max(last, deadline(date)), now + REACH_MS);
  }
  last = Math.max(last, first + LEAST_MS);
  const room = (last - first) * ROOM;
  return { first: first - room, last: last + room };
}

/** Returns every date of these stretches. */
export function datesOf(stretches: Iterable<Stretch>): string[] {
  return [...stretches].flatMap(({ start, target, span = [], milestones }) =>
    [start, target, ...span, ...milestones.map(({ date }) => date)].filter((date) => date !== undefined),
  );
}

/** Returns the strip over the days of an axis. */
export function stripOver({ from, to }: Reach): Strip {
  return { first: beginningOf(from), last: beginningOf(to) };
}

/** Returns the moment at which a day begins, here. */
export function beginningOf(day: Day): number {
  return deadline(spellDay(day - 1));
}

/** Returns when a date begins: a full date with its day, here. */
function startOf(date: string): number {
  return date.includes("T") ? deadline(date) : deadline(date) - DAY_MS;
}

/** Returns where a moment stands, 0 to 100; those off the strip stand at its edge. */
export function at(moment: number, { first, last }: Strip): number {
  return Math.min(100, Math.max(0, ((moment - first) / (last - first)) * 100));
}

/** Returns where a stretch's bar begins and how wide it is; null where it says neither when it starts nor ends. */
export function barOf(
  { start, target }: Pick<Stretch, "start" | "target">,
  strip: Strip,
): { readonly left: number; readonly width: number } | null {
  // Where one end is missing the other is all that is known; they may also stand the wrong way round.
  const [one, other] = [start ?? target, target ?? start];
  if (one === undefined || other === undefined) return null;
  const from = at(Math.min(startOf(one), startOf(other)), strip);
  return { left: from, width: at(Math.max(deadline(one), deadline(other)), strip) - from };
}

/** A month, or several, on the strip: where they begin and how wide they are, in percent. */
export interface Month {
  readonly left: number;
  readonly width: number;
  readonly name: string;
}

const MONTHS_MAX = 6;
/** What is narrower has no room for its name, in percent. */
const LABEL = 7;
const STEPS = [1, 2, 3, 6, 12, 24] as const;
const months = new Intl.DateTimeFormat(undefined, { month: "short" });
const januaries = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric" });

/** Returns the months of a strip, every second, third... where they are many; a January says of which year. */
export function monthsOf(strip: Strip): readonly Month[] {
  const [begin, end] = [new Date(strip.first), new Date(strip.last)];
  const count = (end.getFullYear() - begin.getFullYear()) * 12 + end.getMonth() - begin.getMonth() + 1;
  const step = STEPS.find((one) => count + (begin.getMonth() % one) <= MONTHS_MAX * one) ?? 24;
  const starts: Date[] = [];
  let month = new Date(begin.getFullYear(), Math.floor(begin.getMonth() / step) * step, 1);
  for (; month < end; month = new Date(month.getFullYear(), month.getMonth() + step, 1)) starts.push(month);
  return starts.map((start, index) => {
    const left = at(start.getTime(), strip);
    const next = starts[index + 1];
    const width = (next === undefined ? 100 : at(next.getTime(), strip)) - left;
    const day = index === 0 ? begin : start; // the first may have begun before the strip does
    const spelled = step >= 12 || day.getMonth() === 0 ? januaries : months;
    return { left, width, name: width < LABEL ? "" : spelled.format(day) };
  });
}
