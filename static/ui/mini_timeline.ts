/** A strip of time that every row of a portfolio shares: where its moments stand on it, in percent. */

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
  readonly milestones: readonly { readonly name: string; readonly date: string }[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Nothing further from now makes the strip longer: one wrong year would leave no room for the rest. */
const REACH_MS = 3 * 365 * DAY_MS;
const LEAST_MS = 28 * DAY_MS;

/** Returns the strip on which all stretches and this moment have room. */
export function stripOf(stretches: Iterable<Stretch>, now: number): Strip {
  let [first, last] = [now, now];
  for (const { start, target, milestones } of stretches)
    for (const date of [start, target, ...milestones.map((milestone) => milestone.date)]) {
      if (date === undefined) continue;
      first = Math.max(Math.min(first, startOf(date)), now - REACH_MS);
      last = Math.min(Math.max(last, deadline(date)), now + REACH_MS);
    }
  return { first, last: Math.max(last, first + LEAST_MS) };
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
