/**
 * What is known of boards without opening them: the joint between what the server tells and the views over many boards.
 *
 * A summary is what server/kanverge/portfolio/facts.py makes of a board. Only boards that I may see have one here.
 */

import { signal } from "@preact/signals";
import type { Health, Measure } from "../../clients/js/schema.ts";
import type { Known } from "./people.ts";

/** A board's summary, as the server spells it: estimates in thousandths, moments in milliseconds since 1970. */
export interface Summary {
  readonly name: string;
  readonly lead: string | null;
  readonly start: string | null;
  readonly target: string | null;
  readonly health: Health | null;
  readonly edited: number;
  readonly columns: readonly (readonly [
    id: string,
    name: string,
    category: string | null,
    wip: number | null,
    cards: number,
  ])[];
  readonly unsorted: number;
  /** Cards that are not archived, done or not. */
  readonly open: number;
  readonly done: number;
  readonly archived: number;
  readonly estimate: number;
  readonly estimate_done: number;
  /** Due date -> cards that are not done. */
  readonly due: Readonly<Record<string, number>>;
  /** Person -> cards that are not done, and their estimates. */
  readonly people: Readonly<Record<string, readonly [cards: number, load: number]>>;
  readonly milestones: readonly (readonly [id: string, name: string, date: string | null, done: boolean])[];
  readonly goals: readonly GoalFacts[];
}

export interface GoalFacts {
  readonly id: string;
  readonly name: string;
  readonly measure: Measure | null;
  readonly from: number;
  readonly target: number | null;
  readonly current: number | null;
  readonly unit: string;
  readonly due: string | null;
  readonly owner: string | null;
  /** Cards that contribute and are not archived. */
  readonly cards: number;
  readonly done: number;
}

/** Board -> its summary. */
export const summaries = signal<ReadonlyMap<string, Summary>>(new Map());
/** Board -> who is on it now. */
export const facesOn = signal<ReadonlyMap<string, readonly Known[]>>(new Map());

/** Takes in news of one board; null: it is gone, or no longer mine to see. */
export function putSummary(board: string, summary: Summary | null): void {
  const now = new Map(summaries.peek());
  if (summary === null) now.delete(board);
  else now.set(board, summary);
  summaries.value = now;
}
