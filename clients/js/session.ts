/**
 * A client's end of kanverge.v1 without I/O: frames in, events and frames out.
 *
 * The session knows the protocol and the unconfirmed edits, not the document: the caller applies what events bring, keeps
 * rows on disk, and connects. What may arrive in which phase is the table at the end; anything else is malformed. The twin of
 * `kanverge_crdt/session.py`.
 *
 * Some edits have to be done over: after a refusal, in another epoch, on a server that lost what they need. Then all that can
 * still be saved is saved, `mustReconnect` is true, and the next `synced` brings the whole state and the actions to replay.
 */

import { decodeStateVector } from "yjs";
import {
  decode,
  encode,
  type Message,
  type MessageName,
  type Messages,
  type Plain,
  type PlainMap,
} from "./codec.ts";
import { MalformedMessage } from "./errors.ts";
import { type Clocks, Outbox, type Replay, type Row } from "./outbox.ts";
import { Parts, split } from "./parts.ts";

export const ASKS_MAX = 1_000;
const REBUILT = 4410;
/** The refusal of an edit that makes what somebody else has made meanwhile: it is done over, on what is there now. */
const OVERTAKEN = "made-already";
/** The state vector of an empty document. */
const EMPTY = Uint8Array.of(0);

export type Phase = "disconnected" | "joining" | "syncing" | "live" | "gone";

export type SessionEvent =
  /** The server knows us; who was present is forgotten. `clocks` is what it has saved. */
  | {
      readonly type: "joined";
      readonly role: string;
      readonly person: PlainMap;
      readonly clocks: Clocks;
      /** The server has edits of our client id that this device never made: draw another. */
      readonly isTaken: boolean;
    }
  /** The state we lacked. `whole`: begin a new document with it. `replays`: do these over in place of the rows dropped. */
  | {
      readonly type: "synced";
      readonly update: Uint8Array;
      readonly authors: readonly Plain[];
      readonly whole: boolean;
      readonly replays: readonly Replay[];
      readonly dropped: readonly Row[];
    }
  | { readonly type: "changed"; readonly update: Uint8Array; readonly authors: readonly Plain[] }
  | { readonly type: "saved"; readonly rows: readonly Row[] }
  | { readonly type: "refused"; readonly row: Row; readonly code: string; readonly text: string }
  /** An ask is done; `code` is "" or says why it is not. */
  | {
      readonly type: "answered";
      readonly key: string;
      readonly result: Plain;
      readonly code: string;
      readonly text: string;
    }
  | { readonly type: "records"; readonly rows: readonly Plain[] }
  | { readonly type: "present"; readonly rows: readonly Plain[] }
  | { readonly type: "role"; readonly role: string }
  | { readonly type: "store"; readonly available: boolean }
  | { readonly type: "ended"; readonly code: number; readonly text: string; readonly permanent: boolean };

export interface Ask {
  readonly key: string;
  readonly verb: string;
  readonly args: PlainMap;
  /** The last edit made before it: a comment follows its card. */
  readonly after: number;
}

export interface Greeting {
  readonly token: string | null;
  readonly stateVector: Uint8Array;
  readonly clientId: number;
  /** The clock up to which this device knows what its client id wrote, apart from edits it never sent. */
  readonly clock: number;
  readonly records: number | null;
}

/** Says whether a connection closed with `code` should not be opened again by itself. */
export function isPermanent(code: number): boolean {
  return code >= 4400 && code < 4500 && code !== REBUILT;
}

type Handler<N extends MessageName> = (session: Session, message: Messages[N]) => readonly SessionEvent[];
type Handlers = { readonly [N in MessageName]?: Handler<N> };

/** One tab on one board, over any number of connections, one at a time. */
export class Session {
  phase: Phase = "disconnected";
  epoch: number | null;
  role: string | null = null;
  storeAvailable = true;
  readonly outbox: Outbox;
  mustReconnect = false;
  readonly #schema: number;
  #mustRebuild = false;
  #isWhole = false;
  #greeting: Greeting | undefined;
  #control: Message[] = [];
  #parts = new Parts();
  #partMessages = 0;
  readonly #asks = new Map<number, Ask>();
  readonly #asksSent = new Set<number>();
  #askSeq = 0;
  #presence: PlainMap | null = null;
  #presenceSent: PlainMap | null = null;

  constructor(schema: number, epoch: number | null = null, rows: readonly Row[] = []) {
    this.#schema = schema;
    this.epoch = epoch;
    this.outbox = new Outbox(rows);
  }

