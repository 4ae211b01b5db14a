/** The nouns that are alike: columns, labels, people, fields, milestones, goals, views, and the board itself. */

import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { get, keyOf, type Row, SCHEMA, type Scalar } from "../schema.ts";
import { anId, anything, aRank, needed, nullable, oneOf, optional, stringUpTo } from "./arguments.ts";
import {
  assign,
  backTo,
  type Draft,
  find,
  holds,
  need,
  placed,
  present,
  type RootedRecord,
  rankedIn,
  rootOf,
  type Scope,
  standsAt,
} from "./scope.ts";
import { type Setting, settable, setting, storable } from "./values.ts";
import { verb } from "./verb.ts";

type Ranked = "column" | "label" | "field" | "view";
type Alike = Exclude<RootedRecord, "card" | "listing">;

const RANKED: ReadonlySet<Alike> = new Set<Ranked>(["column", "label", "field", "view"]);
/** Keys that other verbs write. */
const CLOSED = ["rank", "at", "archived", "option:", "board:", "initiative:"];

export const place = { after: nullable(anId), rank: optional(aRank) };
const setArguments = {
  id: needed(anId),
  key: needed(stringUpTo(128)),
  value: optional(anything),
  if: nullable(anything),
};
export const name = needed(stringUpTo(256));

export const boardSet = verb(
  { key: needed(stringUpTo(128)), value: optional(anything), if: nullable(anything) },
  (scope, args) =>
    setting(scope, "board.set", {}, scope.doc.getMap("meta"), settable("meta", args.key, ["schema"]), args),
);

/** Returns the verbs every one of these nouns has. */
export function alike<N extends string, R extends Alike>(noun: N, record: R) {
  const set = (scope: Scope, args: Setting & { readonly id: string }) =>
    setting(
      scope,
      `${noun}.set`,
      { id: args.id },
      need(scope, record, args.id),
      settable(record, args.key, CLOSED),
      args,
    );
  return {
    set: verb(setArguments, set),
    archive: verb({ id: needed(anId) }, (scope, { id }) => archiving(scope, noun, record, id, true)),
    restore: verb({ id: needed(anId) }, (scope, { id }) => archiving(scope, noun, record, id, false)),
  };
}

export function archiving(
  scope: Scope,
  noun: string,
  record: RootedRecord,
  id: string,
  archived: boolean,
): Draft | null {
  return flagging(need(scope, record, id), archived, [
    archived ? `${noun}.restore` : `${noun}.archive`,
    { id },
  ]);
}

/** Plans putting something away or bringing it back. */
export function flagging(row: Row, archived: boolean, inverse: Draft["inverse"][number]): Draft | null {
  if ((row.get("archived") === true) === archived) return null;
  return { write: () => assign(row, "archived", archived ? true : undefined), inverse: [inverse] };
}

/** Plans a new record with the scalars among its arguments; nothing if it is there already. */
function adding(
  scope: Scope,
  noun: string,
  record: Alike,
  args: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly after?: string | null | undefined;
    readonly rank?: string | undefined;
  },
): Draft | null {
  const scalars = scalarsOf(scope, record, args);
  if (find(scope, record, args.id) !== undefined) return null;
  const others = isRanked(record) ? rankedIn(scope, record, args.id) : undefined;
  const target = others && placed(scope, others, args);
  const rows = rootOf(scope, record);
  return {
    write: () => {
      const row = new Y.Map<unknown>();
      if (target !== undefined && target.rank !== "") row.set("rank", target.rank);
      for (const [key, value] of scalars) row.set(key, value);
      rows.set(args.id, row);
      rerank(scope, record, target?.reranked);
    },
    inverse: [[`${noun}.archive`, { id: args.id }]],
  };
}

