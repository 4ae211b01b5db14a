/** Which rows of a long list are worth drawing: offsets from learnt heights, and the range in sight. */

/** Heights of rows by id, learnt as they are drawn. */
export class Heights {
  /** For rows nobody has drawn yet, in pixels. */
  readonly estimate: number;
  readonly #known = new Map<string, number>();

  constructor(estimate: number) {
    this.estimate = estimate;
  }

  of(id: string): number {
    return this.#known.get(id) ?? this.estimate;
  }

  /** Says whether this is news. */
  learn(id: string, height: number): boolean {
    if (height <= 0 || this.#known.get(id) === height) return false;
    this.#known.set(id, height);
    return true;
  }
}

/** Room kept free in a list, where what is dragged would land. */
export interface Hole {
  readonly index: number;
  readonly height: number;
}

/** Where every row begins; one entry more than rows, which is where a next row would begin. */
export interface Layout {
  readonly tops: Float64Array;
  /** Of all rows and the hole, without a gap after the last. */
  readonly height: number;
  readonly holeTop: number | null;
}

export function layOut(
  ids: readonly string[],
  heights: Heights,
  gap: number,
  hole: Hole | null = null,
): Layout {
  const tops = new Float64Array(ids.length + 1);
  let top = 0;
  let holeTop: number | null = null;
  for (let index = 0; index <= ids.length; index += 1) {
    if (hole !== null && hole.index === index) {
      holeTop = top;
      top += hole.height + gap;
    }
    tops[index] = top;
    const id = ids[index];
    if (id !== undefined) top += heights.of(id) + gap;
  }
  return { tops, height: Math.max(0, top - gap), holeTop };
}

export interface Range {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Returns the rows that touch a stretch of the list. */
export function inSight({ tops }: Layout, from: number, to: number): Range {
  const count = tops.length - 1;
  if (count === 0) return { first: 0, end: 0 };
  return { first: Math.max(0, firstAbove(tops, from) - 1), end: Math.min(count, firstAbove(tops, to)) };
}

/** Returns the index of the first top greater than `y`, by halving. */
function firstAbove(tops: Float64Array, y: number): number {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns the indices to draw: those in range, a head, and the pinned ones wherever they are, in order. */
export function drawn(
  ids: readonly string[],
  range: Range,
  pinned: ReadonlySet<string>,
  head?: number,
): readonly number[] {
  const indices = new Set(head === undefined ? [] : [head]);
  for (let index = range.first; index < range.end; index += 1) indices.add(index);
  for (const id of pinned) {
    const index = ids.indexOf(id);
    if (index >= 0) indices.add(index);
  }
  return [...indices].sort((left, right) => left - right);
}

/** Returns the last head at or before a row. */
export function headBefore(heads: readonly number[], row: number): number | undefined {
  return heads.findLast((head) => head <= row);
}

/** Returns how far to scroll so that a row is in sight with `margin` around it, moving no more than needed. */
export function scrollTo(
  row: { readonly top: number; readonly height: number },
  view: { readonly top: number; readonly height: number },
  margin: number,
): number {
  const [highest, lowest] = [row.top - margin, row.top + row.height + margin - view.height];
  if (highest < view.top) return Math.max(0, highest);
  return lowest > view.top ? Math.max(0, lowest) : view.top;
}
