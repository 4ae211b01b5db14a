/** Time and the network's state as the client sees them; tests bring their own. */

import type { Stop } from "./topics.ts";

export interface Clock {
  now(): number;
  /** Calls after `ms` milliseconds, unless stopped. */
  after(ms: number, call: () => void): Stop;
}

export interface Network {
  online(): boolean;
  watch(listener: () => void): Stop;
}

export const platformClock: Clock = {
  now: () => Date.now(),
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
