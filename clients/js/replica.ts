/**
 * One board's document on this device: local edits become rows, updates from others come in, and where the server says so the
 * whole is rebuilt. The only place that writes to the document; it speaks to no socket and no storage.
 */

import * as Y from "yjs";
import { Board } from "./board.ts";
import type { Intent, Step } from "./edits/index.ts";
import { plan } from "./edits/later.ts";
import { EditError } from "./errors.ts";
import { newClientId } from "./ids.ts";
import { type Clocks, type Replay, type Row, renumbered } from "./outbox.ts";
import { begunAs, type Moved, placeOf, relocated } from "./places.ts";
import type { Jitter } from "./rank.ts";

export interface Done {
  readonly rows: readonly Row[];
  readonly inverse: readonly Intent[];
}

/** A replay that no longer makes sense on the server's state. */
export interface Failure {
  readonly replay: Replay;
  readonly error: EditError;
}

export interface ReplicaState {
  /** Updates of the local copy, and rows that are not saved, in order. */
  readonly updates: readonly Uint8Array[];
  readonly rows: readonly Row[];
  /** The client id this tab writes under, null until it first writes; and all that it holds. */
  readonly clientId: number | null;
  readonly ownIds: readonly number[];
  readonly lastSeq: number;
}

const MINE = Symbol("mine");
const OTHERS = Symbol("others");

export class Replica {
  readonly board: Board;
  doc: Y.Doc;
  clientId: number | null;
  lastSeq: number;
  readonly #ownIds: Set<number>;
  readonly #random: () => number;
  /** How far this device knew its client id when it started; null once the server has agreed. */
  #loadedClock: number | null;

  constructor(board: string, state: ReplicaState, random: () => number = Math.random) {
    this.board = new Board(board);
    this.#random = random;
    this.clientId = state.clientId;
    this.#ownIds = new Set(state.ownIds);
    this.lastSeq = state.lastSeq;
    this.doc = documentOf([...state.updates, ...state.rows.map((row) => row.update)]);
    this.#loadedClock = this.#clockOf(this.clientId ?? 0);
    this.board.attach(this.doc);
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** The clock up to which nobody but this tab can have written under its client id. */
  get knownClock(): number {
    return this.#loadedClock ?? this.#clockOf(this.clientId ?? 0);
  }

  /** Does an edit; null: nothing to do. Throws `EditError` and writes nothing. */
  edit(intent: Intent, group: string): Done | null {
    const planned = plan(
      { doc: this.doc, jitter: this.#jitter, standing: (column) => this.board.standing(column) },
      intent,
    );
    if (planned === null) return null;
    const rows = planned.steps.flatMap((step) => this.#write(step, group));
    this.board.settle("mine");
    return { rows, inverse: planned.inverse };
  }

  /** Takes in what others, or this device earlier, have saved. */
  apply(update: Uint8Array, people: readonly string[]): void {
    Y.applyUpdate(this.doc, update, OTHERS);
    this.board.settle("others", people);
  }

  /** Begins anew with the server's whole state and the rows that still wait. */
  rebuild(update: Uint8Array, rows: readonly Row[]): void {
    this.doc.destroy();
    this.doc = documentOf([update, ...rows.map((row) => row.update)]);
    this.board.attach(this.doc);
  }

  /** Does actions over under a new client id; those that no longer make sense are returned. */
  replay(replays: readonly Replay[]): {
    readonly rows: readonly Row[];
    readonly failures: readonly Failure[];
  } {
    this.renounce();
    const rows: Row[] = [];
    const failures: Failure[] = [];
    const moved: Moved[] = [];
    for (const replay of replays) {
      try {
        const again = this.#again(replay, moved);
        rows.push(...again);
        moved.push(...movedBy(this.doc, replay, again));
      } catch (error) {
        if (!(error instanceof EditError)) throw error;
        failures.push({ replay, error });
      }
    }
    return { rows, failures };
  }

  #again({ intent, place, group }: Replay, moved: readonly Moved[]): readonly Row[] {
    const intents = relocated(this.doc, intent, place, moved);
    return intents.flatMap((one) => this.edit(one, group)?.rows ?? []);
  }

  /** Gives the client id up: the next edit draws another. */
  renounce(): void {
    this.clientId = null;
    this.#loadedClock = null;
  }

  /** The server agrees on what this client id has written. */
  trust(): void {
    this.#loadedClock = null;
  }

  /**
   * Returns all rows anew with what the server has lost put before them, or null if it has lost nothing of ours.
   *
   * A store may come back older than what it confirmed. Each device sends again what it wrote itself.
   */
  repaired(clocks: Clocks, rows: readonly Row[]): readonly Row[] | null {
    const repairs = [...this.#ownIds].flatMap((id) => this.#repair(id, clocks.get(id) ?? 0, rows));
    if (repairs.length === 0) return null;
    const numbered = renumbered([...repairs, ...rows], this.lastSeq);
    this.lastSeq += numbered.length;
    return numbered;
  }

  #repair(id: number, from: number, rows: readonly Row[]): Row[] {
    const unsaved = rows.find((row) => row.clientId === id && row.clock !== null);
    const until = unsaved?.start ?? this.#clockOf(id);
    if (from >= until) return [];
    const others = Y.decodeStateVector(this.stateVector).set(id, from);
    const update = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(others));
    return [
      { seq: 0, clientId: id, group: "repair", update, intent: null, place: null, start: from, clock: until },
    ];
  }

  #write({ intent, write }: Step, group: string): Row[] {
    const clientId = this.#ownId();
    const start = this.#clockOf(clientId);
    const place = placeOf(this.doc, intent);
    const updates: Uint8Array[] = [];
    const capture = (update: Uint8Array) => void updates.push(update);
    this.doc.on("update", capture);
    try {
      this.doc.transact(write, MINE);
    } finally {
      this.doc.off("update", capture);
    }
    const end = this.#clockOf(clientId);
    return updates.map((update) => {
      this.lastSeq += 1;
      return {
        seq: this.lastSeq,
        clientId,
        group,
        update,
        intent,
        place,
        start,
        clock: end > start ? end : null,
      };
    });
  }

  /** Yjs picks an id of its own when it meets another writer under ours; ids are policy, so it is set each time. */
  #ownId(): number {
    this.clientId ??= newClientId(this.#random);
    this.#ownIds.add(this.clientId);
    this.doc.clientID = this.clientId;
    return this.clientId;
  }

  #clockOf(clientId: number): number {
    return Y.getState(this.doc.store, clientId);
  }

  readonly #jitter: Jitter = () => Math.floor(this.#random() * 62);
}

/** The same verb writes the same structs in the same order, so what builds on them can be found again. */
function movedBy(doc: Y.Doc, before: Replay, rows: readonly Row[]): Moved[] {
  const [first] = rows;
  const last = rows.at(-1);
  if (before.clock === null) return [];
  const length = before.clock - before.start;
  const to = first === undefined ? begunAs(doc, before.intent) : ([first.clientId, first.start] as const);
  const isSame = first === undefined || (last?.clock ?? 0) - first.start === length;
  return to !== null && isSame ? [{ from: [before.clientId, before.start], to, length }] : [];
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update, OTHERS);
  }, OTHERS);
  return doc;
}
