/** Changes gathered for one write to the device: the last word on each thing wins. */

import type { Row } from "./outbox.ts";
import { isReset, type RecordRow } from "./records.ts";
import type { Refused } from "./status.ts";
import type { About, Batch, KnownId, QueuedAsk, RowKey } from "./storage.ts";

export class Pending {
  about: About | undefined;
  snapshot: Uint8Array | undefined;
  updates: Uint8Array[] = [];
  readonly ids = new Map<number, KnownId | null>();
  /** null: gone. */
  readonly #rows = new Map<string, { readonly key: RowKey; readonly row: Row | null }>();
  readonly #asks = new Map<string, QueuedAsk | null>();
  readonly #refused = new Map<string, Refused | null>();
  readonly #records = new Map<string, RecordRow>();
  #isEmpty = true;

  get hasAny(): boolean {
    return !this.#isEmpty;
  }

  touch(): void {
    this.#isEmpty = false;
  }

  row(row: Row, isGone: boolean): void {
    const key: RowKey = [row.clientId, row.seq];
    this.#rows.set(key.join(), { key, row: isGone ? null : row });
  }

  ask(key: string, ask: QueuedAsk | null): void {
    this.#asks.set(key, ask);
  }

  refuse(key: string, refused: Refused | null): void {
    this.#refused.set(key, refused);
  }

  record(record: RecordRow): void {
    if (isReset(record)) this.#records.clear();
    this.#records.set(`${record.kind}/${record.id}`, record);
  }

  /** Gives up what the server has as well. */
  forgetCopy(): void {
    this.updates = [];
    this.snapshot = undefined;
    this.#records.clear();
  }

  /** Adds what came later. */
  add(later: Pending): void {
    this.about = later.about ?? this.about;
    if (later.snapshot !== undefined) [this.snapshot, this.updates] = [later.snapshot, []];
    this.updates.push(...later.updates);
    merge(this.ids, later.ids);
    merge(this.#rows, later.#rows);
    merge(this.#asks, later.#asks);
    merge(this.#refused, later.#refused);
    merge(this.#records, later.#records);
    this.#isEmpty &&= later.#isEmpty;
  }

  batch(): Batch {
    const rows = [...this.#rows.values()];
    return {
      about: this.about,
      snapshot: this.snapshot,
      updates: this.updates,
      ids: [...this.ids.values()].filter((id) => id !== null),
      idsGone: goneFrom(this.ids),
      rows: rows.flatMap(({ row }) => row ?? []),
      rowsGone: rows.flatMap(({ row, key }) => (row === null ? [key] : [])),
      asks: [...this.#asks.values()].filter((ask) => ask !== null),
      asksGone: goneFrom(this.#asks),
      refused: [...this.#refused.values()].filter((one) => one !== null),
      refusedGone: goneFrom(this.#refused),
      records: [...this.#records.values()],
    };
  }
}

function goneFrom<K>(changes: ReadonlyMap<K, unknown>): K[] {
  return [...changes].flatMap(([key, value]) => (value === null ? [key] : []));
}

function merge<K, V>(into: Map<K, V>, later: ReadonlyMap<K, V>): void {
  for (const [key, value] of later) into.set(key, value);
}
