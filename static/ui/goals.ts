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
  if (goal.measure !== "number" && goal.measure !== "percent") return cards > 0 ? within(done / cards) : null;
  const target = targetOf(goal);
  const { from, current } = goal;
  if (target === undefined) return null;
  if (current === undefined) return 0; // nobody has said yet
  if (target === from) return current === target ? 1 : 0;
  return within((current - from) / (target - from));
}

/** Returns where it stands, in words: "12 of 40 people". */
export function stands(goal: Measured, { cards, done }: Share): string {
  if (goal.measure !== "number" && goal.measure !== "percent")
    return `${done} of ${cards} ${cards === 1 ? "card" : "cards"}`;
  const { current } = goal;
  const [target, sign] = [targetOf(goal), goal.measure === "percent" ? " %" : ""];
  const unit = goal.measure === "percent" ? "" : goal.unit && ` ${goal.unit}`;
  const now = current === undefined ? "–" : spelled(current) + sign;
  return target === undefined ? `${now}${unit}` : `${now} of ${spelled(target)}${sign}${unit}`;
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
