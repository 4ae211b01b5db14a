/** The state of one open board's page: what is focused, selected, dragged, filtered. Nothing of the board itself is kept here. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Card, Label, Shown } from "../../clients/js/client.ts";
import type { BoardRoot } from "./board_views.ts";
import { type Span, spanOf } from "./due.ts";
import { type Filter, isEmpty, matcher, parseFilter, spellFilter } from "./filter.ts";
import { Folded } from "./folded.ts";
import { Live } from "./live.ts";
import { query, route, setQuery } from "./location.ts";
import { minute } from "./minute.ts";
import { People } from "./people.ts";
import { Heights } from "./windowing.ts";

/** A card or a column on its way. */
export interface Drag {
  readonly kind: "card" | "column";
  readonly id: string;
  readonly height: number;
  /** Where it would land. */
  readonly column: string;
  readonly slot: number;
}

/** Of a card with a one-line title and a row of marks; learnt heights take its place. */
const CARD_HEIGHT = 66;

export class Screen {
  readonly board: string;
  /** Whether it is a board or a portfolio, as the address says. */
  readonly root: BoardRoot;
  readonly client: Shown;
  readonly live: Live;
  readonly people: People;
  readonly folded: Folded;
  readonly heights = new Heights(CARD_HEIGHT);
  readonly filter: ReadonlySignal<Filter> = computed(() => parseFilter(query.value));
  /** The card that keys act on. */
  readonly focus = signal<string | null>(null);
  /** Counts up when the focused card shall be scrolled to and take the keyboard. */
  readonly summons = signal(0);
  readonly selection = signal<ReadonlySet<string>>(new Set());
  readonly drag = signal<Drag | null>(null);
  /** The column whose composer is open. */
  readonly composing = signal<string | null>(null);
  /** The card shown beside the board without being opened. */
  readonly peek = signal<string | null>(null);
  /** Which property of the open card shall open its picker. */
  readonly picker = signal<string | null>(null);
  /** Whether what is needed to change the board is loaded. */
  readonly hasHands = signal(false);
  readonly canEdit: ReadonlySignal<boolean>;
  /** The id of the card the address names. */
  readonly open: ReadonlySignal<string | null>;
  readonly #lists = new Map<string, ReadonlySignal<readonly string[]>>();

  constructor(client: Shown, board: string, root: BoardRoot = "b") {
    this.board = board;
    this.root = root;
    this.client = client;
    this.live = new Live(client);
    this.people = new People(this.live);
    this.folded = new Folded(board);
    this.canEdit = computed(() => this.hasHands.value && this.live.status.value.canEdit);
    this.open = computed(() => this.#named());
  }

  numberOf(card: string): number | null {
    const number = this.live.record("number", card);
    return typeof number === "number" ? number : null;
  }

  cardNumbered(number: number): string | null {
    this.live.record("number", "");
    for (const [id, given] of this.client.records.of("number")) if (given === number) return id;
    return null;
  }

  /** Returns a card's labels in the order of the board's. */
  labelsOf(card: Card): readonly Label[] {
    return this.live.labels().filter(({ id }) => card.labels.includes(id));
  }

  /** Returns the open cards of a column that pass the filter, in order. */
  shown(column: string): readonly string[] {
    let list = this.#lists.get(column);
    if (list === undefined) {
      list = computed(() => this.filtered(this.live.order(column)));
      this.#lists.set(column, list);
    }
    return list.value;
  }

  /** Returns the cards among `ids` that pass the filter. */
  filtered(ids: readonly string[]): readonly string[] {
    const filter = this.filter.value;
    if (isEmpty(filter)) return ids;
    this.live.follow("cards");
    const numbers = this.client.records.of("number");
    const passes = matcher<Card>(
      filter,
      (card) => numbers.get(card),
      (card) => this.spanOf(card),
    );
    return ids.filter((id) => {
      const card = this.client.board.card(id);
      return card !== undefined && passes(card);
    });
  }

  /** Says whether a card is done: by its own mark, or because its column is where done ones are. */
  isDone(card: Card): boolean {
    return card.done || this.live.column(card.column)?.category === "done";
  }

  spanOf(card: Card): Span {
    return spanOf(card.due, this.isDone(card), minute.value);
  }

  /** Moves the keyboard to a card, wherever it is. */
  focusOn(card: string): void {
    this.focus.value = card;
    this.summons.value += 1;
  }

  setFilter(filter: Filter): void {
    setQuery(spellFilter(filter, query.peek()));
  }

  close(): void {
    this.live.close();
  }

  #named(): string | null {
    const current = route.value;
    if (current.name !== "board" || current.card === null) return null;
    return /^\d{1,9}$/.test(current.card) ? this.cardNumbered(Number(current.card)) : current.card;
  }
}

const Current = createContext<Screen | null>(null);
export const ScreenProvider = Current.Provider;

/** The screen of the open board, for what is drawn over every page. */
export const currentScreen = signal<Screen | null>(null);

export function useScreen(): Screen {
  const screen = useContext(Current);
  if (screen === null) throw new Error("drawn outside of a board's page");
  return screen;
}
