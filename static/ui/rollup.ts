/**
 * Roll-ups: what the boards under an initiative come to, with those of the initiatives below it.
 *
 * Every card weighs the same, or as much as its estimate: both sums are kept, and whoever shows one says which. A board
 * that cannot be seen, or of which nothing is known yet, adds nothing and is counted apart.
 */

import { deadline } from "./due.ts";
import type { Summary } from "./facts.ts";

export interface Milestone {
  readonly name: string;
  readonly date: string;
}

export interface Totals {
  /** Boards of which something is known. */
  readonly boards: number;
  readonly unknown: number;
  readonly cards: number;
  readonly done: number;
  /** In thousandths. */
  readonly estimate: number;
  readonly estimateDone: number;
  readonly overdue: number;
  /** Who has cards that are not done. */
  readonly people: ReadonlySet<string>;
  /** The one whose day comes first among those not done, be it past. */
  readonly next: Milestone | null;
}

export type Weight = "cards" | "estimate";

export const NOTHING: Totals = {
  ...{ boards: 0, unknown: 0, cards: 0, done: 0, estimate: 0, estimateDone: 0, overdue: 0 },
  people: new Set(),
  next: null,
};
export const UNKNOWN: Totals = { ...NOTHING, unknown: 1 };

/** Returns what one board comes to at a moment. */
export function totalsOf(summary: Summary, now: number): Totals {
  let overdue = 0;
  for (const [date, cards] of Object.entries(summary.due)) if (deadline(date) <= now) overdue += cards;
  let next: Milestone | null = null;
  for (const [, name, date, isDone] of summary.milestones)
    if (!isDone && date !== null) next = earlier(next, { name, date });
  return {
    ...{ boards: 1, unknown: 0, cards: summary.open, done: summary.done, overdue, next },
    ...{ estimate: summary.estimate, estimateDone: summary.estimate_done },
    people: new Set(Object.keys(summary.people)),
  };
}

/** Returns what several come to together, in whatever order. */
export function together(all: Iterable<Totals>): Totals {
  const sum = { ...NOTHING, people: new Set<string>() };
  for (const one of all) {
    for (const key of SUMMED) sum[key] += one[key];
    for (const person of one.people) sum.people.add(person);
    sum.next = earlier(sum.next, one.next);
  }
  return sum;
}

const SUMMED = ["boards", "unknown", "cards", "done", "estimate", "estimateDone", "overdue"] as const;

function earlier(one: Milestone | null, other: Milestone | null): Milestone | null {
  if (one === null || other === null) return one ?? other;
  const difference = deadline(one.date) - deadline(other.date);
  if (difference !== 0) return difference < 0 ? one : other;
  return one.name <= other.name ? one : other;
}

/** Returns how much is done, 0 to 1; null where there is nothing to be done. */
export function shareDone(totals: Totals, weight: Weight): number | null {
  const [done, all] =
    weight === "cards" ? [totals.done, totals.cards] : [totals.estimateDone, totals.estimate];
  return all > 0 ? Math.min(1, Math.max(0, done / all)) : null;
}

/** Returns of how many boards a sum is, and what is to be said of that; "" where it is of all. */
export function boardsIn({ boards, unknown }: Totals): { readonly count: string; readonly partial: string } {
  const all = boards + unknown;
  const noun = all === 1 ? "board" : "boards";
  if (unknown === 0) return { count: `${all} ${noun}`, partial: "" };
  const count = `${boards} of ${all} ${noun}`;
  return { count, partial: `counts only ${count}: those you may see, as far as they are known` };
}

export interface Node {
  readonly id: string;
  readonly parent: string | undefined;
}

/** The totals of a whole outline, kept up by what changes: a board's news costs the initiatives above it. */
export class Rollup {
  readonly #parents = new Map<string | undefined, string | undefined>();
  readonly #below = new Map<string | undefined, string[]>();
  readonly #holders = new Map<string, string | undefined>();
  readonly #held = new Map<string | undefined, string[]>();
  readonly #boards = new Map<string, Totals>();
  readonly #totals = new Map<string | undefined, Totals>();

  /** `outlined`: every initiative, parents first. `holders`: board -> the initiative it stands under. */
  constructor(
    outlined: readonly Node[],
    holders: Iterable<readonly [board: string, holder: string | undefined]>,
    totals: (board: string) => Totals,
  ) {
    for (const { id, parent } of outlined) {
      this.#parents.set(id, parent);
      push(this.#below, parent, id);
    }
    for (const [board, holder] of holders) {
      this.#holders.set(board, holder);
      push(this.#held, holder, board);
      this.#boards.set(board, totals(board));
    }
    for (const { id } of [...outlined].reverse()) this.#count(id);
    this.#count(undefined);
  }

  /** Returns what stands under an initiative, or in the whole portfolio. */
  of(initiative: string | undefined): Totals {
    return this.#totals.get(initiative) ?? NOTHING;
  }

  board(id: string): Totals {
    return this.#boards.get(id) ?? NOTHING;
  }

  /** Takes in what a board comes to now. */
  put(board: string, totals: Totals): void {
    if (!this.#holders.has(board)) return;
    this.#boards.set(board, totals);
    let at = this.#holders.get(board);
    while (at !== undefined) {
      this.#count(at);
      at = this.#parents.get(at);
    }
    this.#count(undefined);
  }

  #count(initiative: string | undefined): void {
    const boards = (this.#held.get(initiative) ?? []).map((board) => this.board(board));
    const below = (this.#below.get(initiative) ?? []).map((id) => this.of(id));
    this.#totals.set(initiative, together([...boards, ...below]));
  }
}

function push<Key>(lists: Map<Key, string[]>, key: Key, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
