/** Places in a text, and splices of it, that stay where they are while others type. */

import type { Splice } from "../../clients/js/edits/text.ts";

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
