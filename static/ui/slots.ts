/** Where something dragged would land: the column under the pointer, and the place among its cards. */

import type { Layout } from "./windowing.ts";

export interface Span {
  readonly id: string;
  readonly left: number;
  readonly right: number;
}

/** Returns the column under `x`, or the nearest one. */
export function columnAt(columns: readonly Span[], x: number): string | null {
  let nearest: Span | null = null;
  for (const column of columns)
    if (nearest === null || distance(column, x) < distance(nearest, x)) nearest = column;
  return nearest?.id ?? null;
}

function distance({ left, right }: Span, x: number): number {
  return Math.max(left - x, x - right, 0);
}

/**
 * Returns the slot whose place is nearest to `y`, the middle of what is dragged, in a list laid out without it and without a hole.
 *
 * A row gives way once the middle of the dragged one has passed the row's own.
 */
export function slotAt({ tops }: Layout, gap: number, y: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const centre = ((tops[middle] ?? 0) + (tops[middle + 1] ?? 0) - gap) / 2;
    if (centre > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns the slot among columns, by the middle of each. */
export function columnSlot(columns: readonly Span[], x: number): number {
  return columns.filter(({ left, right }) => (left + right) / 2 < x).length;
}

/**
 * Returns which card to stand behind (null: be first) for a slot among those that are shown.
 *
 * A filter hides cards: what lands before a shown card lands right before it, whatever is hidden above.
 */
export function behind(
  order: readonly string[],
  shown: readonly string[],
  slot: number,
  moved: string,
): string | null {
  const others = order.filter((id) => id !== moved);
  const before = shown[slot - 1];
  if (before !== undefined) return before;
  const next = shown[slot];
  return next === undefined ? (others.at(-1) ?? null) : (others[others.indexOf(next) - 1] ?? null);
}
