/**
 * The client of one board: what a screen holds. It wires the replica, the session, the socket, the device and the rest, and
 * decides nothing that one of them could decide.
 */

import * as Y from "yjs";
import { Asks } from "./asks.ts";
import type { Board } from "./board.ts";
import type { Clock, Network } from "./clock.ts";
import { NAME_CHARS_MAX, type Plain, type PlainMap } from "./codec.ts";
import type { Intent, VerbArgs, VerbName } from "./edits/index.ts";
import { openText } from "./edits/later.ts";
import type { Splice } from "./edits/text.ts";
import { EditError } from "./errors.ts";
import { newId } from "./ids.ts";
import { Journal } from "./journal.ts";
import type { Replay, Row } from "./outbox.ts";
import { Presence } from "./presence.ts";
import { Records } from "./records.ts";
import type { Done, Replica } from "./replica.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { type Ask, Session, type SessionEvent } from "./session.ts";
import { Socket, type WebSocketConstructor } from "./socket.ts";
import { canEdit, inWords, type Refused, type Status, statusOf } from "./status.ts";
import type { About, BoardStorage, Kept } from "./storage.ts";
import type { Tabs } from "./tabs.ts";
import type { TextField, TextKey } from "./textfield.ts";
import { Signal, type Stop } from "./topics.ts";
import { History, type Undo, undosOf } from "./undo.ts";

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

export interface EditOptions {
  /** Edits of one group are one step of undo. */
  readonly group?: string;
  readonly scope?: string;
}

/** A group for several edits that are one action. */
export const newGroup: () => string = () => newId();

export class BoardClient {
  readonly board: Board;
  readonly presence: Presence;
  readonly records: Records;
  readonly ready: Promise<void>;
  readonly #platform: Platform;
  readonly #replica: Replica;
  readonly #session: Session;
  readonly #socket: Socket;
  readonly #journal: Journal;
  readonly #tabs: Tabs;
  readonly #history = new History();
  readonly #asks: Asks;
  readonly #refusals = new Map<string, Refused>();
  readonly #statusChanged = new Signal<[Status]>();
  #about: About;
  #stopped: Status["stopped"] = null;
  #isOpen: boolean;
  #markReady: () => void = () => undefined;
  #savedWaiters: (() => void)[] = [];
  #isKeeper = false;
  #hasMissedUpdates = false;
  #clocks: ReadonlyMap<number, number> = new Map();
  #pings = 0;
  #lastStatus: Status;