/** Returns the scalars to store among a verb's arguments. */
export function scalarsOf(
  scope: Scope,
  record: RootedRecord | "item" | "checklist",
  args: Readonly<Record<string, unknown>>,
): readonly (readonly [key: string, value: Scalar])[] {
  return Object.keys(args).flatMap((key) => {
    const row = keyOf(record, key);
    if (row === undefined || row.type === "text" || key === "rank" || key === "at") return [];
    const value = storable(scope, row, key, args[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
}

function isRanked(record: Alike): record is Ranked {
  return RANKED.has(record);
}

function rerank(scope: Scope, record: RootedRecord, reranked: ReadonlyMap<string, string> | undefined): void {
  for (const [id, rank] of reranked ?? []) find(scope, record, id)?.set("rank", rank);
}

/** Returns an optional argument for each of these keys; the value is checked against its row when it is stored. */
export function keysOf<K extends string>(...keys: readonly K[]) {
  const found = keys.map((key) => [key, optional(anything)] as const);
  return Object.fromEntries(found) as { readonly [Key in K]: ReturnType<typeof optional<unknown>> };
}

const columnsMove = verb({ id: needed(anId), ...place, if: nullable(anything) }, (scope, args) => {
  const row = need(scope, "column", args.id);
  const before = get("column", row, "rank") ?? "";
  if (!holds(args, before || null)) return null;
  const others = rankedIn(scope, "column", args.id);
  if (standsAt({ id: args.id, rank: before }, others, args)) return null;
  const target = placed(scope, others, args);
  return {
    write: () => {
      row.set("rank", target.rank);
      rerank(scope, "column", target.reranked);
    },
    inverse: [["columns.move", { id: args.id, ...backTo(before), if: target.rank }]],
  };
});

const fieldsOption = verb(
  {
    id: needed(anId),
    option: needed(anId),
    name: optional(stringUpTo(256)),
    color: optional(oneOf(SCHEMA.label.color.choices)),
    if: nullable(anything),
  },
  (scope, args) => {
    const row = need(scope, "field", args.id);
    const key = `option:${args.option}`;
    const before = optionOf(row.get(key));
    const value = args.name === undefined ? undefined : [args.name, args.color ?? ""];
    if (!holds(args, before) || JSON.stringify(value) === JSON.stringify(before)) return null;
    const [oldName, oldColor] = before ?? [];
    const undone = {
      id: args.id,
      option: args.option,
      name: oldName,
      color: oldColor || undefined,
      if: value ?? null,
    };
    return { write: () => assign(row, key, value), inverse: [["fields.option", present(undone)]] };
  },
);

function optionOf(value: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [name, color]: unknown[] = value;
  if (typeof name !== "string" || typeof color !== "string") throw new EditError("wrong-value", "option");
  return [name, color];
}

const id = needed(anId);

export const RECORD_VERBS = {
  "board.set": boardSet,
  "columns.add": verb({ id, name, ...place, ...keysOf("category", "wip", "color") }, (scope, args) =>
    adding(scope, "columns", "column", args),
  ),
  "columns.set": alike("columns", "column").set,
  "columns.move": columnsMove,
  "columns.archive": alike("columns", "column").archive,
  "columns.restore": alike("columns", "column").restore,
  "labels.add": verb({ id, name, ...place, ...keysOf("color") }, (scope, args) =>
    adding(scope, "labels", "label", args),
  ),
  "labels.set": alike("labels", "label").set,
  "labels.archive": alike("labels", "label").archive,
  "labels.restore": alike("labels", "label").restore,
  "people.add": verb({ id, name, ...keysOf("username") }, (scope, args) =>
    adding(scope, "people", "person", args),
  ),
  "people.set": alike("people", "person").set,
  "people.archive": alike("people", "person").archive,
  "people.restore": alike("people", "person").restore,
  "fields.add": verb({ id, name, ...keysOf("type"), ...place }, (scope, args) =>
    adding(scope, "fields", "field", args),
  ),
  "fields.set": alike("fields", "field").set,
  "fields.option": fieldsOption,
  "fields.archive": alike("fields", "field").archive,
  "fields.restore": alike("fields", "field").restore,
  "milestones.add": verb({ id, name, ...keysOf("date", "done") }, (scope, args) =>
    adding(scope, "milestones", "milestone", args),
  ),
  "milestones.set": alike("milestones", "milestone").set,
  "milestones.archive": alike("milestones", "milestone").archive,
  "milestones.restore": alike("milestones", "milestone").restore,
  "goals.add": verb(
    { id, name, ...keysOf("description", "measure", "from", "target", "current", "unit", "due", "owner") },
    (scope, args) => adding(scope, "goals", "goal", args),
  ),
  "goals.set": alike("goals", "goal").set,
  "goals.archive": alike("goals", "goal").archive,
  "goals.restore": alike("goals", "goal").restore,
  "views.add": verb({ id, name, ...place, ...keysOf("layout", "query") }, (scope, args) =>
    adding(scope, "views", "view", args),
  ),
  "views.set": alike("views", "view").set,
  "views.archive": alike("views", "view").archive,
  "views.restore": alike("views", "view").restore,
};
