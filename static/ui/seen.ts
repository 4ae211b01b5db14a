/** When this browser saw a board last, so that one can ask what changed since; the server may know of a later look on another device. */

import { signal } from "@preact/signals";
import { keep, recall } from "./kept.ts";

/** Who comes back sooner, be it by loading the page anew, has not been away. */
const AWAY_MS = 10 * 60_000;

const keyOf = (board: string) => `seen ${board}`;
const lasts = signal<ReadonlyMap<string, number>>(new Map());

/** Returns when the board was seen before this visit, in milliseconds since 1970; 0: it was not. */
export function lastSeen(board: string): number {
  return lasts.value.get(board) || 0;
}

/** The board is looked at: a visit begins, unless one goes on. */
export function beginLooking(board: string, now: number): void {
  const [last = 0, before = 0] = (recall(keyOf(board)) ?? "").split(" ").map(Number);
  noteSeen(board, now - last < AWAY_MS ? before : last);
}

export function noteSeen(board: string, moment: number): void {
  lasts.value = new Map(lasts.peek()).set(board, moment);
}

/** The board is out of sight. */
export function endLooking(board: string, now: number): void {
  keep(keyOf(board), `${now} ${lastSeen(board)}`);
}