  get asksWaiting(): number {
    return this.#asks.size;
  }

  /** Begins on a new connection: queues `hello`. */
  connect(greeting: Greeting): void {
    this.#parts = new Parts();
    this.#greeting = greeting;
    const vector = this.#mustRebuild || this.outbox.mustRebase ? EMPTY : greeting.stateVector;
    this.#isWhole = vector.length === 1;
    const { token, clientId, records } = greeting;
    this.#control = [
      {
        name: "hello",
        token,
        epoch: this.epoch,
        schema: this.#schema,
        client_id: clientId,
        state_vector: vector,
        options: records === null ? {} : { records },
      },
    ];
    this.mustReconnect = false;
    this.phase = "joining";
  }

  /** Notes that the connection is closed: what was in flight is sent again on the next. */
  disconnect(code = 1006, text = ""): readonly SessionEvent[] {
    if (this.phase === "disconnected" || this.phase === "gone") return [];
    this.phase = isPermanent(code) ? "gone" : "disconnected";
    this.#mustRebuild ||= code === REBUILT;
    this.outbox.disconnect();
    this.#asksSent.clear();
    this.#control = [];
    this.#presenceSent = null;
    return [{ type: "ended", code, text, permanent: isPermanent(code) }];
  }

  /** Takes one frame of the server; throws `MalformedMessage` if it is none or comes at the wrong time. */
  receive(frame: Uint8Array): readonly SessionEvent[] {
    const message = decode(frame, "server");
    if (message.name !== "part") return this.#handle(message);
    const whole = this.#parts.take(message);
    return whole === null ? [] : this.#handle(decode(whole, "server"));
  }

  #handle(message: Message): readonly SessionEvent[] {
    const handler = Session.#handlers[this.phase][message.name] as Handler<MessageName> | undefined;
    if (handler === undefined) throw new MalformedMessage(`${message.name} while ${this.phase}`);
    return handler(this, message);
  }

  /** Returns what to write to the connection now; each frame is returned once. */
  framesToSend(): readonly Uint8Array<ArrayBuffer>[] {
    const frames = this.#control.map(encode);
    this.#control = [];
    if (this.phase !== "live" || this.mustReconnect) return frames;
    for (const row of this.outbox.take()) frames.push(...this.#rowFrames(row));
    for (const [seq, ask] of this.#asks) {
      if (this.#asksSent.has(seq) || this.outbox.hasUpTo(ask.after)) continue;
      this.#asksSent.add(seq);
      frames.push(encode({ name: "ask", seq, key: ask.key, verb: ask.verb, args: ask.args }));
    }
    if (this.#presence !== this.#presenceSent) {
      this.#presenceSent = this.#presence;
      frames.push(encode({ name: "presence", state: this.#presence }));
    }
    return frames;
  }

  #rowFrames({ seq, clientId, group, update }: Row): readonly Uint8Array<ArrayBuffer>[] {
    this.#partMessages += 1;
    return split(encode({ name: "edit", seq, client_id: clientId, group, update }), this.#partMessages);
  }

  /** Queues a ping: the answer shows that the connection is alive. */
  ping(nonce: number): void {
    if (this.phase !== "disconnected") this.#control.push({ name: "ping", nonce });
  }

  /** Adds an edit, to be sent until it is saved. */
  edit(row: Row): void {
    this.outbox.add(row);
  }

  /** Puts these rows in place of all others. */
  replace(rows: readonly Row[]): void {
    this.outbox.clear();
    for (const row of rows) this.outbox.add(row);
  }

  /** Adds an ask, to be sent until it is answered. */
  ask(ask: Ask): void {
    this.#askSeq += 1;
    this.#asks.set(this.#askSeq, ask);
  }

  /** Tells the others what this person does (null: nothing, or not to be seen). */
  show(state: PlainMap | null): void {
    this.#presence = state;
  }

  #onWelcome(message: Messages["welcome"]): readonly SessionEvent[] {
    this.phase = "syncing";
    this.role = message.role;
    const clocks = clocksOf(message.state_vector);
    const isNewEpoch = this.epoch !== null && this.epoch !== message.epoch;
    this.#mustRebuild ||= isNewEpoch;
    this.#isWhole ||= isNewEpoch;
    this.epoch = message.epoch;
    const { clientId = 0, clock = 0 } = this.#greeting ?? {};
    const isTaken = clientId !== 0 && (clocks.get(clientId) ?? 0) > clock;
    const events: SessionEvent[] = [
      { type: "joined", role: message.role, person: message.person, clocks, isTaken },
    ];
    // Edits written under clocks that the server knows otherwise can only be done over.
    const trusted = isTaken ? new Map(clocks).set(clientId, clock) : clocks;
    const saved = this.#mustRebuild ? [] : this.outbox.known(trusted);
    if (saved.length > 0) events.push({ type: "saved", rows: saved });
    this.#mustRebuild ||= isTaken && this.outbox.rows.some((row) => row.clientId === clientId);
    return events;
  }

  #onFirstSync({ update, authors }: Messages["sync"]): readonly SessionEvent[] {
    this.phase = "live";
    const mustReplay = this.#isWhole && (this.#mustRebuild || this.outbox.mustRebase);
    const [replays, dropped] = mustReplay ? [this.outbox.replays(), this.outbox.rows] : [[], []];
    if (mustReplay) {
      this.outbox.clear();
      this.#mustRebuild = false;
    }
    this.#reconnectToRebase();
    return [{ type: "synced", update, authors, whole: this.#isWhole, replays, dropped }];
  }

  #onSaved({ seq }: Messages["saved"]): readonly SessionEvent[] {
    const rows = this.outbox.saved(seq);
    this.#reconnectToRebase();
    return rows.length > 0 ? [{ type: "saved", rows }] : [];
  }

  #onRefused({ seq, code, text }: Messages["refused"]): readonly SessionEvent[] {
    const isOvertaken = code === OVERTAKEN && this.outbox.overtaken(seq);
    const rows = isOvertaken ? [] : this.outbox.refused(seq);
    this.#reconnectToRebase();
    return rows.map((row) => ({ type: "refused", row, code, text }));
  }

  #onMissing({ seq, state_vector }: Messages["missing"]): readonly SessionEvent[] {
    if (!this.outbox.missing(seq, clocksOf(state_vector))) this.#mustRebuild = true;
    this.#reconnectToRebase();
    return [];
  }

  #reconnectToRebase(): void {
    this.mustReconnect ||= this.#mustRebuild || this.outbox.mustRebase;
  }

  #onAnswer(seq: number, result: Plain, code: string, text: string): readonly SessionEvent[] {
    const ask = this.#asks.get(seq);
    this.#asks.delete(seq);
    return ask === undefined ? [] : [{ type: "answered", key: ask.key, result, code, text }];
  }

  #onRole(role: string): readonly SessionEvent[] {
    this.role = role;
    return [{ type: "role", role }];
  }

  #onStore(available: boolean): readonly SessionEvent[] {
    this.storeAvailable = available;
    return [{ type: "store", available }];
  }

  #onPing(nonce: number): readonly SessionEvent[] {
    this.#control.push({ name: "pong", nonce });
    return [];
  }

  static readonly #anyPhase: Handlers = {
    role: (session, { role }) => session.#onRole(role),
    store: (session, { available }) => session.#onStore(available),
    gone: (session, { code, text }) => session.disconnect(code, text),
    ping: (session, { nonce }) => session.#onPing(nonce),
    pong: () => [],
  };
  static readonly #handlers: { readonly [P in Phase]: Handlers } = {
    disconnected: {},
    gone: {},
    joining: { ...Session.#anyPhase, welcome: (session, message) => session.#onWelcome(message) },
    syncing: { ...Session.#anyPhase, sync: (session, message) => session.#onFirstSync(message) },
    live: {
      ...Session.#anyPhase,
      sync: (_, { update, authors }) => [{ type: "changed", update, authors }],
      edits: (_, { update, authors }) => [{ type: "changed", update, authors }],
      saved: (session, message) => session.#onSaved(message),
      refused: (session, message) => session.#onRefused(message),
      missing: (session, message) => session.#onMissing(message),
      done: (session, { seq, result }) => session.#onAnswer(seq, result, "", ""),
      failed: (session, { seq, code, text }) => session.#onAnswer(seq, null, code, text),
      records: (_, { changes }) => [{ type: "records", rows: changes }],
      present: (_, { changes }) => [{ type: "present", rows: changes }],
    },
  };
}

/** Returns the clocks that the bytes of a state vector spell. */
export function clocksOf(stateVector: Uint8Array): Clocks {
  try {
    return decodeStateVector(stateVector);
  } catch (error) {
    throw new MalformedMessage(`not a state vector: ${String(error)}`);
  }
}
