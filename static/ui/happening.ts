/** What happened on a board, as the server tells it (docs/api.md, "History"), and what of it is one action. Pure. */

export type Values = Readonly<Record<string, unknown>>;

/** What changed on one thing; `before` null: it was made, `after` null: it is gone . */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly before: Values | null;
  readonly after: Values | null;
}

export interface Who {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

export interface Happening {
  readonly id: string;
  /** The board after it is the board at this entry. */
  readonly entry: string;
  readonly when: string;
  readonly who: Who;
  readonly group: string;
  readonly verb: string;
  readonly changes: readonly Change[];
  /** Of an action too large to be told: kind -> how many. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const TYPING_MS = 10 * 60_000;
const TYPED: ReadonlySet<string> = new Set(["title", "description", "name", "note"]);

/** Returns rows, newest first, with those of one action as one, and typing that went on as one. */
export function folded(rows: readonly Happening[]): readonly Happening[] {
  const found: Happening[] = [];
  for (const row of rows) {
    const later = found.at(-1);
    if (later !== undefined && isOneAction(later, row))
      found[found.length - 1] = {
        ...later,
        changes: merged(row.changes, later.changes),
        counts: summed(row.counts, later.counts),
      };
    else found.push(row);
  }
  return found.filter(({ changes, counts }) => changes.length > 0 || Object.keys(counts).length > 0);
}

function isOneAction(later: Happening, row: Happening): boolean {
  if (later.who.kind !== row.who.kind || later.who.id !== row.who.id || later.verb !== row.verb) return false;
  if (row.group !== "" && row.group === later.group) return true;
  const subject = typedIn(later);
  const isSoon = Date.parse(later.when) - Date.parse(row.when) < TYPING_MS;
  return subject !== "" && isSoon && subject === typedIn(row);
}

/** Names the text that was typed in, if that is all that happened. */
function typedIn({ changes }: Happening): string {
  const [only, ...others] = changes;
  if (only === undefined || others.length > 0 || only.before === null || only.after === null) return "";
  const [key = "", ...more] = Object.keys(only.after);
  return more.length === 0 && TYPED.has(key) ? `${only.kind} ${only.id} ${key}` : "";
}

/** Returns changes and those after them as from the first state to the last; what came back to what it was is left out. */
function merged(first: readonly Change[], then: readonly Change[]): readonly Change[] {
  const known = new Map<string, Change>();
  for (const change of [...first, ...then]) {
    const key = `${change.kind} ${change.id}`;
    const before = known.get(key);
    known.set(key, before === undefined ? change : joined(before, change));
  }
  return [...known.values()].filter(
    ({ before, after }) => before === null || after === null || Object.keys(after).length > 0,
  );
}

function joined(first: Change, then: Change): Change {
  if (first.before === null || then.after === null || then.before === null || first.after === null)
    return {
      ...then,
      before: first.before,
      after: then.after === null ? null : { ...first.after, ...then.after },
    };
  const before: Values = { ...then.before, ...first.before };
  const after: Values = { ...first.after, ...then.after };
  const keys = Object.keys(after).filter((key) => !isSame(before[key], after[key]));
  const of = (values: Values) => Object.fromEntries(keys.map((key) => [key, values[key]]));
  return { ...then, before: of(before), after: of(after) };
}

function summed(first: Happening["counts"], then: Happening["counts"]): Happening["counts"] {
  const found: Record<string, Record<string, number>> = {};
  for (const counts of [first, then])
    for (const [kind, numbers] of Object.entries(counts)) {
      const sums = found[kind] ?? {};
      found[kind] = sums;
      for (const [how, count] of Object.entries(numbers)) sums[how] = (sums[how] ?? 0) + count;
    }
  return found;
}

/** Says whether two values are the same, be they maps. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
}

/** Returns what is said of one card in an action; the rest of it is told elsewhere. */
export function aboutCard(happening: Happening, card: string): Happening {
  return { ...happening, changes: happening.changes.filter((change) => isAbout(change, card)) };
}

export function isAbout({ id, before, after }: Change, thing: string): boolean {
  return id === thing || [before, after].some((values) => (values?.["card"] ?? values?.["about"]) === thing);
}
