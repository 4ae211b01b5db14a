/** The rows of a timeline: cards under their columns or their parents, folded or not. */

import type { Bar } from "./bars.ts";

export interface TreeRow {
  /** `column:…` for the head of a column, else the card. */
  readonly key: string;
  readonly kind: "column" | "card";
  readonly id: string;
  readonly depth: number;
  /** How many rows belong to it, folded or not; 0: it cannot be folded. */
  readonly size: number;
  /** Over all that belongs to it; null: nothing that has a date does. */
  readonly span: { readonly from: number; readonly to: number } | null;
}

export interface Forest {
  /** In the order they are drawn. */
  readonly cards: readonly string[];
  readonly barOf: (card: string) => Bar | null;
}

const DEPTH_MAX = 12; // deeper ones are drawn, but not further in

type Span = TreeRow["span"];

function over(spans: Iterable<Span>): Span {
  let found: Span = null;
  for (const span of spans)
    if (span !== null)
      found =
        found === null
          ? { from: span.from, to: span.to }
          : { from: Math.min(found.from, span.from), to: Math.max(found.to, span.to) };
  return found;
}

/** Returns a row for each column with a card that has a date, and one for each such card. */
export function byColumn(
  columns: readonly (Pick<Forest, "cards"> & { readonly id: string })[],
  barOf: Forest["barOf"],
  folded: ReadonlySet<string>,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  for (const { id, cards } of columns) {
    const dated = cards.filter((card) => barOf(card) !== null);
    if (dated.length === 0) continue;
    const key = `column:${id}`;
    const span = over(dated.map(barOf));
    rows.push({ key, kind: "column", id, depth: 0, size: dated.length, span });
    if (folded.has(key)) continue;
    for (const card of dated) rows.push({ key: card, kind: "card", id: card, depth: 1, size: 0, span: null });
  }
  return rows;
}

/** Returns rows of cards under their parents; one without a date is there only for what is under it. Circles are cut. */
export function byParent(
  { cards, barOf }: Forest,
  parentOf: (card: string) => string | undefined,
  folded: ReadonlySet<string>,
): readonly TreeRow[] {
  const heads = headsOf(cards, parentOf);
  const children = new Map<string, string[]>();
  const roots: string[] = [];
  for (const card of cards) {
    const parent = heads.get(card);
    if (parent === undefined) roots.push(card);
    else if (children.has(parent)) children.get(parent)?.push(card);
    else children.set(parent, [card]);
  }
  const whole = new Map<string, { readonly size: number; readonly span: Span }>();
  for (const card of deepestFirst(roots, children)) {
    const own = barOf(card);
    const below = (children.get(card) ?? []).flatMap((child) => whole.get(child) ?? []);
    const size = below.reduce((sum, one) => sum + one.size, 0);
    const span = over(below.map((one) => one.span));
    whole.set(card, { size: size + (own === null && span === null ? 0 : 1), span: over([own, span]) });
  }
  const rows: TreeRow[] = [];
  const todo = [...roots].reverse().map((id) => ({ id, depth: 0 }));
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    const { id, depth } = at;
    if ((whole.get(id)?.span ?? null) === null) continue;
    const under = (children.get(id) ?? []).filter((child) => (whole.get(child)?.size ?? 0) > 0);
    const span = over(under.map((child) => whole.get(child)?.span ?? null));
    const size = under.reduce((sum, child) => sum + (whole.get(child)?.size ?? 0), 0);
    rows.push({ key: id, kind: "card", id, depth: Math.min(depth, DEPTH_MAX), size, span });
    if (!folded.has(id)) for (const child of under.reverse()) todo.push({ id: child, depth: depth + 1 });
  }
  return rows;
}

/** Returns the parent of each card that has one here; the smallest id of a circle has none (docs/data-model.md). */
function headsOf(
  cards: readonly string[],
  parentOf: (card: string) => string | undefined,
): ReadonlyMap<string, string> {
  const among = new Set(cards);
  const heads = new Map<string, string>();
  for (const card of cards) {
    const parent = parentOf(card);
    if (parent !== undefined && parent !== card && among.has(parent)) heads.set(card, parent);
  }
  // Each card is walked over once: a chain may be as long as the board.
  const walkOf = new Map<string, string>();
  for (const first of cards) {
    const walk: string[] = [];
    let at: string | undefined = first;
    for (; at !== undefined && !walkOf.has(at); at = heads.get(at)) {
      walkOf.set(at, first);
      walk.push(at);
    }
    if (at === undefined || walkOf.get(at) !== first) continue;
    const circle = walk.slice(walk.indexOf(at));
    heads.delete(circle.reduce((least, id) => (id < least ? id : least)));
  }
  return heads;
}

function deepestFirst(
  roots: readonly string[],
  children: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const order = [...roots];
  for (let at = 0; at < order.length; at += 1) order.push(...(children.get(order[at] ?? "") ?? []));
  return order.reverse();
}
