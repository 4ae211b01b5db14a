/**
 * One WebSocket, kept open: reconnects with jittered backoff, notices silence, obeys the network's word.
 *
 * Every socket has a generation number, and whatever a superseded one still says is ignored.
 */

import type { Clock, Network } from "./clock.ts";
import { SUBPROTOCOL } from "./codec.ts";
import type { Stop } from "./topics.ts";

/** As much of the platform's WebSocket as is used. */
export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}
export type WebSocketConstructor = new (url: string, protocols: string) => WebSocketLike;

export interface SocketEvents {
  opened(): void;
  /** Throws where the bytes are no message: the connection is closed for good. */
  received(frame: Uint8Array): void;
  /** Returns whether to try again. */
  closed(code: number, text: string): boolean;
  /** It is quiet: ask whether the other end is there. */
  silent(): void;
}

const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/** A server that makes us begin anew more often is met with backoff. */
const RESTARTS_MAX = 20;
/** A connection that holds this long was a good one. */
const STEADY_MS = 5_000;
const CONNECT_MS = 15_000;
/** The server speaks after 20 s of silence and gives up after 45 s; so do we. */
const QUIET_MS = 25_000;
const DEAD_MS = 45_000;
const LOST = 1006;
const MALFORMED = 4400;

export class Socket {
  readonly #url: string;
  readonly #WebSocket: WebSocketConstructor;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #network: Network;
  readonly #subprotocol: string;
  readonly #events: SocketEvents;
  #socket: WebSocketLike | null = null;
  #generation = 0;
  #attempts = 0;
  #openedAt = 0;
  #heardAt = 0;
  #stopTimer: Stop = () => undefined;
  #stopWatching: Stop = () => undefined;
  #isStopped = true;

  constructor(
    url: string,
    platform: {
      WebSocket: WebSocketConstructor;
      clock: Clock;
      random: () => number;
      network: Network;
      subprotocol?: string;
    },
    events: SocketEvents,
  ) {
    this.#url = url;
    this.#WebSocket = platform.WebSocket;
    this.#clock = platform.clock;
    this.#random = platform.random;
    this.#network = platform.network;
    this.#subprotocol = platform.subprotocol ?? SUBPROTOCOL;
    this.#events = events;
  }

  start(): void {
    this.#isStopped = false;
    this.#stopWatching();
    this.#stopWatching = this.#network.watch(() => this.#onNetwork());
    this.#connect();
  }

  /** Closes and stays closed until `start`. */
  stop(): void {
    this.#isStopped = true;
    this.#stopWatching();
    this.#stopTimer();
    this.#abandon(1000);
  }

  /** Drops this connection and makes another now. */
  restart(): void {
    this.#lose(LOST, "begin anew", 1000);
    if (!this.#isStopped && this.#attempts <= RESTARTS_MAX) this.#connect();
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(frame);
  }

  #connect(): void {
    this.#abandon(1000);
    this.#generation += 1;
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    const socket = new this.#WebSocket(this.#url, this.#subprotocol);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => isCurrent() && this.#onOpen();
    socket.onmessage = ({ data }) => isCurrent() && this.#onFrame(data);
    socket.onclose = ({ code, reason }) => isCurrent() && this.#lose(code, reason);
    socket.onerror = () => undefined; // a close follows
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(CONNECT_MS, () => this.#lose(LOST, "no answer", 1000));
  }

  #onOpen(): void {
    this.#openedAt = this.#clock.now();
    this.#heardAt = this.#openedAt;
    this.#listen(QUIET_MS);
    this.#events.opened();
  }

  #onFrame(data: unknown): void {
    this.#heardAt = this.#clock.now();
    try {
      this.#events.received(bytesOf(data));
    } catch (error) {
      this.#lose(MALFORMED, String(error), MALFORMED);
    }
  }

  /** Wakes up when it may have been quiet for too long. */
  #listen(wait: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(wait, () => {
      const quiet = this.#clock.now() - this.#heardAt;
      if (quiet >= DEAD_MS) this.#lose(LOST, "silence", 1000);
      else {
        if (quiet >= QUIET_MS) this.#events.silent();
        this.#listen((quiet >= QUIET_MS ? DEAD_MS : QUIET_MS) - quiet);
      }
    });
  }

  #onNetwork(): void {
    if (this.#isStopped) return;
    if (!this.#network.online()) this.#lose(LOST, "offline", 1000);
    // An attempt from before may wait for an answer that the network of before would have brought.
    else if (this.#openedAt === 0) this.#connect();
    else this.#events.silent();
  }

  /** The connection is gone, or is given up: says so once, and tries again later unless told otherwise. */
  #lose(code: number, text: string, closeCode?: number): void {
    if (this.#socket === null) return;
    const wasSteady = this.#openedAt > 0 && this.#clock.now() - this.#openedAt >= STEADY_MS;
    this.#attempts = wasSteady ? 0 : this.#attempts + 1;
    this.#stopTimer();
    this.#abandon(closeCode);
    if (this.#events.closed(code, text))
      this.#stopTimer = this.#clock.after(this.#backoff(), () => this.#retry());
    else this.stop();
  }

  #retry(): void {
    if (!this.#isStopped && this.#socket === null) this.#connect();
  }

  /** Full jitter: a server that comes back is not met by everybody at once. Offline, only a slow look around. */
  #backoff(): number {
    if (!this.#network.online()) return BACKOFF_MAX_MS;
    return this.#random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(this.#attempts, 10));
  }

  #abandon(code?: number): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#generation += 1;
    this.#openedAt = 0;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    if (code !== undefined) socket.close(code);
  }
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError("a text frame");
}
