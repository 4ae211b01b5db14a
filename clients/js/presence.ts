/** Who else is here and what they do; and what I do, told at most ten times a second. Never stored. */

import type { Clock } from "./clock.ts";
import { isMap, type Plain, type PlainMap } from "./codec.ts";
import { EditError } from "./errors.ts";
import { pack } from "./msgpack.ts";
import { Signal, type Stop } from "./topics.ts";

export type PresenceState = PlainMap;
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}
export interface Peer {
  readonly session: string;
  readonly person: Person;
  readonly state: PresenceState;
}

const INTERVAL_MS = 100;
const STATE_BYTES_MAX = 2_048;
/** How long the others stay on the screen when the connection is lost: most losses are shorter. */
const GRACE_MS = 5_000;

export class Presence {
  #state: PresenceState | null = null;
  #isHidden = false;
  readonly #others = new Map<string, Peer>();
  #list: readonly Peer[] | undefined;
  #ownSession: string | undefined;
  readonly #changed = new Signal();
  readonly #clock: Clock;
  readonly #show: (state: PresenceState | null) => void;
  #shownAt = Number.NEGATIVE_INFINITY;
  #stopShowing: Stop | undefined;
  #stopForgetting: Stop | undefined;

  /** `show` tells the server; null: nothing, or not to be seen. */
  constructor(clock: Clock, show: (state: PresenceState | null) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  get mine(): PresenceState | null {
    return this.#isHidden ? null : this.#state;
  }

  /** Merges a patch into my state; a key set to null is removed. */
  set(patch: PresenceState): void {
    const merged = Object.entries({ ...this.#state, ...patch }).filter(([, value]) => value !== null);
    const state = Object.fromEntries(merged);
    if (pack(state).length > STATE_BYTES_MAX) throw new EditError("too-long", "presence");
    const isSame = !this.#isHidden && JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    this.#isHidden = false;
    if (!isSame) this.#tellSoon();
  }

  hide(): void {
    this.#isHidden = true;
    this.#tellSoon();
  }

  /** Returns everybody else's sessions, those that came first in front. */
  peers(): readonly Peer[] {
    this.#list ??= [...this.#others.values()];
    return this.#list;
  }

  watch(listener: () => void): Stop {
    return this.#changed.watch(listener);
  }

  /** The server knows us: it will tell who is here. */
  joined(session: string): void {
    this.#ownSession = session;
    this.#stopForgetting?.();
    this.#forget();
  }

  left(): void {
    this.#stopForgetting?.();
    this.#stopForgetting = this.#clock.after(GRACE_MS, () => this.#forget());
  }

  receive(rows: readonly Plain[]): void {
    for (const row of rows) this.#put(row);
    this.#list = undefined;
    this.#changed.tell();
  }

  close(): void {
    this.#stopShowing?.();
    this.#stopForgetting?.();
  }

  #put(row: Plain): void {
    if (!Array.isArray(row)) return;
    const [session, person, state]: Plain[] = row;
    if (typeof session !== "string" || session === this.#ownSession) return;
    const known = personOf(person);
    if (isMap(state) && known !== null) this.#others.set(session, { session, person: known, state });
    else this.#others.delete(session);
  }

  #forget(): void {
    if (this.#others.size === 0) return;
    this.#others.clear();
    this.#list = undefined;
    this.#changed.tell();
  }

  /** At once, or when the interval since the last time is over: then with what is true by then. */
  #tellSoon(): void {
    if (this.#stopShowing !== undefined) return;
    const wait = Math.max(0, this.#shownAt + INTERVAL_MS - this.#clock.now());
    if (wait === 0) this.#tell();
    else this.#stopShowing = this.#clock.after(wait, () => this.#tell());
  }

  #tell(): void {
    this.#stopShowing = undefined;
    this.#shownAt = this.#clock.now();
    this.#show(this.mine);
  }
}

function personOf(value: Plain | undefined): Person | null {
  if (!isMap(value)) return null;
  const { id, name, color } = value;
  const isPerson = typeof id === "string" && typeof name === "string" && typeof color === "string";
  return isPerson ? { id, name, color } : null;
}
