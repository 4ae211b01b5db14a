/** The cards of many boards as one: which of them pass what the address asks for, in which groups and order. Pure. */

import type { CardFacts } from "../../clients/js/watch.ts";
import { SPANS, type Span, spanOf } from "./due.ts";
import type { Summary } from "./facts.ts";
import { type Filter, fold, matcher, parseFilter } from "./filter.ts";
import type { CardsOfBoard } from "./known_cards.ts";
import { byUrgency } from "./my_work.ts";

/** A card as a row: what of it a filter asks for, by the words that hold on every board. */
export interface Item {
  /** Unlike that of any other card. */
  readonly key: string;
  readonly board: string;
  readonly id: string;
  readonly card: CardFacts;
  readonly title: string;
  /** Their names as they are compared: each board has labels of its own. */
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly isDone: boolean;
  /** Waits for a card of its board that is not done. */
  readonly isBlocked: boolean;
}

export const GROUPINGS = ["board", "due", "none"] as const;
export type Grouping = (typeof GROUPINGS)[number];
/** By a column's category; cards of no category are among what is to come. */
export const STAGES = ["backlog", "doing", "done"] as const;
export type Stage = (typeof STAGES)[number];

export interface Asked {
  readonly filter: Filter;
  readonly isBlocked: boolean;
  /** Whether what is done is shown too. */
  readonly withDone: boolean;
  readonly grouping: Grouping;
  readonly isByStage: boolean;
}

/** In place of a person: whoever looks. */
export const ME = "me";

export function parseAsked(query: string): Asked {
  const words = new URLSearchParams(query);
  return {
    filter: parseFilter(query),
    isBlocked: words.has("blocked"),
    withDone: words.has("done"),
    grouping: GROUPINGS.find((one) => one === words.get("group")) ?? "board",
    isByStage: words.get("as") === "columns",
  };
}

/** Returns a label's name as it stands in addresses: commas part names there. */
export function labelKey(name: string): string {
  return fold(name).replaceAll(",", " ").trim();
}

export function stageOf({ card, isDone }: Item, summary: Summary | undefined): Stage {
  if (isDone) return "done";
  const category = summary?.columns.find(([id]) => id === card.column)?.[2];
  return category === "doing" ? "doing" : "backlog";
}

/** Returns every card that is not archived, board by board. */
export function itemsOf(
  cards: ReadonlyMap<string, CardsOfBoard>,
  summaries: ReadonlyMap<string, Summary>,
): readonly Item[] {
  const items: Item[] = [];
  for (const [board, ofBoard] of cards) {
    const names = new Map(summaries.get(board)?.labels?.map(([id, name]) => [id, labelKey(name)]));
    const blocked = new Set<string>();
    for (const card of ofBoard.values())
      if (!card.archived && !isOver(card)) for (const other of card.blocks) blocked.add(other);
    for (const [id, card] of ofBoard) {
      if (card.archived) continue;
      const labels = card.labels.flatMap((label) => names.get(label) ?? []);
      const { title, assignees } = card;
      const isDone = isOver(card);
      const isBlocked = !isDone && blocked.has(id);
      items.push({ key: `${board}/${id}`, board, id, card, title, labels, assignees, isDone, isBlocked });
    }
  }
  return items;
}

function isOver({ done, finished }: CardFacts): boolean {
  return done || finished !== null;
}

/** Returns those that are asked for; `me`: who looks. */
export function passing(
  items: readonly Item[],
  { filter, isBlocked, withDone, isByStage }: Asked,
  { me, now }: { readonly me: string | undefined; readonly now: number },
): readonly Item[] {
  const people = filter.people.map((person) => (person === ME ? (me ?? ME) : person));
  const numbers = new Map(items.map(({ id, card }) => [id, card.number]));
  const passes = matcher<Item>(
    { ...filter, people },
    (id) => numbers.get(id),
    (item) => spanIn(item, now),
  );
  // Who asks for what is done wants to see it.
  const isDoneShown = withDone || isByStage || filter.due.includes("done");
  return items.filter(
    (item) => (isDoneShown || !item.isDone) && (!isBlocked || item.isBlocked) && passes(item),
  );
}

function spanIn({ card, isDone }: Item, now: number): Span {
  return spanOf(card.due ?? undefined, isDone, now);
}

export interface Group {
  /** A board's id, a stretch of time, or "" for all. */
  readonly id: string;
  readonly items: readonly Item[];
}

/** Returns the groups that hold anything, boards in the given order; in each what is due first comes first. */
export function grouped(
  items: readonly Item[],
  grouping: Grouping,
  { boards, now }: { readonly boards: readonly string[]; readonly now: number },
): readonly Group[] {
  const order: readonly string[] = { board: boards, due: SPANS, none: [""] }[grouping];
  const groups = new Map<string, Item[]>(order.map((id) => [id, []]));
  for (const item of items) {
    const id = grouping === "board" ? item.board : grouping === "due" ? spanIn(item, now) : "";
    groups.get(id)?.push(item);
  }
  return [...groups].flatMap(([id, own]) =>
    own.length === 0
      ? []
      : [{ id, items: own.sort((one, other) => +one.isDone - +other.isDone || byUrgency(one, other)) }],
  );
}
