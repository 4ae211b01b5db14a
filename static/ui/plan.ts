/**
 * What dependencies make of a plan: the critical path, the slack of every other card, circles and conflicts.
 *
 * Only cards that depend on each other take part. Each takes as long as its bar, one without dates no time; how long the
 * longest chain of them takes is the length of the plan, and slack is how much later a card may end without making it
 * longer. Dependencies within a circle say nothing about order and are left out. No recursion: a chain may be long.
 */

/** A card takes so many days, and these come after it. */
export interface Task {
  readonly days: number;
  readonly blocks: readonly string[];
}

export interface Plan {
  /** Of the longest chain, in days. */
  readonly length: number;
  /** In days; only of cards that depend on others or block them. */
  readonly slack: ReadonlyMap<string, number>;
  /** Those on the longest chains: any delay of theirs is one of the plan. */
  readonly critical: ReadonlySet<string>;
  /** Cards that wait for each other in a circle, each circle once. */
  readonly circles: readonly (readonly string[])[];
  /** The circle of a card, as an index. */
  readonly circleOf: ReadonlyMap<string, number>;
}

export function planOf(tasks: ReadonlyMap<string, Task>): Plan {
  const after = new Map<string, readonly string[]>();
  for (const [id, { blocks }] of tasks) {
    const known = blocks.filter((other) => other !== id && tasks.has(other));
    if (known.length > 0) after.set(id, known);
  }
  const circles = circlesOf(tasks.keys(), after);
  const circleOf = new Map(circles.flatMap((circle, index) => circle.map((id) => [id, index] as const)));
  const isStraight = (id: string, other: string) =>
    !circleOf.has(id) || circleOf.get(id) !== circleOf.get(other);
  const straight = new Map<string, readonly string[]>();
  const waiting = new Map<string, number>();
  for (const [id, others] of after) {
    const kept = others.filter((other) => isStraight(id, other));
    if (kept.length === 0) continue;
    straight.set(id, kept);
    waiting.set(id, waiting.get(id) ?? 0);
    for (const other of kept) waiting.set(other, (waiting.get(other) ?? 0) + 1);
  }
  const order = inOrder(waiting, straight);
  const days = (id: string) => Math.max(0, tasks.get(id)?.days ?? 0);
  const { slack, length } = timed(order, straight, days);
  const critical = length === 0 ? [] : [...slack].flatMap(([id, days]) => (days === 0 ? [id] : []));
  return { length, slack, critical: new Set(critical), circles, circleOf };
}

/** Each after all it waits for. */
function inOrder(
  waiting: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const left = new Map(waiting);
  const order = [...left].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let at = 0; at < order.length; at += 1)
    for (const other of after.get(order[at] ?? "") ?? []) {
      const count = (left.get(other) ?? 0) - 1;
      left.set(other, count);
      if (count === 0) order.push(other);
    }
  return order;
}

/** Forward for the earliest end of each, backward for the latest that does no harm. */
function timed(
  order: readonly string[],
  after: ReadonlyMap<string, readonly string[]>,
  days: (id: string) => number,
): { readonly length: number; readonly slack: ReadonlyMap<string, number> } {
  const starts = new Map<string, number>();
  let length = 0;
  for (const id of order) {
    const end = (starts.get(id) ?? 0) + days(id);
    length = Math.max(length, end);
    for (const other of after.get(id) ?? []) starts.set(other, Math.max(starts.get(other) ?? 0, end));
  }
  const latest = new Map<string, number>();
  const slack = new Map<string, number>();
  for (const id of [...order].reverse()) {
    let end = length;
    for (const other of after.get(id) ?? []) end = Math.min(end, latest.get(other) ?? length);
    latest.set(id, end - days(id));
    slack.set(id, end - days(id) - (starts.get(id) ?? 0));
  }
  return { length, slack };
}

/** Returns the cards from one to another along dependencies, both included; null: there is no way. */
export function wayBetween(
  from: string,
  to: string,
  after: (id: string) => readonly string[],
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length; at += 1) {
    const id = queue[at] ?? "";
    if (id === to) return traced(cameFrom, id);
    for (const other of after(id))
      if (!cameFrom.has(other)) {
        cameFrom.set(other, id);
        queue.push(other);
      }
  }
  return null;
}

function traced(cameFrom: ReadonlyMap<string, string | null>, last: string): readonly string[] {
  const way: string[] = [];
  for (let id: string | null = last; id !== null; id = cameFrom.get(id) ?? null) way.push(id);
  return way.reverse();
}

/** Returns the sets of more than one card in which each can be reached from each (Tarjan, with a stack of our own). */
function circlesOf(
  ids: Iterable<string>,
  after: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const [index, low] = [new Map<string, number>(), new Map<string, number>()];
  const [open, isOpen] = [[] as string[], new Set<string>()];
  const found: string[][] = [];
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    open.push(id);
    isOpen.add(id);
    return { id, next: 0 };
  };
  const lower = (id: string, to: number) => low.set(id, Math.min(low.get(id) ?? to, to));
  for (const root of ids) {
    if (index.has(root) || !after.has(root)) continue;
    const walk = [enter(root)];
    for (let here = walk.at(-1); here !== undefined; here = walk.at(-1)) {
      const other = after.get(here.id)?.[here.next];
      here.next += 1;
      if (other !== undefined) {
        if (!index.has(other)) walk.push(enter(other));
        else if (isOpen.has(other)) lower(here.id, index.get(other) ?? 0);
        continue;
      }
      walk.pop();
      const above = walk.at(-1);
      if (above !== undefined) lower(above.id, low.get(here.id) ?? 0);
      if (low.get(here.id) === index.get(here.id)) {
        const circle = open.splice(open.lastIndexOf(here.id));
        for (const id of circle) isOpen.delete(id);
        if (circle.length > 1) found.push(circle.sort());
      }
    }
  }
  return found;
}
