/** What somebody typed, as a splice; and places in a text that stay where they are while others type. */

import type { Splice } from "../../clients/js/edits/text.ts";

/**
 * Returns the one splice that turns `before` into `after`, or null if they are equal; `caret` is where typing ended.
 *
 * Among equal letters the caret decides which were typed. No splice cuts a character in two: a surrogate pair is replaced whole.
 */
export function typed(before: string, after: string, caret: number): Splice | null {
  if (before === after) return null;
  // What stands behind the caret was there before.
  const behind = Math.min(sameEnd(before, after), Math.max(0, after.length - caret));
  const start = Math.min(sameStart(before, after), before.length - behind, after.length - behind);
  const rest = sameEnd(before.slice(start), after.slice(start));
  const at = splits(before, start) || splits(after, start) ? start - 1 : start;
  const cut = splits(before, before.length - rest) || splits(after, after.length - rest) ? rest - 1 : rest;
  return { at, remove: before.length - cut - at, insert: after.slice(at, after.length - cut) };
}

function sameStart(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  let same = 0;
  while (same < shorter && left.charCodeAt(same) === right.charCodeAt(same)) same += 1;
  return same;
}

function sameEnd(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  let same = 0;
  while (
    same < shorter &&
    left.charCodeAt(left.length - 1 - same) === right.charCodeAt(right.length - 1 - same)
  )
    same += 1;
  return same;
}

/** Says whether `at` lies between the halves of a surrogate pair. */
function splits(text: string, at: number): boolean {
  const [high, low] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}

export function spliced(text: string, { at, remove, insert }: Splice): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

/** Returns where a place in a text is after splices of others; what is inserted right at it goes behind it. */
export function moved(place: number, splices: readonly Splice[]): number {
  let now = place;
  for (const { at, remove, insert } of splices) {
    if (at >= now) continue;
    now = at + remove <= now ? now - remove + insert.length : at + insert.length;
  }
  return now;
}

/** Returns a splice made before others' splices as it applies after them. */
export function rebased({ at, remove, insert }: Splice, splices: readonly Splice[]): Splice {
  const start = moved(at, splices);
  return { at: start, remove: Math.max(0, moved(at + remove, splices) - start), insert };
}