  constructor({ platform, storage, tabs, replica, kept }: Parts) {
    this.#platform = platform;
    this.#tabs = tabs;
    this.#replica = replica;
    this.board = replica.board;
    this.#about = kept.about ?? { epoch: null, role: null, person: null, recordsVersion: 0 };
    this.#session = new Session(SCHEMA_VERSION, this.#about.epoch, kept.rows);
    this.records = new Records(kept.records, this.#about.recordsVersion);
    this.#asks = new Asks(kept.asks);
    for (const ask of kept.asks) this.#session.ask({ ...ask, after: replica.lastSeq });
    for (const refused of kept.refused) this.#refusals.set(refused.key, refused);
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
    this.#isOpen = kept.updates.length > 0;
    this.ready = this.#isOpen ? Promise.resolve() : new Promise((resolve) => (this.#markReady = resolve));
    this.#socket = new Socket(platform.url, platform, {
      opened: () => this.#greet(),
      received: (frame) => this.#receive(frame),
      closed: (code, text) => this.#onClosed(code, text),
      silent: () => this.#probe(),
    });
    this.#lastStatus = this.status;
  }

  /** Does an edit at once, here; it is saved when the server says so. Throws `EditError` and changes nothing. */
  do<V extends VerbName>(verb: V, args: VerbArgs[V], options: EditOptions = {}): void {
    const group = options.group ?? newGroup();
    if (group.length > NAME_CHARS_MAX) throw new EditError("too-long", "group");
    const done = this.#edit([verb, args], group);
    if (done !== null) this.#history.note(group, options.scope, undosOf(this.#replica.doc, done));
  }

  /** Takes my latest action back, as far as it is still mine; returns what that took. */
  undo(scope?: string): readonly Intent[] | null {
    return this.#goBack("undo", scope);
  }

  redo(scope?: string): readonly Intent[] | null {
    return this.#goBack("redo", scope);
  }

  canUndo(scope?: string): boolean {
    return this.#history.can("undo", scope);
  }

  canRedo(scope?: string): boolean {
    return this.#history.can("redo", scope);
  }

  /** Opens one text for typing, once the verbs are there. */
  text(card: string, key: TextKey): TextField {
    const client = this;
    return openText(
      {
        board: this.board,
        get doc() {
          return client.#replica.doc;
        },
        clock: this.#platform.clock,
        splice: (id, key, splice: Splice, group, scope) =>
          this.do("cards.splice", { id, key, ...splice }, { group, scope }),
        undo: (scope) => this.undo(scope) !== null,
        redo: (scope) => this.redo(scope) !== null,
      },
      card,
      key,
    );
  }

  /** Asks the server to change a record; waits while offline. Rejects with `AskError`. */
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

  get status(): Status {
    const session = this.#session;
    const isLive = session.phase === "live" && !session.mustReconnect;
    return statusOf({
      isOpen: this.#isOpen,
      connection: this.#stopped !== null ? "stopped" : this.#connection(isLive),
      stopped: this.#stopped,
      storeAvailable: session.storeAvailable,
      waiting: session.outbox.size + session.asksWaiting,
      refused: this.#refusals.size,
      role: this.#about.role,
      person: personOf(this.#about.person),
      synced: isLive,
      storage: this.#journal.keeping,
    });
  }

  watchStatus(listener: (status: Status) => void): Stop {
    return this.#statusChanged.watch(listener);
  }

  get refused(): readonly Refused[] {
    return [...this.#refusals.values()];
  }

  /** The author has seen a refused edit. */
  dismiss(key: string): void {
    if (this.#refusals.delete(key)) this.#journal.refuse(key, null);
    this.#tellStatus();
  }

  /** Waits until everything edited so far is durable on the server. */
  saved(): Promise<void> {
    if (this.#session.outbox.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#savedWaiters.push(resolve));
  }

  /** Connects now, also after a permanent close. */
  retry(): void {
    this.#stopped = null;
    this.#socket.stop();
    this.#session.disconnect();
    this.#socket.start();
    this.#tellStatus();
  }

  /** Writes what is pending on this device, then lets go. */
  async close(): Promise<void> {
    this.#socket.stop();
    this.presence.close();
    await this.#journal.close();
    this.#tabs.release();
  }

  /** @internal Begins to connect. */
  start(): void {
    this.#tabs.whenKeeper(() => {
      this.#isKeeper = true;
      if (this.#hasMissedUpdates) this.#journal.compactSoon();
    });
    this.#socket.start();
  }

  /** @internal The rows of tabs that are gone have got new numbers. */
  renumberedFrom(rows: readonly Row[]): void {
    this.#journal.settle(rows, false);
    this.#journal.rows(this.#session.outbox.rows);
  }

  // Editing.

  #edit(intent: Intent, group: string): Done | null {
    if (this.#about.role !== null && !canEdit(this.#about.role))
      throw new EditError("read-only", this.#about.role);
    const done = this.#replica.edit(intent, group);
    if (done !== null) this.#commit(done.rows);
    return done;
  }

  /** A role that was never told is left to the server. */
  get #mayEdit(): boolean {
    return this.#about.role === null || canEdit(this.#about.role);
  }

  #commit(rows: readonly Row[]): void {
    for (const row of rows) this.#session.edit(row);
    this.#journal.rows(rows);
    const { clientId } = this.#replica;
    if (clientId !== null) this.#tabs.keep(clientId);
    this.#pump();
  }

  /** Goes back one action; those that others have overwritten since are passed over. */
  #goBack(which: "undo" | "redo", scope?: string): readonly Intent[] | null {
    for (let action = this.#history.take(which, scope); action; action = this.#history.take(which, scope)) {
      const group = newGroup();
      const intents: Intent[] = [];
      const undos: Undo[] = [];
      for (const undo of [...action.undos].reverse()) {
        for (const intent of this.#history.intentsOf(this.#replica.doc, undo)) {
          const done = this.#tried(intent, group);
          if (done === null) continue;
          intents.push(intent);
          undos.push(...undosOf(this.#replica.doc, done));
          this.#history.revived(undo, done);
        }
      }
      if (intents.length === 0) continue;
      this.#history.reverse(which, { group, scope: action.scope, undos });
      return intents;
    }
    return null;
  }

  /** Does an inverse; one that makes no sense any more does nothing. */
  #tried(intent: Intent, group: string): Done | null {
    try {
      return this.#edit(intent, group);
    } catch (error) {
      if (error instanceof EditError) return null;
      throw error;
    }
  }

  // The connection.

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
    this.#tellStatus();
  }

  #onClosed(code: number, text: string): boolean {
    const ended = this.#session.disconnect(code, text);
    const permanent = this.#session.phase === "gone";
    for (const event of ended) this.#handle(event);
    this.presence.left();
    if (permanent) this.#stopped ??= { code, text };
    this.#tellStatus();
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
    refused: ({ row, code, text }) => this.#refuse(`${row.clientId}:${row.seq}`, row.intent, code, text),
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
    const denied = new EditError("read-only", this.#about.role ?? "");
    const { rows, failures } = this.#mayEdit
      ? this.#replica.replay(replays)
      : { rows: [], failures: replays.map((replay) => ({ replay, error: denied })) };
    this.#commit(rows);
    for (const { replay, error } of failures)
      this.#refuse(`${replay.group}:${newId()}`, replay.intent, error.code, error.detail);
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
    if (orphan !== null) this.#refuse(key, [orphan.verb, orphan.args], code, text);
  }

  #refuse(key: string, intent: Intent | null, code: string, text: string): void {
    if (intent === null) return;
    const refused = { key, code, text, copy: inWords(intent), intent, at: this.#platform.clock.now() };
    this.#refusals.set(key, refused);
    this.#journal.refuse(key, refused);
  }

  #learn(about: Partial<About>): void {
    this.#about = { ...this.#about, ...about };
    this.#journal.about(this.#about);
  }

  #onKeeping(): void {
    // What cannot be written down cannot be known after a crash: the next edits go under an id that nobody will use again.
    if (this.#journal.keeping !== "kept") this.#replica.renounce();
    this.#tellStatus();
  }

  #connection(isLive: boolean): Status["connection"] {
    if (isLive) return "live";
    return this.#platform.network.online() && this.#session.phase !== "disconnected"
      ? "connecting"
      : "offline";
  }

  #tellStatus(): void {
    const status = this.status;
    if (JSON.stringify(status) === JSON.stringify(this.#lastStatus)) return;
    this.#lastStatus = status;
    this.#statusChanged.tell(status);
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
