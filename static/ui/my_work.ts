/** What is assigned to me and not done, over all boards, in stretches of time. */

import { PRIORITIES } from "../../clients/js/schema.ts";
import { deadline, type Span, spanOf } from "./due.ts";
import type { Summary } from "./facts.ts";
import type { CardsOfBoard, Told } from "./known_cards.ts";

/** What the page shows of a board. */
export type Place = Pick<Summary, "name" | "columns">;

/** Everything the page is drawn from, as plain values. */
export interface Work {
  readonly tasks: readonly Told[];
  readonly places: Readonly<Record<string, Place>>;
}

const TASKS_MAX = 5_000;

/** Returns what is not done of these cards, and where it is. */
export function workOf(
  cards: ReadonlyMap<string, CardsOfBoard>,
  summaries: ReadonlyMap<string, Place>,
): Work {
  const [tasks, places]: [Told[], Record<string, Place>] = [[], {}];
  for (const [board, ofBoard] of cards) {
    for (const [id, card] of ofBoard)
      if (!card.archived && !card.done && card.finished === null && tasks.length < TASKS_MAX)
        tasks.push({ board, id, card });
    const summary = summaries.get(board);
    if (summary !== undefined) places[board] = { name: summary.name, columns: summary.columns };
  }
  return { tasks, places };
}

/** In the order of the page; what is done is not on it. */
export const STRETCHES = ["overdue", "today", "week", "later", "none"] as const satisfies readonly Span[];
export type Stretch = (typeof STRETCHES)[number];

export const STRETCH_NAMES: Readonly<Record<Stretch, string>> = {
  overdue: "Overdue",
  today: "Today",
  week: "The next seven days",
  later: "Later",
  none: "Without a due date",
};

export interface Part {
  readonly stretch: Stretch;
  readonly tasks: readonly Told[];
}

/** Returns the stretches that hold anything; in each what is due first comes first, then what is most urgent. */
export function arranged(tasks: readonly Told[], now: number): readonly Part[] {
  const parts = new Map<Stretch, Told[]>(STRETCHES.map((stretch) => [stretch, []]));
  for (const task of tasks) parts.get(spanOf(task.card.due ?? undefined, false, now) as Stretch)?.push(task);
  return [...parts].flatMap(([stretch, tasks]) =>
    tasks.length === 0 ? [] : [{ stretch, tasks: tasks.sort(byUrgency) }],
  );
}

/** What is due first, then what is most urgent. */
export function byUrgency(one: Told, other: Told): number {
  return (
    dueOf(one) - dueOf(other) ||
    rankOf(one) - rankOf(other) ||
    one.card.title.localeCompare(other.card.title) ||
    (one.id < other.id ? -1 : 1)
  );
}

/** Cards without a date come last; among themselves (not a number) it is what comes after that counts. */
const dueOf = ({ card }: Told) => (card.due === null ? Number.POSITIVE_INFINITY : deadline(card.due));

function rankOf({ card }: Told): number {
  const at = (PRIORITIES as readonly (string | null)[]).indexOf(card.priority);
  return at < 0 ? PRIORITIES.length : at;
}
