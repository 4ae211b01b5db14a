/**
 * One board's conversation with the server: the session over the socket, and what its events do to the replica and the copy
 * on the device.
 */

import * as Y from "yjs";
import { Asks } from "./asks.ts";
import type { Clock, Network } from "./clock.ts";
import type { Plain, PlainMap } from "./codec.ts";
import { EditError } from "./errors.ts";
import { newId } from "./ids.ts";
import { Journal } from "./journal.ts";
import type { Replay, Row } from "./outbox.ts";
import { Presence } from "./presence.ts";
import { Records } from "./records.ts";
import { Refusals } from "./refusals.ts";
import type { Replica } from "./replica.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { type Ask, Session, type SessionEvent } from "./session.ts";
import { Socket, type WebSocketConstructor } from "./socket.ts";
import { canEdit, type Facts, type Status } from "./status.ts";
import type { About, BoardStorage, Kept } from "./storage.ts";
import type { Tabs } from "./tabs.ts";

export interface Platform {
  readonly url: string;
  readonly token: string | null;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly network: Network;
  readonly random: () => number;
}

export interface Parts {
  readonly platform: Platform;
  readonly storage: BoardStorage;
  readonly tabs: Tabs;
  readonly replica: Replica;
  readonly kept: Kept;
}

export class Conversation {
  readonly presence: Presence;
  readonly records: Records;
  readonly refusals: Refusals;
  /** There is something to show. */
  readonly ready: Promise<void>;
  readonly #platform: Platform;
  readonly #replica: Replica;
  readonly #session: Session;
  readonly #socket: Socket;
  readonly #journal: Journal;
  readonly #tabs: Tabs;
  readonly #asks: Asks;
  readonly #onNews: () => void;
  #about: About;
  #stopped: Status["stopped"] = null;
  #isOpen: boolean;
  #markReady: () => void = () => undefined;
  #savedWaiters: (() => void)[] = [];
  #isKeeper = false;
  #hasMissedUpdates = false;
  #clocks: ReadonlyMap<number, number> = new Map();
  #pings = 0;

