/** Opening a board: its copy on this device, the client ids of tabs that are gone, and then the client. */

import { BoardClient } from "./boardclient.ts";
import { type Clock, type Network, platformClock, platformNetwork } from "./clock.ts";
import type { Platform } from "./conversation.ts";
import { type Bring, loadVerbs } from "./edits/later.ts";
import { type Row, renumbered } from "./outbox.ts";
import { Replica } from "./replica.ts";
import type { WebSocketConstructor } from "./socket.ts";
import { type BoardStorage, eraseStorage, type KnownId, memoryStorage, openStorage } from "./storage.ts";
import { Tabs } from "./tabs.ts";

export interface StorageOptions {
  /** Of this person's copies; one database per name and board. */
  readonly name?: string;
  readonly indexedDB?: IDBFactory;
  /** null: there are none. */
  readonly locks?: LockManager | null;
}

export interface OpenOptions {
  readonly url: string;
  readonly board: string;
  /** Left out in a page that has a session cookie. */
  readonly token?: string;
  /** null: keep nothing on this device. */
  readonly storage?: StorageOptions | null;
  readonly WebSocket?: WebSocketConstructor;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly network?: Network;
  /** "later": do not wait for the verbs; the caller awaits `loadVerbs()` before it edits. */
  readonly verbs?: "now" | "later";
  /** How the verbs are fetched; left out: from a file of their own, once. */
  readonly bring?: Bring;
}

const NAME = "kanverge";
/** A number that was sent but not written down before a crash is skipped over. */
const SEQ_GAP = 1_000;
const OPENING_MS = 10_000;

/** Opens a board from its copy on this device, without waiting for the network. */
export async function openBoard(options: OpenOptions): Promise<BoardClient> {
  const { storage, tabs } = await openDevice(options);
  const known = await storage.ids();
  const free = await tabs.takeOver(known.map((id) => id.clientId));
  const kept = await storage.load((id) => !tabs.canTell || free.has(id));
  // What waits may have to be done over, which takes verbs.
  if (options.verbs !== "later" || kept.rows.length > 0) await loadVerbs(options.bring);
  const random = options.random ?? Math.random;
  const { rows, lastSeq, changed } = takenOver(kept.rows, known);
  const replica = new Replica(
    options.board,
    { updates: kept.updates, rows, clientId: [...free][0] ?? null, ownIds: [...free], lastSeq },
    random,
  );
  const platform: Platform = {
    url: `${options.url.replace(/^http/, "ws").replace(/\/+$/, "")}/sync/${encodeURIComponent(options.board)}`,
    token: options.token ?? null,
    WebSocket: options.WebSocket ?? (globalThis.WebSocket as WebSocketConstructor),
    clock: options.clock ?? platformClock,
    network: options.network ?? platformNetwork,
    random,
  };
  const client = new BoardClient({ platform, storage, tabs, replica, kept: { ...kept, rows } });
  if (changed) client.renumberedFrom(kept.rows);
  client.start();
  return client;
}

/** Erases every local copy under a name: when somebody signs out. */
export async function forgetBoards(options: StorageOptions = {}): Promise<void> {
  const factory = options.indexedDB ?? globalThis.indexedDB;
  if (factory !== undefined) await eraseStorage(factory, `${options.name ?? NAME}/`);
}

/** Storage that cannot be opened (private windows, policies), or does not, is no reason not to work. */
async function openDevice(options: OpenOptions): Promise<{ storage: BoardStorage; tabs: Tabs }> {
  const wanted = options.storage === undefined ? {} : options.storage;
  const factory = wanted?.indexedDB ?? globalThis.indexedDB;
  const name = `${wanted?.name ?? NAME}/${options.board}`;
  if (wanted === null || factory === undefined) return { storage: memoryStorage, tabs: new Tabs(null, name) };
  const locks = wanted.locks === undefined ? (globalThis.navigator?.locks ?? null) : wanted.locks;
  try {
    const storage = await inTime(openStorage(factory, name), options.clock ?? platformClock);
    return { storage, tabs: new Tabs(locks, name) };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return { storage: memoryStorage, tabs: new Tabs(null, name) };
  }
}

/** Some browsers never say whether a database opens. One that opens after all is closed: nobody would write to it. */
function inTime(opening: Promise<BoardStorage>, clock: Clock): Promise<BoardStorage> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const stop = clock.after(OPENING_MS, () => {
      isLate = true;
      reject(new DOMException("the database does not open", "TimeoutError"));
    });
    opening.then((storage) => (isLate ? storage.close() : resolve(storage)), reject).finally(stop);
  });
}

/**
 * Puts the rows of all client ids a tab takes over into one order of numbers.
 *
 * Sorting by seq keeps every dependency: a row that builds on another tab's unsaved one was written after that was taken over,
 * under a higher number.
 */
function takenOver(rows: readonly Row[], known: readonly KnownId[]) {
  const sorted = [...rows].sort((left, right) => left.seq - right.seq);
  const last = Math.max(0, ...known.map((id) => id.lastSeq), ...sorted.map((row) => row.seq));
  const lastSeq = last === 0 ? 0 : last + SEQ_GAP;
  const changed = new Set(sorted.map((row) => row.clientId)).size > 1;
  if (!changed) return { rows: sorted, lastSeq, changed };
  return { rows: renumbered(sorted, lastSeq), lastSeq: lastSeq + sorted.length, changed };
}
