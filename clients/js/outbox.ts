/**
 * The edits of one tab that the server has not confirmed: what to send, what is saved, what to do over.
 *
 * An edit stays a row until the server says it is on disk. Rows go out in order, a bounded number of bytes ahead of the
 * confirmations. A refused row ends its client id: the rows from it on are cut off, those before it are still confirmed, and
 * then what was cut is done over by its intents on the server's state. The twin of `kanverge_crdt/outbox.py`.
 */

import type { Intent } from "./edits/index.ts";
import type { Place } from "./places.ts";

export interface Row {
  /** `(clientId, seq)` names the edit for ever. */
  readonly seq: number;
  readonly clientId: number;
  readonly group: string;
  readonly update: Uint8Array;
  /** What does the same again, should the bytes not be taken; null: nothing does (a repair). */
  readonly intent: Intent | null;
  /** Where in a text it was done. */
  readonly place: Place | null;
  /** The clocks of its structs, from `start` to before `clock`; null for an edit that only deletes. */
  readonly start: number;
  readonly clock: number | null;
}

/** A row to do over under a new client id. */
export type Replay = Row & { readonly intent: Intent };

/** Client id -> next clock. */
export type Clocks = ReadonlyMap<number, number>;

const WINDOW_BYTES_MAX = 256 * 1024;
const WINDOW_ROWS_MAX = 500;
/** A server that this tab comes back to may lag behind the one that was faster. */
const OVERTAKEN_MAX = 5;

export class Outbox {
  /** Rows to save, in order; the first `inFlight` are sent. */
  #kept: Row[];
  /** The refused row and those after it. */
  #cut: Row[] = [];
  #inFlight = 0;
  #bytesInFlight = 0;
  #answeredMissing: number | undefined;
  readonly #refused = new Set<Row>();
  /** How often in a row edits were done over because somebody else was first. */
  #overtaken = 0;

  constructor(rows: readonly Row[] = []) {
    this.#kept = [...rows];
  }

  get size(): number {
    return this.#kept.length + this.#cut.length;
  }

  /** All rows the server has not confirmed, refused ones and what came after them too. */
  get rows(): readonly Row[] {
    return [...this.#kept, ...this.#cut];
  }

  /** Whether all that can be saved is, and the rest has to be done over. */
  get mustRebase(): boolean {
    return this.#cut.length > 0 && this.#kept.length === 0;
  }

  add(row: Row): void {
    (this.#cut.length > 0 ? this.#cut : this.#kept).push(row);
  }

  /** Says whether a row up to `seq` still waits. */
  hasUpTo(seq: number): boolean {
    return [this.#kept[0], this.#cut[0]].some((row) => row !== undefined && row.seq <= seq);
  }

  /**
   * Returns the rows to send now; they count as in flight. Those of another client id wait until all before them are saved:
   * after a refusal nothing may be under way of which it is not known whether the server takes it.
   */
  take(): readonly Row[] {
    const taken: Row[] = [];
    for (let row = this.#next(); row !== undefined && this.#hasRoom(); row = this.#next()) {
      this.#inFlight += 1;
      this.#bytesInFlight += row.update.length;
      taken.push(row);
    }
    return taken;
  }

  #next(): Row | undefined {
    const row = this.#kept[this.#inFlight];
    return row?.clientId === this.#kept[0]?.clientId ? row : undefined;
  }

  #hasRoom(): boolean {
    const within = this.#inFlight < WINDOW_ROWS_MAX && this.#bytesInFlight < WINDOW_BYTES_MAX;
    return within || this.#inFlight === 0;
  }

  /** Nothing is in flight any more. */
  disconnect(): void {
    this.#fly(0);
    this.#answeredMissing = undefined;
  }

  /** Removes and returns the rows in flight up to `seq`: they are on disk. */
  saved(seq: number): readonly Row[] {
    let count = 0;
    while (count < this.#inFlight && (this.#kept[count]?.seq ?? seq + 1) <= seq) count += 1;
    const saved = this.#kept.splice(0, count);
    this.#fly(this.#inFlight - count);
    if (count > 0) {
      this.#answeredMissing = undefined;
      this.#overtaken = 0;
    }
    return saved;
  }

  /** Removes and returns the rows that the server's durable clocks show to be saved. */
  known(clocks: Clocks): readonly Row[] {
    const saved = this.#kept.filter((row) => !isAbove(row, clocks));
    this.#kept = this.#kept.filter((row) => isAbove(row, clocks));
    return saved;
  }

  /** Sends all above `clocks` again; returns false if that has been tried for edit `seq` in vain. */
  missing(seq: number, clocks: Clocks): boolean {
    const [cut] = this.#cut;
    if (cut !== undefined && seq >= cut.seq) return true; // what follows a refused row is a gap, and known to be one
    const first = this.#kept.findIndex((row) => isAbove(row, clocks));
    if (first >= 0 && first < this.#inFlight) this.#fly(first);
    const isAgain = seq > 0 && seq === this.#answeredMissing;
    this.#answeredMissing = seq;
    return !isAgain;
  }

  /** Cuts off the refused row and all after it; returns it with what needs it, nothing if no row in flight is meant. */
  refused(seq: number): readonly Row[] {
    const row = this.#cutOff(seq);
    if (row === undefined) return [];
    // What is typed into a text needs it.
    const isBegin = row.intent?.[0].endsWith(".begin") === true;
    const refused = isBegin ? this.#cut.filter(({ group }) => group === row.group) : [row];
    for (const one of refused) this.#refused.add(one);
    return refused;
  }

  /**
   * Cuts off a row that somebody else was faster than, to be done over like those after it. False: it is not in flight, or to
   * do it over was in vain often enough.
   */
  overtaken(seq: number): boolean {
    this.#overtaken += 1;
    return this.#overtaken <= OVERTAKEN_MAX && this.#cutOff(seq) !== undefined;
  }

  #cutOff(seq: number): Row | undefined {
    const at = this.#kept.slice(0, this.#inFlight).findIndex((row) => row.seq === seq);
    if (at < 0) return undefined;
    this.#cut = [...this.#kept.splice(at), ...this.#cut];
    this.#fly(at);
    return this.#cut[0];
  }

  /** Forgets all rows: they have been done over. */
  clear(): void {
    this.#kept = [];
    this.#cut = [];
    this.#refused.clear();
    this.disconnect();
  }

  /** Returns what has to be done over, in order, without the refused rows. */
  replays(): readonly Replay[] {
    return this.rows.filter((row): row is Replay => !this.#refused.has(row) && row.intent !== null);
  }

  #fly(count: number): void {
    this.#inFlight = count;
    this.#bytesInFlight = this.#kept.slice(0, count).reduce((bytes, row) => bytes + row.update.length, 0);
  }
}

function isAbove(row: Row, clocks: Clocks): boolean {
  return row.clock === null || row.clock > (clocks.get(row.clientId) ?? 0);
}

/** Returns rows under new numbers after `lastSeq`, in their order. */
export function renumbered(rows: readonly Row[], lastSeq: number): readonly Row[] {
  return rows.map((row, index) => ({ ...row, seq: lastSeq + 1 + index }));
}
