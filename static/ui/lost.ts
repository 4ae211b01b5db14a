/** What I changed while I was away and somebody else changed too, where theirs stands. Pure. */

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
    const id = String(now["id"]);
    const key = `${root} ${id}`;
    for (const field of keys) {
      if (!(field in FIELDS)) continue;
      const wish = this.#wishes.get(key) ?? { root, id, fields: new Map() };
      this.#wishes.set(key, wish);
      wish.fields.set(field, now[field]);
    }
  }

  /** Returns those that do not stand, with the fields in question, and forgets all. */
  lost(read: (root: string, id: string) => Read | undefined): readonly Wish[] {
    const lost: Wish[] = [];
    for (const { root, id, fields } of this.#wishes.values()) {
      const now = read(root, id);
      const others = [...fields].filter(([field, wanted]) => now?.[field] !== wanted);
      if (now !== undefined && others.length > 0) lost.push({ root, id, fields: new Map(others) });
    }
    this.#wishes.clear();
    return lost;
  }
}

const NAMED_MAX = 3;

/** "the start and due date of “Plan”, and of 2 more". */
export function inWords(lost: readonly Wish[], nameOf: (wish: Wish) => string): string {
  const named = lost.slice(0, NAMED_MAX).map((wish) => {
    const fields = Object.keys(FIELDS).flatMap((field) => (wish.fields.has(field) ? FIELDS[field] : []));
    return `the ${fields.join(" and ")} of “${nameOf(wish)}”`;
  });
  const more = lost.length - named.length;
  return more > 0 ? `${named.join(", ")}, and of ${more} more` : named.join(", ");
}

/** Returns the fields in which two readings of a record differ. */
export function changed(before: Read, now: Read): readonly string[] {
  return Object.keys(FIELDS).filter((field) => before[field] !== now[field]);
}
