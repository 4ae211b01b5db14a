/** Whose changes stand in place of mine: by whom, from what to what, and what I had made of it. Pure. */

import { deedsOf, listed, type Names, nameOf } from "./happened.ts";
import { type Change, type Happening, isSame, type Values } from "./happening.ts";
import { plain, type Read, type Wish } from "./lost.ts";

/** What one person made of a record, in fields of which I had made something else. */
export interface Theirs {
  readonly wish: Wish;
  readonly fields: readonly string[];
  /** The change, of which only these fields are told; null: nobody knows any more who it was. */
  readonly by: Happening | null;
}

/** Returns who made what stands, by the activity (newest first); `standing` is the record now. */
export function theirsOf(wish: Wish, standing: Read, activity: readonly Happening[]): readonly Theirs[] {
  const found = new Map<Happening | null, string[]>();
  for (const field of wish.fields.keys()) {
    const by = activity.find(({ changes }) => changes.some((change) => makes(change, wish, field, standing)));
    found.set(by ?? null, [...(found.get(by ?? null) ?? []), field]);
  }
  return [...found].map(([by, fields]) => ({ wish, fields, by }));
}

function makes(change: Change, wish: Wish, field: string, standing: Read): boolean {
  if (!isOf(change, wish) || change.after === null || !Object.hasOwn(change.after, field)) return false;
  return isSame(plain(field, change.after[field]), plain(field, standing[field]));
}

function isOf({ kind, id }: Change, wish: Wish): boolean {
  return id === wish.id && `${kind}s` === wish.root;
}

/** "Ann changed the due date of “Plan” from 1 Dec to 6 Dec; you had set the due date to 9 Dec." */
export function theirsInWords({ wish, fields, by }: Theirs, me: string, names: Names): string | null {
  const change = by?.changes.find((one) => isOf(one, wish));
  if (!by || change === undefined) return null;
  const told = { ...change, before: only(change.before, fields), after: only(change.after, fields) };
  const theirs = deedsOf({ ...by, changes: [told], counts: {} }, names);
  const wanted = Object.fromEntries(
    fields.map((field) => [field, plain(field, wish.fields.get(field)) ?? null]),
  );
  // Said as an act of its own, but what is taken out of something was in there.
  const from = only(change.after, fields.includes("parent") ? ["parent"] : []);
  const mine = deedsOf(
    { ...by, changes: [{ ...change, before: from, after: wanted }], counts: {} },
    names,
    wish.id,
  );
  const who =
    by.who.kind === "person" && by.who.id === me ? "you yourself, elsewhere," : nameOf(by.who, names);
  return `${who} ${listed(theirs)}; here you had ${listed(mine)}`;
}

function only(values: Values | null, fields: readonly string[]): Values {
  return Object.fromEntries(fields.map((field) => [field, values?.[field] ?? null]));
}