  /** `onNews` is called whenever `facts` may have changed. */
  constructor({ platform, storage, tabs, replica, kept }: Parts, onNews: () => void) {
    this.#platform = platform;
    this.#tabs = tabs;
    this.#replica = replica;
    this.#onNews = onNews;
    this.#about = kept.about ?? { epoch: null, role: null, person: null, recordsVersion: 0 };
    this.#session = new Session(SCHEMA_VERSION, this.#about.epoch, kept.rows);
    this.records = new Records(kept.records, this.#about.recordsVersion);
    this.#asks = new Asks(kept.asks);
    for (const ask of kept.asks) this.#session.ask({ ...ask, after: replica.lastSeq });
    this.presence = new Presence(platform.clock, (state) => {
      this.#session.show(state);
      this.#pump();
    });
    this.#journal = new Journal(
      storage,
      kept.updates.length,
      () =>
        this.#session.outbox.size === 0 && this.#isKeeper ? Y.encodeStateAsUpdate(this.#replica.doc) : null,
      () => this.#onKeeping(),
    );
    this.refusals = new Refusals(kept.refused, this.#journal, platform.clock);
    this.#isOpen = kept.updates.length > 0;
    this.ready = this.#isOpen ? Promise.resolve() : new Promise((resolve) => (this.#markReady = resolve));
    this.#socket = new Socket(platform.url, platform, {
      opened: () => this.#greet(),
      received: (frame) => this.#receive(frame),
      closed: (code, text) => this.#onClosed(code, text),
      silent: () => this.#probe(),
    });
  }

  get role(): string | null {
    return this.#about.role;
  }

  /** A role that was never told is left to the server. */
  get mayEdit(): boolean {
    return this.#about.role === null || canEdit(this.#about.role);
  }

  get facts(): Facts {
    const session = this.#session;
    const isLive = session.phase === "live" && !session.mustReconnect;
    return {
      isOpen: this.#isOpen,
      connection: this.#stopped !== null ? "stopped" : this.#connection(isLive),
      stopped: this.#stopped,
      storeAvailable: session.storeAvailable,
      waiting: session.outbox.size + session.asksWaiting,
      refused: this.refusals.all.length,
      role: this.#about.role,
      person: personOf(this.#about.person),
      synced: isLive,
      storage: this.#journal.keeping,
    };
  }

  /** Begins to connect. */
  start(): void {
    this.#tabs.whenKeeper(() => {
      this.#isKeeper = true;
      if (this.#hasMissedUpdates) this.#journal.compactSoon();
    });
    this.#socket.start();
  }

  /** Connects now, also after a permanent close. */
  retry(): void {
    this.#stopped = null;
    this.#socket.stop();
    this.#session.disconnect();
    this.#socket.start();
    this.#onNews();
  }

  /** Writes what is pending on this device, then lets go. */
  async close(): Promise<void> {
    this.#socket.stop();
    this.presence.close();
    await this.#journal.close();
    this.#tabs.release();
  }

  /** Keeps edits until they are saved, and sends them. */
  commit(rows: readonly Row[]): void {
    for (const row of rows) this.#session.edit(row);
    this.#journal.rows(rows);
    const { clientId } = this.#replica;
    if (clientId !== null) this.#tabs.keep(clientId);
    this.#pump();
  }

  /** Waits until everything edited so far is durable on the server. */
  saved(): Promise<void> {
    if (this.#session.outbox.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#savedWaiters.push(resolve));
  }

  ask(verb: string, args: PlainMap): Promise<Plain> {
    try {
      const { ask, answer } = this.#asks.add(verb, args);
      this.#journal.ask(ask.key, ask);
      this.#session.ask({ ...ask, after: this.#replica.lastSeq } satisfies Ask);
      this.#pump();
      return answer;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The rows of tabs that are gone have got new numbers. */
  renumberedFrom(rows: readonly Row[]): void {
    this.#journal.settle(rows, false);
    this.#journal.rows(this.#session.outbox.rows);
  }

  #greet(): void {
    this.#session.connect({
      token: this.#platform.token,
      stateVector: this.#replica.stateVector,
      clientId: this.#replica.clientId ?? 0,
      clock: this.#replica.knownClock,
      records: this.records.version === 0 ? null : this.records.version,
    });
    this.#pump();
  }

  #probe(): void {
    this.#pings += 1;
    this.#session.ping(this.#pings);
    this.#pump();
  }

  #receive(frame: Uint8Array): void {
    for (const event of this.#session.receive(frame)) this.#handle(event);
    this.#pump();
    if (this.#session.mustReconnect) this.#socket.restart();
  }

  /** Sends what there is to send, and says what that changed. */
  #pump(): void {
    for (const frame of this.#session.framesToSend()) this.#socket.send(frame);
    this.#onNews();
  }

  #onClosed(code: number, text: string): boolean {
    const ended = this.#session.disconnect(code, text);
    const permanent = this.#session.phase === "gone";
    for (const event of ended) this.#handle(event);
    this.presence.left();
    if (permanent) this.#stopped ??= { code, text };
    this.#onNews();
    return !permanent;
  }

  #handle(event: SessionEvent): void {
    (this.#handlers[event.type] as (event: SessionEvent) => void)(event);
  }

  readonly #handlers: {
    readonly [T in SessionEvent["type"]]: (event: SessionEvent & { readonly type: T }) => void;
  } = {
    joined: (event) => this.#onJoined(event),
    synced: (event) => this.#onSynced(event),
    changed: ({ update, authors }) => this.#onChanged(update, authors),
    saved: ({ rows }) => this.#onSaved(rows),
    refused: ({ row, code, text }) => this.refusals.add(`${row.clientId}:${row.seq}`, row.intent, code, text),
    answered: ({ key, result, code, text }) => this.#onAnswered(key, result, code, text),
    records: ({ rows }) => {
      this.#journal.records(this.records.receive(rows));
      this.#learn({ recordsVersion: this.records.version });
    },
    present: ({ rows }) => this.presence.receive(rows),
    role: ({ role }) => this.#learn({ role }),
    store: () => undefined,
    ended: ({ code, text, permanent }) => {
      if (permanent) this.#stopped = { code, text };
    },
  };

  #onJoined({ role, person, clocks, isTaken }: SessionEvent & { readonly type: "joined" }): void {
    this.#clocks = clocks;
    this.#learn({ role, person, epoch: this.#session.epoch });
    this.presence.joined(personOf(person)?.session ?? "");
    if (isTaken) this.#replica.renounce();
    else this.#replica.trust();
  }

  #onSynced(event: SessionEvent & { readonly type: "synced" }): void {
    const { update, authors, whole, replays, dropped } = event;
    if (whole) {
      this.#replica.rebuild(update, this.#session.outbox.rows);
      this.#journal.replace(update);
    } else {
      this.#onChanged(update, authors);
      this.#repair();
    }
    if (dropped.length > 0) this.#doOver(dropped, replays);
    this.#isOpen = true;
    this.#markReady();
    this.#onSettled();
  }

  /** Puts again what the server confirmed once and has lost. */
  #repair(): void {
    const before = this.#session.outbox.rows;
    const rows = this.#session.mustReconnect ? null : this.#replica.repaired(this.#clocks, before);
    if (rows === null) return;
    this.#session.replace(rows);
    this.#journal.settle(before, false);
    this.#journal.rows(rows);
  }

  /** Does actions over on the server's state; whoever may not edit any more gets them back in words. */
  #doOver(dropped: readonly Row[], replays: readonly Replay[]): void {
    this.#journal.settle(dropped, false);
    this.#journal.retire(new Set(dropped.map((row) => row.clientId)));
    const denied = new EditError("read-only", "your role on this board does not allow editing");
    const { rows, failures } = this.mayEdit
      ? this.#replica.replay(replays)
      : { rows: [], failures: replays.map((replay) => ({ replay, error: denied })) };
    this.commit(rows);
    for (const { replay, error } of failures)
      this.refusals.add(`${replay.group}:${newId()}`, replay.intent, error.code, error.detail);
  }

  #onChanged(update: Uint8Array, authors: readonly Plain[]): void {
    this.#replica.apply(update, peopleOf(authors));
    if (this.#isKeeper) this.#journal.update(update);
    else this.#hasMissedUpdates = true;
  }

  #onSaved(rows: readonly Row[]): void {
    this.#journal.settle(rows, true);
    this.#onSettled();
  }

  #onSettled(): void {
    if (this.#session.outbox.size > 0) return;
    for (const resolve of this.#savedWaiters.splice(0)) resolve();
  }

  #onAnswered(key: string, result: Plain, code: string, text: string): void {
    this.#journal.ask(key, null);
    const orphan = this.#asks.answered(key, result, code, text);
    if (orphan !== null) this.refusals.add(key, [orphan.verb, orphan.args], code, text);
  }

  #learn(about: Partial<About>): void {
    this.#about = { ...this.#about, ...about };
    this.#journal.about(this.#about);
  }

  #onKeeping(): void {
    // What cannot be written down cannot be known after a crash: the next edits go under an id that nobody will use again.
    if (this.#journal.keeping !== "kept") this.#replica.renounce();
    this.#onNews();
  }

  #connection(isLive: boolean): Status["connection"] {
    if (isLive) return "live";
    return this.#platform.network.online() && this.#session.phase !== "disconnected"
      ? "connecting"
      : "offline";
  }
}

function personOf(value: PlainMap | null): Status["person"] {
  const { id, name, color, session } = value ?? {};
  if (typeof id !== "string" || typeof name !== "string" || typeof color !== "string") return null;
  return { id, name, color, session: typeof session === "string" ? session : "" };
}

/** Returns the people named by [client id, person id] pairs. */
function peopleOf(authors: readonly Plain[]): readonly string[] {
  const people = authors.flatMap((author) => (Array.isArray(author) ? [author[1]] : []));
  return [...new Set(people.filter((person) => typeof person === "string"))];
}
