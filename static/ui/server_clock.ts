/** What time it is at the server, whatever this machine's clock says: measured by asking, counted by a clock that is never set. */

import { signal } from "@preact/signals";
import { api, Problem } from "./api.ts";

/** Of several answers the one that came fastest says it best. */
const TRIES = 3;

/** Server's moment = `performance.now()` and this; null: not known yet. */
let ahead: number | null = null;
/** Whether the server was asked, and what is known is as good as it gets. */
export const hasAsked = signal(false);

/** Returns the server's moment in milliseconds since 1970; until it is known, this machine's. */
export function serverNow(): number {
  return ahead === null ? Date.now() : performance.now() + ahead;
}

/** Returns what may be judged by: as long as the server has not been heard, no time has passed for anything. */
export function provenNow(): number {
  return hasAsked.value && ahead !== null ? serverNow() : 0;
}

/** Asks the server what time it is; without an answer what is known stays. */
export async function setServerClock(): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let left = TRIES; left > 0; left -= 1) {
    const asked = performance.now();
    const now = await told();
    const heard = performance.now();
    if (now === null || heard - asked >= best) continue;
    best = heard - asked;
    ahead = now - (asked + heard) / 2;
  }
  hasAsked.value = true;
}

async function told(): Promise<number | null> {
  try {
    const { now } = await api<{ readonly now: number }>("GET", "/api/clock");
    return Number.isFinite(now) ? now : null;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
