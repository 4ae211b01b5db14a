/** How the list arranges cards: into which groups, in which order; spelled in the address beside the filter. */

import type { Card } from "../../clients/js/values.ts";

export const GROUPINGS = ["column", "assignee", "label", "due", "none"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const SORTINGS = [
  ...(["number", "title", "column", "labels", "priority", "due", "estimate", "assignees"] as const),
];
export type Sorting = (typeof SORTINGS)[number];

export interface Arrangement {
  readonly grouping: Grouping;
  /** null: as the cards stand on the board. */
  readonly sorting: Sorting | null;
  readonly isDescending: boolean;
}

export interface Group {
  /** Of the column, person or label; a due date's word; "" is where none is set. */
  readonly id: string;
  readonly cards: readonly string[];
}

export function parseArrangement(query: string): Arrangement {
  const values = new URLSearchParams(query);
  const sort = values.get("sort") ?? "";
  const sorting = SORTINGS.find((one) => one === sort.replace(/^-/, "")) ?? null;
  return {
    grouping: GROUPINGS.find((grouping) => grouping === values.get("group")) ?? "column",
    sorting,
    isDescending: sorting !== null && sort.startsWith("-"),
  };
}

/** Returns the query with this arrangement in it; what is usual is not spelled. */
export function spellArrangement({ grouping, sorting, isDescending }: Arrangement, query: string): string {
  const values = new URLSearchParams(query);
  values.delete("group");
  values.delete("sort");
  if (grouping !== "column") values.set("group", grouping);
  if (sorting !== null) values.set("sort", `${isDescending ? "-" : ""}${sorting}`);
  return values.toString().replaceAll("%2C", ",");
}

/** Returns what a press on a sorting makes of the arrangement: rising, falling, as on the board. */
export function sortedBy(arrangement: Arrangement, sorting: Sorting): Arrangement {
  if (arrangement.sorting !== sorting) return { ...arrangement, sorting, isDescending: false };
  if (!arrangement.isDescending) return { ...arrangement, isDescending: true };
  return { ...arrangement, sorting: null, isDescending: false };
}

/**
 * Returns the groups that have cards, those of `order` first. A card of several groups is in each.
 */
export function grouped(
  cards: readonly Card[],
  order: readonly string[],
  groupsOf: (card: Card) => readonly string[],
): readonly Group[] {
  const found = new Map<string, string[]>(order.map((id) => [id, []]));
  for (const card of cards)
    for (const id of groupsOf(card)) {
      const among = found.get(id);
      if (among === undefined) found.set(id, [card.id]);
      else among.push(card.id);
    }
  return [...found].flatMap(([id, ids]) => (ids.length === 0 ? [] : [{ id, cards: ids }]));
}

export type SortKey = number | string | undefined;

/** Returns cards by a key; those without one come last either way, and equals stay as they stood. */
export function sorted(
  cards: readonly Card[],
  keyOf: (card: Card) => SortKey,
  isDescending: boolean,
): readonly Card[] {
  const sign = isDescending ? -1 : 1;
  const keyed = cards.map((card) => ({ card, key: keyOf(card) }));
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined)
      return Number(left.key === undefined) - Number(right.key === undefined);
    return sign * compare(left.key, right.key);
  });
  return keyed.map(({ card }) => card);
}

const words = new Intl.Collator(undefined, { numeric: true });

function compare(left: number | string, right: number | string): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return words.compare(String(left), String(right));
}
