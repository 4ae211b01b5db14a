/** Which cards stand in which column, and in what order: kept up card by card. */

import { compareRanked, compareText, placeOf, type Ranked } from "./order.ts";
import { UNSORTED } from "./schema.ts";
import type { Place } from "./values.ts";

const NONE: readonly string[] = [];

interface Standing extends Ranked {
  readonly archived: boolean;
}

export class Orders {
  readonly #places = new Map<string, Place>();
  /** Stored column -> its cards in order, archived ones too: a restored card comes back to its place. */
  readonly #standing = new Map<string, Standing[]>();
  readonly #open = new Set<string>();
  /** Lists handed out, until they change. */
  readonly #lists = new Map<string, readonly string[]>();
  #archivedList: readonly string[] | undefined;

  /** Notes where a card stands now; returns the shown columns whose lists this changes. */
  put(id: string, place: Place): Set<string> {
    const before = this.#places.get(id);
    this.#places.set(id, place);
    if (before !== undefined && same(before, place)) return new Set();
    if (before?.archived !== place.archived) this.#archivedList = undefined;
    if (before !== undefined) this.#take(id, before);
    this.#insert(id, place);
    const seen = [before, place].filter((one) => one !== undefined && !one.archived);
    const touched = new Set(seen.map((one) => this.#shownAs(one?.column ?? "")));
    for (const column of touched) this.#lists.delete(column);
    return touched;
  }

  /** Notes whether a column is there and open; returns the shown columns whose lists this changes. */
  setOpen(column: string, isOpen: boolean): Set<string> {
    if (this.#open.has(column) === isOpen) return new Set();
    if (isOpen) this.#open.add(column);
    else this.#open.delete(column);
    this.#lists.delete(column);
    this.#lists.delete(UNSORTED);
    return new Set([column, UNSORTED]);
  }

  /** Returns the ids of the open cards shown in a column, the same list until it changes. */
  list(column: string): readonly string[] {
    const known = this.#lists.get(column);
    if (known !== undefined) return known;
    const cards =
      column === UNSORTED ? this.#strays() : this.#open.has(column) ? (this.#standing.get(column) ?? []) : [];
    const ids: string[] = [];
    for (const { id, archived } of cards) if (!archived) ids.push(id);
    const list = ids.length === 0 ? NONE : ids;
    this.#lists.set(column, list);
    return list;
  }

  /** Returns all cards stored under a column, in order. */
  standingIn(column: string): readonly Ranked[] {
    return this.#standing.get(column) ?? [];
  }

  archived(): readonly string[] {
    this.#archivedList ??= [...this.#places]
      .filter(([, place]) => place.archived)
      .map(([id]) => id)
      .sort(compareText);
    return this.#archivedList;
  }

  /** Returns where a card is shown; undefined: nowhere. */
  shown(id: string): string | undefined {
    const place = this.#places.get(id);
    return place === undefined || place.archived ? undefined : this.#shownAs(place.column);
  }

  #shownAs(column: string): string {
    return this.#open.has(column) ? column : UNSORTED;
  }

  #strays(): Standing[] {
    const strays = [...this.#standing]
      .filter(([column]) => !this.#open.has(column))
      .flatMap(([, cards]) => cards);
    return strays.sort(compareRanked);
  }

  #take(id: string, { column, rank }: Place): void {
    const cards = this.#standing.get(column) ?? [];
    cards.splice(placeOf({ id, rank }, cards), 1);
    if (cards.length === 0) this.#standing.delete(column);
  }

  #insert(id: string, { column, rank, archived }: Place): void {
    const cards = this.#standing.get(column);
    const card = { id, rank, archived };
    if (cards === undefined) this.#standing.set(column, [card]);
    else cards.splice(placeOf(card, cards), 0, card);
  }
}

function same(left: Place, right: Place): boolean {
  return left.column === right.column && left.rank === right.rank && left.archived === right.archived;
}
