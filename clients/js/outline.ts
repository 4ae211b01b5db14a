/**
 * The outline of a portfolio: which initiative stands under which, and in what order, whatever is stored.
 *
 * A parent that is unknown counts as none, and of each cycle the smallest id has none, so that everything is shown.
 */

import { compareRanked, compareText, type Ranked } from "./order.ts";

export interface Standing extends Ranked {
  /** As stored: it may not exist. */
  readonly parent: string;
}

/** One initiative as it is shown: under which other, if any, and how deep. */
export interface Outlined<Value extends Standing> {
  readonly value: Value;
  readonly parent: string | undefined;
  readonly depth: number;
}

/** Returns every initiative below its parent, those of one parent by (rank, id); no recursion, it may be deep. */
export function outline<Value extends Standing>(values: Iterable<Value>): readonly Outlined<Value>[] {
  const known = new Map([...values].map((value) => [value.id, value]));
  const parents = cutCycles(known);
  const under = new Map<string | undefined, Value[]>();
  for (const value of [...known.values()].sort((one, other) => compareRanked(other, one))) {
    const parent = parents.get(value.id);
    const among = under.get(parent);
    if (among === undefined) under.set(parent, [value]);
    else among.push(value);
  }
  const shown: Outlined<Value>[] = [];
  const waiting = (under.get(undefined) ?? []).map(
    (value): Outlined<Value> => ({ value, parent: undefined, depth: 0 }),
  );
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { value, depth } = one;
    shown.push(one);
    for (const child of under.get(value.id) ?? [])
      waiting.push({ value: child, parent: value.id, depth: depth + 1 });
  }
  return shown;
}

/** Returns the boards by the initiative they are shown under, each list in order; undefined: under none. */
export function boardsUnder<Value extends Standing>(
  outlined: readonly Outlined<Standing>[],
  values: Iterable<Value>,
): ReadonlyMap<string | undefined, readonly Value[]> {
  const known = new Set(outlined.map(({ value }) => value.id));
  const under = new Map<string | undefined, Value[]>();
  for (const value of [...values].sort(compareRanked)) {
    const holder = known.has(value.parent) ? value.parent : undefined;
    const among = under.get(holder);
    if (among === undefined) under.set(holder, [value]);
    else among.push(value);
  }
  return under;
}

/** Returns each parent that is shown: one that exists, but for the smallest id of each cycle. */
function cutCycles(known: ReadonlyMap<string, Standing>): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  for (const { id, parent } of known.values()) if (known.has(parent)) parents.set(id, parent);
  const kept = new Map(parents);
  const finished = new Set<string>();
  for (const start of parents.keys()) {
    const walk: string[] = [];
    const walked = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !finished.has(at) && !walked.has(at)) {
      walk.push(at);
      walked.add(at);
      at = parents.get(at);
    }
    if (at !== undefined && walked.has(at)) {
      const cycle = walk.slice(walk.indexOf(at));
      kept.delete(cycle.reduce((least, id) => (compareText(id, least) < 0 ? id : least)));
    }
    for (const id of walk) finished.add(id);
  }
  return kept;
}
