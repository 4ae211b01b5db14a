/** How far a goal is, by its measure: pure, so that a board, a portfolio and a card say the same. */

import { boardsUnder, type Outlined, type Standing } from "../../clients/js/outline.ts";
import type { Goal } from "../../clients/js/values.ts";

/** The cards that contribute. */
export interface Share {
  readonly cards: number;
  readonly done: number;
}

type Measured = Pick<Goal, "measure" | "from" | "target" | "current" | "unit">;

/** Returns how far it is, 0 to 1; null where there is nothing to measure it by. */
export function reached(goal: Measured, { cards, done }: Share): number | null {
  if (countsCards(goal)) return cards > 0 ? within(done / cards) : null;
  const target = targetOf(goal);
  const { from, current } = goal;
  if (target === undefined) return null;
  if (current === undefined) return 0; // nobody has said yet
  if (target === from) return current === target ? 1 : 0;
  return within((current - from) / (target - from));
}

/** Whether what contributes counts: a number or a percentage is what somebody says it is. */
export function countsCards({ measure }: Pick<Goal, "measure">): boolean {
  return measure !== "number" && measure !== "percent";
}

/** Returns where it stands, in words: "12 of 40 people", and "12, from 10 to 40 people" where it did not begin with nothing. */
export function stands(goal: Measured, { cards, done }: Share): string {
  if (countsCards(goal)) return `${done} of ${cards} ${cards === 1 ? "card" : "cards"}`;
  const { current, from } = goal;
  const [target, sign] = [targetOf(goal), goal.measure === "percent" ? " %" : ""];
  const unit = goal.measure === "percent" ? "" : goal.unit && ` ${goal.unit}`;
  const now = current === undefined ? "–" : spelled(current) + sign;
  const way = from === 0 ? " of" : `, from ${spelled(from)}${sign} to`;
  return target === undefined ? `${now}${unit}` : `${now}${way} ${spelled(target)}${sign}${unit}`;
}

/** A percentage without a target wants all of it. */
function targetOf({ measure, target }: Measured): number | undefined {
  return target ?? (measure === "percent" ? 100 : undefined);
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function spelled(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 2 });
}

/** Returns the boards that contribute to a goal of a portfolio, each once: its own, and those below its initiatives. */
export function contributing(
  goal: Pick<Goal, "boards" | "initiatives">,
  outlined: readonly Outlined<Standing>[],
  listings: Iterable<Standing>,
): ReadonlySet<string> {
  const wanted = new Set(goal.initiatives);
  // Parents come first: what stands below a contributing initiative contributes.
  for (const { value, parent } of outlined)
    if (parent !== undefined && wanted.has(parent)) wanted.add(value.id);
  const found = new Set<string>();
  for (const [holder, boards] of boardsUnder(outlined, listings))
    for (const { id } of boards)
      if (goal.boards.includes(id) || (holder !== undefined && wanted.has(holder))) found.add(id);
  return found;
}
