/**
 * kanverge.watch.v1: what is known of every board that one may see, as it changes, without opening any of them.
 *
 * One connection tells everything that is wanted anew whenever it is made, so nothing here is kept over a break.
 */

import { type Clock, type Network, platformClock, platformNetwork } from "./clock.ts";
import { MalformedMessage } from "./errors.ts";
import { type Plain, pack, Reader } from "./msgpack.ts";
import { Socket, type WebSocketConstructor } from "./socket.ts";

export const WATCH_SUBPROTOCOL = "kanverge.watch.v1";

/** What is known of one card; moments in milliseconds since 1970, by the server's clock. */
export interface CardFacts {
  readonly title: string;
  /** As stored in the card: it may be unknown or archived. */
  readonly column: string;
  readonly archived: boolean;
  readonly done: boolean;
  readonly start: string | null;
  readonly due: string | null;
  readonly estimate: number | null;
  readonly priority: string | null;
  readonly progress: number | null;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly milestone: string | null;
  readonly parent: string | null;
  readonly blocks: readonly string[];
  readonly goals: readonly string[];
  readonly number: number | null;
  readonly made: number | null;
  readonly began: number | null;
  /** Since when it is done, by hand or by its column; null while it is not. */
  readonly finished: number | null;
  /** When any of this changed last. */
  readonly changed: number | null;
}

/** In the order in which the server spells them. */
const CARD_KEYS = [
  "title", "column", "archived", "done", "start", "due", "estimate", "priority", "progress", "assignees",
  "labels", "milestone", "parent", "blocks", "goals", "number", "made", "began", "finished", "changed",
] as const satisfies readonly (keyof CardFacts)[]; // biome-ignore format: a table

export interface Face {
  readonly id: string;
  readonly name: string;
  /** By its name, as everywhere. */
  readonly color: string;
}

export interface Wanted {
  readonly summaries: boolean;
  /** Of these boards, or those that are assigned to me, of all boards. */
  readonly cards: readonly string[] | "mine";
  /** How many notices wait to be read. */
  readonly inbox?: boolean;
}

export interface WatchEvents {
  /** What is known of a board as a whole, as portfolio/facts.py spells it. */
  summary(board: string, summary: Plain): void;
  faces(board: string, faces: readonly Face[], more: number): void;
  /** Cards that changed, null where one is not wanted any more; `isWhole`: the board has no others. */
  cards(board: string, cards: ReadonlyMap<string, CardFacts | null>, isWhole: boolean): void;
  /** The board was archived, or is not mine to see any more. */
  gone(board: string): void;
  /** My inbox has changed: so many notices wait to be read. */
  inbox?(unread: number): void;
  /** Everything that is wanted has been told. */
  ready(): void;
  /** Whether what was told is kept up; where it ends for good, with the close code. */
  live(isLive: boolean, code?: number): void;
}

export interface WatchPlatform {
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly network: Network;
  random(): number;
}

const KIND = {
  watch: 1,
  ping: 2,
  summary: 10,
  faces: 11,
  cards: 12,
  gone: 13,
  ready: 14,
  pong: 15,
  store: 16,
  inbox: 17,
};
const CARDS_MAX = 200_000;
const PERMANENT = 4400;
const PERMANENT_MAX = 4499;

export class Watch {
  readonly #socket: Socket;
  readonly #events: WatchEvents;
  #wanted: Wanted;
  #isOpen = false;

  constructor(url: string, wanted: Wanted, events: WatchEvents, platform: Partial<WatchPlatform> = {}) {
    this.#wanted = wanted;
    this.#events = events;
    const { WebSocket = globalThis.WebSocket as WebSocketConstructor, random = Math.random } = platform;
    const { clock = platformClock, network = platformNetwork } = platform;
    this.#socket = new Socket(
      `${url.replace(/^http/, "ws")}/watch`,
      { WebSocket, clock, network, random, subprotocol: WATCH_SUBPROTOCOL },
      {
        opened: () => this.#opened(),
        received: (frame) => this.#received(read(frame)),
        closed: (code) => this.#closed(code),
        silent: () => this.#socket.send(pack([KIND.ping])),
      },
    );
    this.#socket.start();
  }

  /** Asks for something else from now on; what is still wanted is told once more. */
  want(wanted: Wanted): void {
    this.#wanted = wanted;
    if (this.#isOpen) this.#ask();
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.stop();
  }

  #opened(): void {
    this.#isOpen = true;
    this.#ask();
    this.#events.live(true);
  }

  #ask(): void {
    const { summaries, cards, inbox = false } = this.#wanted;
    const asked = [KIND.watch, summaries, cards === "mine" ? cards : [...cards]];
    this.#socket.send(pack(inbox ? [...asked, true] : asked));
  }

  /** What was told while the store was away may be old: once it is back everything is asked for again, up to `ready`. */
  #store(isAvailable: boolean): void {
    if (isAvailable) this.#ask();
    this.#events.live(isAvailable);
  }

  #closed(code: number): boolean {
    this.#isOpen = false;
    const isPermanent = code >= PERMANENT && code <= PERMANENT_MAX;
    this.#events.live(false, isPermanent ? code : undefined);
    return !isPermanent;
  }

  #received([kind, board = null, ...rest]: readonly Plain[]): void {
    if (kind === KIND.ready) this.#events.ready();
    else if (kind === KIND.store) this.#store(board === true);
    else if (kind === KIND.inbox) this.#events.inbox?.(Number(board));
    else if (typeof board === "string") this.#about(board, kind ?? null, rest);
  }

  #about(board: string, kind: Plain, [value = null, more = null]: readonly Plain[]): void {
    if (kind === KIND.summary) this.#events.summary(board, value);
    else if (kind === KIND.gone) this.#events.gone(board);
    else if (kind === KIND.faces) this.#events.faces(board, listOf(value).map(readFace), Number(more));
    else if (kind === KIND.cards) {
      const rows = Object.entries(value as Readonly<Record<string, Plain>>);
      this.#events.cards(board, new Map(rows.map(([id, row]) => [id, readCard(row)])), more === true);
    } // what a newer server says besides is not for us
  }
}

function read(frame: Uint8Array): readonly Plain[] {
  const reader = new Reader(frame, CARDS_MAX);
  const message = Array.from({ length: reader.count(reader.listLength(), 1) }, () => reader.value());
  reader.end();
  return message;
}

function listOf(value: Plain): readonly Plain[] {
  if (!Array.isArray(value)) throw new MalformedMessage("a list is missing");
  return value;
}

function readFace(row: Plain): Face {
  const [id, name, color] = listOf(row);
  return { id: String(id), name: String(name), color: String(color) };
}

function readCard(row: Plain): CardFacts | null {
  if (row === null) return null;
  const values = listOf(row);
  return Object.fromEntries(CARD_KEYS.map((key, at) => [key, values[at] ?? null])) as unknown as CardFacts;
}
