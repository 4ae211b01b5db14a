/** What I changed while I was away and somebody else changed too, where theirs stands. Pure. */

import type { Intent } from "../../clients/js/client.ts";

/** A record of a board or portfolio, read as it stands. */
export type Read = Readonly<Record<string, unknown>>;

/** What of a record is one value, of which only one can stand; and its name for people. Texts and lists keep what both did. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ start: "start", due: "due date", done: "tick", estimate: "estimate", priority: "priority" },
  ...{ progress: "progress", cover: "cover", milestone: "milestone", column: "column", parent: "parent" },
  ...{ category: "category", wip: "limit", date: "date", target: "target date", status: "status" },
  ...{ owner: "owner", measure: "measure", from: "first value", current: "value" },
};

export interface Wish {
  /** "cards", "initiatives" and so on. */
  readonly root: string;
  readonly id: string;
  /** Field -> what it was made. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/** What I want of records, until it is known what became of it. */
export class Wishes {
  readonly #wishes = new Map<string, { root: string; id: string; fields: Map<string, unknown> }>();

  get isEmpty(): boolean {
    return this.#wishes.size === 0;
  }

  /** Notes what I made of a record; `keys`: what of it I changed. */
  note(root: string, now: Read, keys: Iterable<string>): void {
    for (const field of keys) this.#wish(root, String(now["id"]), field, now[field]);
  }

  /** Notes what an edit made that waits to be saved: of a page that is gone the edits are all there is. */
  inherit(intent: Intent): void {
    const set = setBy(intent);
    if (set !== null) this.#wish(...set);
  }

  /** Forgets what a refused edit made: nobody changed it in its place. */
  refused(intent: Intent): void {
    const set = setBy(intent);
    if (set !== null) this.#wishes.get(`${set[0]} ${set[1]}`)?.fields.delete(set[2]);
  }

  #wish(root: string, id: string, field: string, wanted: unknown): void {
    if (!Object.hasOwn(FIELDS, field)) return;
    const key = `${root} ${id}`;
    const wish = this.#wishes.get(key) ?? { root, id, fields: new Map() };
    this.#wishes.set(key, wish);
    wish.fields.set(field, wanted);
  }

  /** Returns those that do not stand, with the fields in question, and forgets all. */
  lost(read: (root: string, id: string) => Read | undefined): readonly Wish[] {
    const lost: Wish[] = [];
    for (const { root, id, fields } of this.#wishes.values()) {
      const now = read(root, id);
      const others = [...fields].filter(
        ([field, wanted]) => plain(field, now?.[field]) !== plain(field, wanted),
      );
      if (now !== undefined && others.length > 0) lost.push({ root, id, fields: new Map(others) });
    }
    this.#wishes.clear();
    return lost;
  }
}

/** Returns which value of which record an edit sets: root, id, field, value; null: none. */
function setBy([verb, args]: Intent): readonly [string, string, string, unknown] | null {
  const [root = "", deed] = verb.split(".");
  const { id, key, value, column, parent } = args as Readonly<Record<string, unknown>>;
  if (deed === "set") return [root, String(id), String(key), value];
  if (verb === "cards.move") return [root, String(id), "column", column];
  return verb === "initiatives.move" ? [root, String(id), "parent", parent] : null;
}

/** Edits clear a value by none, or by what it is read as where there is none. */
export function plain(field: string, value: unknown): unknown {
  const isNone = value === null || value === false || value === "" || (value === 0 && field === "from");
  return isNone ? undefined : value;
}

/** So many are told one by one. */
export const NAMED_MAX = 3;

/** "the start and due date of “Plan”" */
export function inWords({ fields }: Wish, name: string): string {
  const named = Object.keys(FIELDS).flatMap((field) => (fields.has(field) ? FIELDS[field] : []));
  return `the ${named.join(" and ")} of “${name}”`;
}

/** Returns the fields in which two readings of a record differ. */
export function changed(before: Read, now: Read): readonly string[] {
  return Object.keys(FIELDS).filter((field) => before[field] !== now[field]);
}
