/** Changes of a text as splices at UTF-16 offsets, none of which cuts a character in two. */

export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** In bytes of UTF-8: a longer insertion travels as several edits. */
export const PIECE_BYTES_MAX = 16 * 1024;

/** Says whether `at` lies between the two halves of a pair. */
export function splitsPair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

/**
 * Returns the one splice that turns `before` into `after`, or null if they are equal; `caret` is where typing ended.
 *
 * Among equal letters the caret decides which were typed. No splice cuts a character in two: a surrogate pair is replaced whole.
 */
export function difference(before: string, after: string, caret = after.length): Splice | null {
  if (before === after) return null;
  // What stands behind the caret was there before.
  const behind = Math.min(sameEnd(before, after), Math.max(0, after.length - caret));
  let start = Math.min(sameStart(before, after), before.length - behind, after.length - behind);
  let same = sameEnd(before.slice(start), after.slice(start));
  if (splitsPair(before, start) || splitsPair(after, start)) start -= 1;
  if (splitsPair(before, before.length - same) || splitsPair(after, after.length - same)) same -= 1;
  return { at: start, remove: before.length - same - start, insert: after.slice(start, after.length - same) };
}

function sameStart(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  let same = 0;
  while (same < shorter && left[same] === right[same]) same += 1;
  return same;
}

function sameEnd(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  let same = 0;
  while (same < shorter && left.at(-1 - same) === right.at(-1 - same)) same += 1;
  return same;
}

/** Moves both ends of a splice out of the middle of a pair; one that removes nothing goes before the pair. */
export function outwards(text: string, { at, remove, insert }: Splice): Splice {
  if (remove === 0) return { at: splitsPair(text, at) ? at - 1 : at, remove, insert };
  const start = splitsPair(text, at) ? at - 1 : at;
  const end = splitsPair(text, at + remove) ? at + remove + 1 : at + remove;
  return { at: start, remove: end - start, insert };
}

/** Cuts a text into pieces of at most `PIECE_BYTES_MAX`, between characters; at least one. */
export function pieces(text: string): string[] {
  if (text.length * 3 <= PIECE_BYTES_MAX) return [text];
  const cut: string[] = [];
  let [from, bytes, at] = [0, 0, 0];
  for (const character of text) {
    const size = bytesOf(character);
    if (bytes + size > PIECE_BYTES_MAX) {
      cut.push(text.slice(from, at));
      [from, bytes] = [at, 0];
    }
    at += character.length;
    bytes += size;
  }
  return [...cut, text.slice(from)];
}

function bytesOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
