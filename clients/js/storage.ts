/**
 * What one board keeps on this device: unsaved edits, waiting asks, and a copy of the board to open without a network.
 *
 * One IndexedDB database per board, one transaction per batch: what is saved moves from the outbox into the copy in one step,
 * so no crash finds it in neither. The copy is only a copy: the server gives again whatever it lacks.
 */

import type { PlainMap } from "./codec.ts";
import type { Row } from "./outbox.ts";
import { isReset, type RecordRow } from "./records.ts";
import type { Refused } from "./status.ts";

export interface QueuedAsk {
  readonly key: string;
  readonly verb: string;
  readonly args: PlainMap;
}

/** What is known of the board beside its document. */
export interface About {
  readonly epoch: number | null;
  readonly role: string | null;
  readonly person: PlainMap | null;
  readonly recordsVersion: number;
}

/** A client id that a tab of this device writes or wrote under, and the last seq it used. */
export interface KnownId {
  readonly clientId: number;
  readonly lastSeq: number;
}

export interface Kept {
  readonly about: About | null;
  readonly updates: readonly Uint8Array[];
  readonly rows: readonly Row[];
  readonly asks: readonly QueuedAsk[];
  readonly records: readonly RecordRow[];
  readonly refused: readonly Refused[];
}

/** Changes that are written together. */
export interface Batch {
  readonly about: About | undefined;
  /** Added to the copy of the board, or put in its place. */
  readonly updates: readonly Uint8Array[];
  readonly snapshot: Uint8Array | undefined;
  readonly ids: readonly KnownId[];
  readonly idsGone: readonly number[];
  readonly rows: readonly Row[];
  readonly rowsGone: readonly RowKey[];
  readonly asks: readonly QueuedAsk[];
  readonly asksGone: readonly string[];
  /** A value of null takes the record away. */
  readonly records: readonly RecordRow[];
  readonly refused: readonly Refused[];
  readonly refusedGone: readonly string[];
}
export type RowKey = readonly [clientId: number, seq: number];

export interface BoardStorage {
  readonly isKept: boolean;
  ids(): Promise<readonly KnownId[]>;
  /** Everything but the rows of client ids that `isFree` says other tabs hold. */
  load(isFree: (clientId: number) => boolean): Promise<Kept>;
  write(batch: Batch): Promise<void>;
  close(): void;
}

const NOTHING: Kept = { about: null, updates: [], rows: [], asks: [], records: [], refused: [] };

/** Keeps nothing: for tests, and where the platform has no storage. */
export const memoryStorage: BoardStorage = {
  isKept: false,
  ids: async () => [],
  load: async () => NOTHING,
  write: async () => undefined,
  close: () => undefined,
};

const VERSION = 1;
/** Store -> its key path; undefined: keys are given or counted. */
const STORES = {
  about: {},
  ids: { keyPath: "clientId" },
  updates: { autoIncrement: true },
  rows: { keyPath: ["clientId", "seq"] },
  asks: { keyPath: "key" },
  records: { keyPath: ["kind", "id"] },
  refused: { keyPath: "key" },
} as const satisfies Record<string, IDBObjectStoreParameters>;
type StoreName = keyof typeof STORES;
const NAMES = Object.keys(STORES) as StoreName[];

export async function openStorage(factory: IDBFactory, name: string): Promise<BoardStorage> {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const store of NAMES) request.result.createObjectStore(store, STORES[store]);
  };
  return new IndexedStorage(await result(request));
}

class IndexedStorage implements BoardStorage {
  readonly isKept = true;
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
    database.onversionchange = () => database.close(); // somebody erases this copy
  }

  async ids(): Promise<readonly KnownId[]> {
    return result<KnownId[]>(this.#database.transaction("ids").objectStore("ids").getAll());
  }

  async load(isFree: (clientId: number) => boolean): Promise<Kept> {
    const transaction = this.#database.transaction(NAMES);
    const all = <T>(store: StoreName) => result<T[]>(transaction.objectStore(store).getAll());
    const [about, updates, rows, asks, records, refused] = await Promise.all([
      result<About | undefined>(transaction.objectStore("about").get("about")),
      all<Uint8Array>("updates"),
      all<Row>("rows"),
      all<QueuedAsk>("asks"),
      all<RecordRow>("records"),
      all<Refused>("refused"),
    ]);
    const free = rows.filter((row) => isFree(row.clientId));
    return { about: about ?? null, updates, rows: free, asks, records, refused };
  }

  async write(batch: Batch): Promise<void> {
    const transaction = this.#database.transaction(NAMES, "readwrite");
    const done = finished(transaction);
    const store = (name: StoreName) => transaction.objectStore(name);
    if (batch.about !== undefined) store("about").put(batch.about, "about");
    if (batch.snapshot !== undefined) {
      store("updates").clear();
      store("updates").add(batch.snapshot);
    }
    for (const update of batch.updates) store("updates").add(update);
    for (const id of batch.ids) store("ids").put(id);
    for (const id of batch.idsGone) store("ids").delete(id);
    for (const row of batch.rows) store("rows").put(row);
    for (const key of batch.rowsGone) store("rows").delete([...key]);
    for (const ask of batch.asks) store("asks").put(ask);
    for (const key of batch.asksGone) store("asks").delete(key);
    for (const record of batch.records)
      if (isReset(record)) store("records").clear();
      else if (record.value === null) store("records").delete([record.kind, record.id]);
      else store("records").put(record);
    for (const refused of batch.refused) store("refused").put(refused);
    for (const key of batch.refusedGone) store("refused").delete(key);
    await done;
  }

  close(): void {
    this.#database.close();
  }
}

/** Erases a board's copy, or all copies whose names begin alike. */
export async function eraseStorage(factory: IDBFactory, prefix: string): Promise<void> {
  const databases = await factory.databases();
  const names = databases.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
  await Promise.all(names.map((name) => result(factory.deleteDatabase(name))));
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
}
