/** Time and the network's state as the client sees them; tests bring their own. */

import type { Stop } from "./topics.ts";

export interface Clock {
  /** Milliseconds since 1970 or nearly so; never goes back. */
  now(): number;
  /** Calls after `ms` milliseconds, unless stopped. */
  after(ms: number, call: () => void): Stop;
}

export interface Network {
  online(): boolean;
  watch(listener: () => void): Stop;
}

export const platformClock: Clock = {
  // Date.now() follows whoever sets the clock: set back by an hour, nobody would notice silence for an hour.
  now: () => performance.timeOrigin + performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** What the browser says; a platform that says nothing is taken to be online. */
export const platformNetwork: Network = {
  online: () => globalThis.navigator?.onLine !== false,
  watch(listener) {
    if (typeof globalThis.addEventListener !== "function") return () => undefined;
    globalThis.addEventListener("online", listener);
    globalThis.addEventListener("offline", listener);
    return () => {
      globalThis.removeEventListener("online", listener);
      globalThis.removeEventListener("offline", listener);
    };
  },
};
