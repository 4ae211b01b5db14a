/** What every verb is given: the document, the order of things in it, and what a planned edit looks like. */

import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { compareRanked, type Ranked } from "../order.ts";
import { type Entry, type Insertion, insertion, type Jitter } from "../rank.ts";
import { get, type RecordName, type Root, type Row } from "../schema.ts";

/** A verb and its arguments: what is kept to do an edit again. */
export type Intent = readonly [verb: string, args: Readonly<Record<string, unknown>>];

/** One transaction, and the intent that does the same again. */
export interface Step {
  readonly intent: Intent;
  readonly write: () => void;
}

/** An edit that was checked and will work: its steps, and the intents that undo them. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly inverse: readonly Intent[];
}

/** What a verb's function returns: one write, with more steps after it where a long text is cut; null: nothing to do. */
export interface Draft {
  readonly write: () => void;
  readonly inverse: readonly Intent[];
  /** Replaces the verb as it was called, where that would do the later steps as well. */
  readonly intent?: Intent;
  readonly later?: readonly Step[];
}

export interface Scope {
  readonly doc: Y.Doc;
  readonly jitter: Jitter;
  /** The cards stored under a column, open and archived, in order. */
  readonly standing: (column: string) => readonly Ranked[];
}

/** Where each kind of record lives, for those that are not inside a card. */
export const ROOT_OF = {
  column: "columns",
  card: "cards",
  label: "labels",
  person: "people",
  field: "fields",
  milestone: "milestones",
  goal: "goals",
  view: "views",
  initiative: "initiatives",
  listing: "boards",
} as const satisfies Partial<Record<RecordName, Root>>;
export type RootedRecord = keyof typeof ROOT_OF;

export function rootOf(scope: Scope, record: RootedRecord): Row {
  return scope.doc.getMap(ROOT_OF[record]);
}

/** Returns a record, or undefined where there is none. */
export function find(scope: Scope, record: RootedRecord, id: string): Row | undefined {
  const row = rootOf(scope, record).get(id);
  return row instanceof Y.Map ? row : undefined;
}

/** Returns a record that an argument names, or throws `unknown-card` and the like. */
export function need(scope: Scope, record: RootedRecord, id: string): Row {
  const row = find(scope, record, id);
  if (row === undefined) throw new EditError(`unknown-${record}`, id);
  return row;
}

/** Returns the records of a root in order, without one of them. */
export function rankedIn(
  scope: Scope,
  record: "column" | "label" | "field" | "view",
  except: string,
): Ranked[] {
  const ranked: Ranked[] = [];
  for (const [id, row] of rootOf(scope, record))
    if (row instanceof Y.Map && id !== except) ranked.push({ id, rank: get(record, row, "rank") ?? "" });
  return ranked.sort(compareRanked);
}

/** Where something goes: exactly at `rank`, or behind `after` (null: first; absent or elsewhere: last). */
export interface Target {
  readonly after?: string | null | undefined;
  readonly rank?: string | undefined;
}

/** Returns the rank for a place among `others`, which are in order. */
export function placed(scope: Scope, others: readonly Ranked[], { after, rank }: Target): Insertion {
  if (rank !== undefined && after !== undefined) throw new EditError("unknown-argument", "after beside rank");
  if (rank !== undefined) return { rank, reranked: new Map() };
  const entries = others.map((other): Entry => [other.rank, other.id]);
  return insertion(entries, indexFor(others, after), scope.jitter);
}

/** Returns where among `others` a target is. */
function indexFor(others: readonly Ranked[], after: string | null | undefined): number {
  if (after === null) return 0;
  const found = after === undefined ? -1 : others.findIndex((other) => other.id === after);
  return found < 0 ? others.length : found + 1;
}

/** Says whether something among `others` already stands where a target is. */
export function standsAt(self: Ranked, others: readonly Ranked[], { after, rank }: Target): boolean {
  if (rank !== undefined) return rank === self.rank;
  return indexFor(others, after) === others.filter((other) => compareRanked(other, self) < 0).length;
}

/** Returns the target that leads back to a rank; one that could not be read sorted first. */
export function backTo(rank: string): Target {
  return rank === "" ? { after: null } : { rank };
}

/** Writes a key, or clears it. */
export function assign(row: Row, key: string, value: unknown): void {
  if (value === undefined) row.delete(key);
  else row.set(key, value);
}

/** Says whether a guard holds: it was not given, or names what stands (null: nothing does). */
export function holds(args: { readonly if?: unknown }, current: unknown): boolean {
  if (!Object.hasOwn(args, "if")) return true;
  return JSON.stringify(args.if ?? null) === JSON.stringify(current ?? null);
}

/** Returns arguments without those that are undefined, as they travel. */
export function present(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
