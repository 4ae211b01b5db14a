/**
 * Writes what changes to the device: all of one tick in one transaction, one transaction at a time.
 *
 * When the device is full or fails, the copy of the board is given up first (the server has it); if even what is unsaved cannot
 * be kept, it is tried again with the next change, and whoever watches is told.
 */

import type { Row } from "./outbox.ts";
import { Pending } from "./pending.ts";
import type { RecordRow } from "./records.ts";
import type { Refused } from "./status.ts";
import type { About, BoardStorage, QueuedAsk } from "./storage.ts";

export type Keeping = "kept" | "memory" | "full" | "failing";

/** Updates in the copy before it is put together again. */
const UPDATES_MAX = 200;

export class Journal {
  keeping: Keeping;
  readonly #storage: BoardStorage;
  readonly #snapshot: () => Uint8Array | null;
  readonly #onKeeping: () => void;
  #pending = new Pending();
  #writing: Promise<void> | undefined;
  #updatesKept: number;
  /** The copy has gaps, or was never written whole. */
  #needsSnapshot = false;

  /** `snapshot` gives the board's saved state, or null while there is anything unsaved in it. */
  constructor(
    storage: BoardStorage,
    updatesKept: number,
    snapshot: () => Uint8Array | null,
    onKeeping: () => void,
  ) {
    this.#storage = storage;
    this.keeping = storage.isKept ? "kept" : "memory";
    this.#updatesKept = updatesKept;
    this.#snapshot = snapshot;
    this.#onKeeping = onKeeping;
  }

  about(about: About): void {
    this.#change((pending) => {
      pending.about = about;
    });
  }

  /** Keeps edits until they are settled, and the numbers they have used up. */
  rows(rows: readonly Row[]): void {
    this.#change((pending) => {
      for (const row of rows) {
        pending.row(row, false);
        pending.ids.set(row.clientId, { clientId: row.clientId, lastSeq: row.seq });
      }
    });
  }

  /** Lets rows go; those that are saved become part of the copy. */
  settle(rows: readonly Row[], areSaved: boolean): void {
    this.#change((pending) => {
      for (const row of rows) pending.row(row, true);
      if (areSaved) pending.updates.push(...rows.map((row) => row.update));
    });
  }

  /** These client ids are not used again: clocks that were given back would come to mean something else. */
  retire(ids: Iterable<number>): void {
    this.#change((pending) => {
      for (const id of ids) pending.ids.set(id, null);
    });
  }

  update(update: Uint8Array): void {
    this.#change((pending) => pending.updates.push(update));
  }

  /** The copy begins anew with this state. */
  replace(state: Uint8Array): void {
    this.#change((pending) => {
      pending.snapshot = state;
      pending.updates = [];
    });
  }

  ask(key: string, ask: QueuedAsk | null): void {
    this.#change((pending) => pending.ask(key, ask));
  }

  records(records: readonly RecordRow[]): void {
    this.#change((pending) => {
      for (const record of records) pending.record(record);
    });
  }

  refuse(key: string, refused: Refused | null): void {
    this.#change((pending) => pending.refuse(key, refused));
  }

  /** The copy has missed something: it is written whole as soon as nothing unsaved is in it. */
  compactSoon(): void {
    this.#needsSnapshot = true;
    this.#change(() => undefined);
  }

  /** Waits until all of this is written, or has failed. */
  async flushed(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async close(): Promise<void> {
    await this.flushed();
    this.#storage.close();
  }

  #change(edit: (pending: Pending) => void): void {
    if (!this.#storage.isKept) return;
    edit(this.#pending);
    this.#pending.touch();
    this.#writing ??= Promise.resolve().then(() => this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    let isGoing = true;
    while (isGoing && this.#pending.hasAny) isGoing = await this.#write(this.#taken());
    this.#writing = undefined;
  }

  #taken(): Pending {
    const taken = this.#pending;
    this.#pending = new Pending();
    const isDue = this.#needsSnapshot || this.#updatesKept + taken.updates.length > UPDATES_MAX;
    const snapshot = isDue ? this.#snapshot() : null;
    if (snapshot !== null) {
      this.#needsSnapshot = false;
      taken.snapshot = snapshot;
      taken.updates = [];
    }
    return taken;
  }

  async #write(changes: Pending): Promise<boolean> {
    const error = await this.#tried(changes);
    if (error === null) {
      this.#updatesKept = (changes.snapshot === undefined ? this.#updatesKept : 1) + changes.updates.length;
      this.#tell("kept");
      return true;
    }
    this.#needsSnapshot = true;
    changes.forgetCopy();
    const again = await this.#tried(changes);
    this.#tell(again === null ? "kept" : again.name === "QuotaExceededError" ? "full" : "failing");
    if (again === null) return true;
    changes.add(this.#pending);
    this.#pending = changes;
    return false;
  }

  /** Returns the error of an attempt, null if there was none. */
  async #tried(changes: Pending): Promise<Error | null> {
    try {
      await this.#storage.write(changes.batch());
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #tell(keeping: Keeping): void {
    if (this.keeping === keeping) return;
    this.keeping = keeping;
    this.#onKeeping();
  }
}
