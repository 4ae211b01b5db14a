/** Order by (rank, id), compared as code points, so that every end shows the same. */

export interface Ranked {
  readonly id: string;
  readonly rank: string;
}

/** Compares two texts by code points; `<` alone compares UTF-16 units, which puts U+FFFF after an emoji. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return weight(a) - weight(b);
  }
  return left.length - right.length;
}

/** Puts the halves of pairs above all other units. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export function compareRanked(left: Ranked, right: Ranked): number {
  return compareText(left.rank, right.rank) || compareText(left.id, right.id);
}

/** Returns where `item` is in a sorted list, or where it would go. */
export function placeOf(item: Ranked, sorted: readonly Ranked[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareRanked(sorted[middle] as Ranked, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
