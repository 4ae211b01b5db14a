/** What is assigned to me and not done, over all boards, in stretches of time. */

import { PRIORITIES } from "../../clients/js/schema.ts";
import { deadline, type Span, spanOf } from "./due.ts";
import type { CardsOfBoard, Told } from "./known_cards.ts";

/** In the order of the page; what is done is not on it. */
export const STRETCHES = ["overdue", "today", "week", "later", "none"] as const satisfies readonly Span[];
export type Stretch = (typeof STRETCHES)[number];

export const STRETCH_NAMES: Readonly<Record<Stretch, string>> = {
  overdue: "Overdue",
  today: "Today",
  week: "The next seven days",
  later: "Later",
  none: "Without a date",
};

export interface Part {
  readonly stretch: Stretch;
  readonly tasks: readonly Told[];
}

/** Returns the stretches that hold anything; in each what is due first comes first, then what is most urgent. */
export function arranged(cards: ReadonlyMap<string, CardsOfBoard>, now: number): readonly Part[] {
  const parts = new Map<Stretch, Told[]>(STRETCHES.map((stretch) => [stretch, []]));
  for (const [board, ofBoard] of cards)
    for (const [id, card] of ofBoard) {
      if (card.archived || card.done || card.finished !== null) continue;
      const stretch = spanOf(card.due ?? undefined, false, now);
      parts.get(stretch as Stretch)?.push({ board, id, card });
    }
  return [...parts].flatMap(([stretch, tasks]) =>
    tasks.length === 0 ? [] : [{ stretch, tasks: tasks.sort(byUrgency) }],
  );
}

function byUrgency(one: Told, other: Told): number {
  return (
    dueOf(one) - dueOf(other) ||
    rankOf(one) - rankOf(other) ||
    one.card.title.localeCompare(other.card.title) ||
    (one.id < other.id ? -1 : 1)
  );
}

/** Cards without a date are only among themselves. */
const dueOf = ({ card }: Told) => (card.due === null ? 0 : deadline(card.due));

function rankOf({ card }: Told): number {
  const at = (PRIORITIES as readonly (string | null)[]).indexOf(card.priority);
  return at < 0 ? PRIORITIES.length : at;
}
