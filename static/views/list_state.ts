/** What the list shows, from the board and the address: groups, rows, and which row and cell the keyboard is at. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { PRIORITIES, UNSORTED } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { announce } from "../ui/announce.tsx";
import {
  type Arrangement,
  type Group,
  grouped,
  parseArrangement,
  type Sorting,
  type SortKey,
  sorted,
  spellArrangement,
} from "../ui/arrange.ts";
import { deadline, SPANS } from "../ui/due.ts";
import { isEmpty } from "../ui/filter.ts";
import { query, route, setQuery } from "../ui/location.ts";
import type { Screen } from "../ui/screen.ts";

export type CellName = "title" | "column" | "labels" | "priority" | "due" | "estimate" | "assignees";

/** A card in a group: with two labels it has two rows. */
export interface Row {
  readonly key: string;
  readonly group: string;
  readonly card: string;
}

export const CELL_NAMES: Readonly<Record<CellName, string>> = {
  title: "Title",
  column: "Column",
  labels: "Labels",
  priority: "Priority",
  due: "Due",
  estimate: "Estimate",
  assignees: "Assignees",
};

const rowKey = (group: string, card: string) => `${group}/${card}`;

export class ListState {
  readonly arrangement: ReadonlySignal<Arrangement> = computed(() => parseArrangement(query.value));
  readonly groups: ReadonlySignal<readonly Group[]>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** The row of the focused card. */
  readonly focused: ReadonlySignal<Row | null>;
  /** In which group that is, for a card that stands in several. */
  readonly group = signal("");
  /** The cell that is edited in place. */
  readonly cell = signal<{ readonly row: string; readonly name: CellName } | null>(null);
  readonly #screen: Screen;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.groups = computed(() => this.#groups());
    this.rows = computed(() =>
      this.groups.value.flatMap(({ id, cards }) =>
        cards.map((card) => ({ key: rowKey(id, card), group: id, card })),
      ),
    );
    this.focused = computed(() => this.rowOf(screen.focus.value, this.group.value));
  }

  /** Returns the row of a card in a group, else its first. */
  rowOf(card: string | null, group: string): Row | null {
    if (card === null) return null;
    const rows = this.rows.value.filter((row) => row.card === card);
    return rows.find((row) => row.group === group) ?? rows[0] ?? null;
  }

  arrange(arrangement: Arrangement, words: string): void {
    setQuery(spellArrangement(arrangement, query.peek()));
    announce(words);
  }

  /** Begins to edit a cell of the focused card. */
  edit(name: CellName): void {
    const row = this.focused.peek();
    if (row !== null) this.cell.value = { row: row.key, name };
  }

  /** Says whether cards stand here as they do on the board, so that they can be moved among each other. */
  isAsOnBoard(): boolean {
    const { grouping, sorting } = this.arrangement.peek();
    return grouping === "column" && sorting === null;
  }

  #groups(): readonly Group[] {
    const screen = this.#screen;
    const { grouping, sorting, isDescending } = this.arrangement.value;
    const columns = [...screen.live.columns().map(({ id }) => id), UNSORTED];
    const shown = columns.map((id) => ({ id, cards: screen.shown(id) }));
    const isWhole = isEmpty(screen.filter.value);
    const isKept = ({ id, cards }: Group) => cards.length > 0 || (isWhole && id !== UNSORTED);
    if (grouping === "column" && sorting === null) return shown.filter(isKept);
    screen.live.follow("cards");
    const cards = shown.flatMap((group) => group.cards).flatMap((id) => screen.client.board.card(id) ?? []);
    const inOrder = sorting === null ? cards : sorted(cards, this.#keyOf(sorting), isDescending);
    if (grouping !== "column") return grouped(inOrder, ...this.#grouping(grouping));
    const places = new Map(shown.flatMap((group) => group.cards.map((card) => [card, group.id])));
    const found = grouped(inOrder, columns, ({ id }) => [places.get(id) ?? UNSORTED]);
    const byId = new Map(found.map((group) => [group.id, group]));
    return shown.map(({ id }) => byId.get(id) ?? { id, cards: [] }).filter(isKept);
  }

  #grouping(
    grouping: Exclude<Arrangement["grouping"], "column">,
  ): readonly [order: readonly string[], groupsOf: (card: Card) => readonly string[]] {
    const { live, people } = this.#screen;
    const orNone = (ids: readonly string[]) => (ids.length === 0 ? [""] : ids);
    switch (grouping) {
      case "assignee":
        return [[...people.all.value.map(({ id }) => id), ""], ({ assignees }) => orNone(assignees)];
      case "label":
        return [
          [...live.labels().map(({ id }) => id), ""],
          (card) => orNone(this.#screen.labelsOf(card).map(({ id }) => id)),
        ];
      case "due":
        return [SPANS, (card) => [this.#screen.spanOf(card)]];
      case "none":
        return [[], () => [""]];
    }
  }

  #keyOf(sorting: Sorting): (card: Card) => SortKey {
    const { live, people, client } = this.#screen;
    switch (sorting) {
      case "number":
        live.record("number", "");
        return ({ id }) => this.#screen.numberOf(id) ?? undefined;
      case "title":
        return ({ title }) => title;
      case "column": {
        const at = new Map(live.columns().map(({ id }, index) => [id, index]));
        return ({ id }) => at.get(client.board.shownColumn(id) ?? "");
      }
      case "labels":
        return (card) => this.#screen.labelsOf(card)[0]?.name;
      case "priority":
        return ({ priority }) => (priority === undefined ? undefined : PRIORITIES.indexOf(priority));
      case "due":
        return ({ due }) => (due === undefined ? undefined : deadline(due));
      case "estimate":
        return ({ estimate }) => estimate;
      case "assignees":
        return ({ assignees: [first] }) => (first === undefined ? undefined : people.of(first).name);
    }
  }
}

const states = new WeakMap<Screen, ListState>();

/** Returns the list of a screen, the same each time. */
export function listOf(screen: Screen): ListState {
  const known = states.get(screen) ?? new ListState(screen);
  states.set(screen, known);
  return known;
}

export function isList(): boolean {
  const current = route.peek();
  return current.name === "board" && current.view === "list";
}
