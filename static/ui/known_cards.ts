/** The cards of many boards as the server tells them, without opening any of them: what pages over boards are drawn from. */

import { batch, signal } from "@preact/signals";
import { type CardFacts, type Wanted, Watch, type WatchEvents } from "../../clients/js/watch.ts";
import type { Summary } from "./facts.ts";

export type CardsOfBoard = ReadonlyMap<string, CardFacts>;

/** A card and where it is. */
export interface Told {
  readonly board: string;
  readonly id: string;
  readonly card: CardFacts;
}

interface Telling {
  readonly summaries: Map<string, Summary>;
  readonly cards: Map<string, CardsOfBoard>;
}

export class KnownCards {
  /** Board -> its summary. */
  readonly summaries = signal<ReadonlyMap<string, Summary>>(new Map());
  /** Board -> its cards that are wanted. */
  readonly cards = signal<ReadonlyMap<string, CardsOfBoard>>(new Map());
  /** Whether everything was told once. */
  readonly isTold = signal(false);
  /** Whether it is kept up at this moment. */
  readonly isLive = signal(false);
  /** Whether the server cannot be reached, as far as that is known. */
  readonly isAway = signal(false);
  /** What is told anew takes the place of what was known only once it is complete. */
  #telling: Telling | null = null;

  /** Asks for these cards, until what is returned is closed. */
  follow(wanted: Wanted): Watch {
    return new Watch(location.origin, wanted, this.events);
  }

  readonly events: WatchEvents = {
    live: (isLive) => this.#live(isLive),
    ready: () => this.#ready(),
    summary: (board, summary) => this.#summary(board, summary),
    faces: () => undefined, // shown where boards are listed
    cards: (board, changed, isWhole) => this.#cards(board, changed, isWhole),
    gone: (board) => this.#gone(board),
  };

  #live(isLive: boolean): void {
    this.isLive.value = isLive;
    this.isAway.value = !isLive;
    this.#telling = isLive ? { summaries: new Map(), cards: new Map() } : null;
  }

  #ready(): void {
    const told = this.#telling;
    this.#telling = null;
    batch(() => {
      if (told !== null) {
        this.summaries.value = told.summaries;
        this.cards.value = told.cards;
      }
      this.isTold.value = true;
    });
  }

  #summary(board: string, summary: unknown): void {
    // The server's spelling of it is trusted, as everywhere (facts.ts).
    const known = summary as Summary;
    if (this.#telling !== null) this.#telling.summaries.set(board, known);
    else this.summaries.value = new Map(this.summaries.peek()).set(board, known);
  }

  #cards(board: string, changed: ReadonlyMap<string, CardFacts | null>, isWhole: boolean): void {
    const before = this.#telling?.cards ?? this.cards.peek();
    const now = new Map(isWhole ? [] : before.get(board));
    for (const [id, card] of changed) {
      if (card === null) now.delete(id);
      else now.set(id, card);
    }
    if (this.#telling !== null) this.#telling.cards.set(board, now);
    else this.cards.value = new Map(before).set(board, now);
  }

  #gone(board: string): void {
    this.#telling?.summaries.delete(board);
    this.#telling?.cards.delete(board);
    batch(() => {
      this.summaries.value = without(this.summaries.peek(), board);
      this.cards.value = without(this.cards.peek(), board);
    });
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
