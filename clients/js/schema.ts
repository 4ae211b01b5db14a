/**
 * Every key a board's document may hold: docs/data-model.md as one table, and what a value found under a key reads as.
 *
 * The one file that casts: behind `read` a value has the type its row says.
 */

import * as Y from "yjs";
import { isDate } from "./dates.ts";
import { isRank } from "./rank.ts";

export const SCHEMA_VERSION = 1;
export const ROOTS = [
  "meta",
  "columns",
  "cards",
  "labels",
  "people",
  "fields",
  "milestones",
  "goals",
  "views",
  "initiatives",
  "boards",
] as const;
export type Root = (typeof ROOTS)[number];

export const COLORS = ["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "grey"] as const;
export type Color = (typeof COLORS)[number];
export const CATEGORIES = ["backlog", "doing", "done"] as const;
export type Category = (typeof CATEGORIES)[number];
export const PRIORITIES = ["urgent", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const HEALTHS = ["on-track", "at-risk", "off-track"] as const;
export type Health = (typeof HEALTHS)[number];
export const KINDS = ["portfolio"] as const;
export type BoardKind = (typeof KINDS)[number];
export const STATUSES = ["on-track", "at-risk", "off-track", "done", "paused"] as const;
export type Status = (typeof STATUSES)[number];
export const FIELD_TYPES = ["text", "number", "date", "select", "checkbox"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export const MEASURES = ["number", "percent", "cards"] as const;
export type Measure = (typeof MEASURES)[number];

/** The virtual column of cards whose own is unknown or archived; never written. */
export const UNSORTED = "unsorted";

export type RecordName =
  | "meta"
  | "column"
  | "card"
  | "checklist"
  | "item"
  | "label"
  | "person"
  | "field"
  | "milestone"
  | "goal"
  | "view"
  | "initiative"
  | "listing";

/** One row of the table. Lengths are in code points. */
export type Key =
  | { readonly type: "text"; readonly limit: number }
  | {
      readonly type: "string";
      readonly limit?: number;
      readonly form?: "date" | "rank";
      readonly choices?: readonly string[];
      /** It is the id of such a record. */
      readonly target?: RecordName;
      readonly default?: string;
    }
  | {
      readonly type: "number";
      readonly min?: number;
      readonly max?: number;
      readonly whole?: true;
      readonly default?: number;
    }
  | { readonly type: "pair"; readonly limits?: readonly [number, number] }
  | { readonly type: "true"; readonly default: false }
  | { readonly type: "any" | "map" };

const flag = { type: "true", default: false } as const;
const idOf = <R extends string>(target: R) => ({ type: "string", target }) as const;
const date = { type: "string", form: "date" } as const;
const rank = { type: "string", form: "rank", default: "" } as const;
const color = { type: "string", choices: COLORS } as const;
const upTo = (limit: number, standard = "") => ({ type: "string", limit, default: standard }) as const;
const oneOf = <C extends readonly string[]>(choices: C) => ({ type: "string", choices }) as const;

/** Record -> key -> row. A key that ends in ":" is a family: any member may follow. */
export const SCHEMA = {
  meta: {
    kind: oneOf(KINDS),
    schema: { type: "number", min: 1, whole: true, default: 1 },
    name: upTo(256),
    description: upTo(4_000),
    lead: idOf("person"),
    start: date,
    target: date,
    health: oneOf(HEALTHS),
  },
  column: {
    name: upTo(256),
    rank,
    category: oneOf(CATEGORIES),
    wip: { type: "number", min: 1, max: 9_999, whole: true },
    color,
    archived: flag,
  },
  card: {
    title: { type: "text", limit: 1_000 },
    description: { type: "text", limit: 100_000 },
    at: { type: "pair" },
    "assignee:": flag,
    "label:": flag,
    start: date,
    due: date,
    done: flag,
    estimate: { type: "number", min: 0 },
    priority: oneOf(PRIORITIES),
    progress: { type: "number", min: 0, max: 100 },
    cover: color,
    parent: idOf("card"),
    "blocks:": flag,
    "relates:": flag,
    milestone: idOf("milestone"),
    "goal:": flag,
    "field:": { type: "any" },
    "link:": { type: "pair", limits: [2_048, 256] },
    "checklist:": { type: "map" },
    "item:": { type: "map" },
    archived: flag,
  },
  checklist: { name: upTo(256), rank, archived: flag },
  item: {
    name: upTo(1_000),
    at: { type: "pair" },
    done: flag,
    assignee: idOf("person"),
    due: date,
    archived: flag,
  },
  label: { name: upTo(256), color, rank, archived: flag },
  person: { name: upTo(256), username: upTo(256), archived: flag },
  field: {
    name: upTo(256),
    type: { ...oneOf(FIELD_TYPES), default: "text" },
    rank,
    "option:": { type: "pair", limits: [256, 6] },
    archived: flag,
  },
  milestone: { name: upTo(256), date, done: flag, archived: flag },
  goal: {
    name: upTo(256),
    description: upTo(4_000),
    measure: oneOf(MEASURES),
    from: { type: "number", default: 0 },
    target: { type: "number" },
    current: { type: "number" },
    unit: upTo(32),
    due: date,
    owner: idOf("person"),
    "board:": flag,
    "initiative:": flag,
    archived: flag,
  },
  view: { name: upTo(256), layout: upTo(64, "board"), query: upTo(2_048), rank, archived: flag },
  initiative: {
    name: upTo(256),
    note: { type: "text", limit: 4_000 },
    owner: idOf("person"),
    start: date,
    target: date,
    status: oneOf(STATUSES),
    at: { type: "pair" },
    archived: flag,
  },
  listing: { at: { type: "pair" }, archived: flag },
} as const satisfies Record<RecordName, Readonly<Record<string, Key>>>;

/** Returns the row of a key of a record, a member of a family included. */
export function keyOf(record: RecordName, key: string): Key | undefined {
  const rows: Readonly<Record<string, Key>> = SCHEMA[record];
  const colon = key.indexOf(":");
  const name = colon < 0 ? key : key.slice(0, colon + 1);
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}

/** What a row's key reads as, where something valid is found. */
export type Reading<K> = K extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : K extends { readonly type: "string" }
    ? string
    : K extends { readonly type: "number" }
      ? number
      : K extends { readonly type: "true" }
        ? true
        : K extends { readonly type: "pair" }
          ? readonly [string, string]
          : K extends { readonly type: "text" }
            ? Y.Text
            : K extends { readonly type: "map" }
              ? Row
              : Scalar;
export type Scalar = string | number | true;
/** A shared map whose values nobody has vouched for. */
export type Row = Y.Map<unknown>;

const READABLE: {
  readonly [T in Key["type"]]: (value: unknown, key: Key & { readonly type: T }) => boolean;
} = {
  text: (value) => value instanceof Y.Text,
  string: (value, key) => typeof value === "string" && isOfForm(value, key),
  number: (value, key) => isNumber(value) && isWithin(value, key),
  true: (value) => value === true,
  pair: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string"),
  any: (value) => typeof value === "string" || isNumber(value) || value === true,
  map: (value) => value instanceof Y.Map,
};

/** Returns a value as its row says, or undefined where it is not that. */
export function read<K extends Key>(key: K, value: unknown): Reading<K> | undefined {
  const readable = READABLE[key.type] as (value: unknown, key: Key) => boolean;
  return readable(value, key) ? (value as Reading<K>) : undefined;
}

/** Returns what one key of a record reads as. */
export function get<R extends RecordName, K extends keyof Schema[R] & string>(record: R, row: Row, key: K) {
  const rows = SCHEMA[record] as Readonly<Record<K, Key>>;
  return read(rows[key], row.get(key)) as Reading<Schema[R][K]> | undefined;
}
type Schema = typeof SCHEMA;

/** What the keys of a record read as, without its families; where nothing valid is found, as their defaults. */
export type Values<R extends RecordName> = {
  readonly [K in keyof Schema[R] as K extends `${string}:` ? never : K]: Schema[R][K] extends {
    readonly type: "true";
  }
    ? boolean
    : Schema[R][K] extends { readonly type: "text" }
      ? string
      : Schema[R][K] extends { readonly default: unknown }
        ? Reading<Schema[R][K]>
        : Reading<Schema[R][K]> | undefined;
};

/** Where records with texts live; the root is the noun of their verbs as well. */
export type TextRoot = "cards" | "initiatives";
export type TextKey = "title" | "description" | "note";

/** Returns the key of the document under which a text is: a note was a string in older documents, and is beside that. */
export function textKey(name: string): string {
  return name === "note" ? "note:text" : name;
}

/** Returns the text of a record, or undefined where there is none yet. */
export function textOf(row: Row, name: string): Y.Text | undefined {
  const value = row.get(textKey(name));
  return value instanceof Y.Text ? value : undefined;
}

/** Returns what a text says; of a note that is no text yet, what the string says, as far as a text may be long. */
export function wordsOf(row: Row, name: string): string {
  const old = name === "note" ? row.get(name) : undefined;
  const isOld = typeof old === "string" || old instanceof Y.Text;
  return (
    textOf(row, name)?.toString() ??
    (isOld ? [...named(old.toString())].slice(0, SCHEMA.initiative.note.limit).join("") : "")
  );
}

/** Reads every key of a record but its families. */
export function readAll<R extends RecordName>(record: R, row: Row): Values<R> {
  const found: Record<string, unknown> = {};
  for (const [name, key] of Object.entries<Key>(SCHEMA[record]))
    if (key.type === "text") found[name] = wordsOf(row, name);
    else if (!name.endsWith(":"))
      found[name] = read(key, row.get(name)) ?? ("default" in key ? key.default : undefined);
  return found as Values<R>;
}

function isOfForm(text: string, key: Key & { readonly type: "string" }): boolean {
  if (key.choices !== undefined) return key.choices.includes(text);
  if (key.form === "date") return isDate(text);
  if (key.form === "rank") return isRank(text);
  return key.limit === undefined || !isBlank(text);
}

/** Says whether nothing of a text is to be seen: only white space, control and format characters, or none. */
export function isBlank(text: string): boolean {
  return /^(?:[\p{Z}\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\ufe0e|\ufe0f)*$/u.test(text);
}

/** Returns what a text names its record by. */
export function named(text: string): string {
  return isBlank(text) ? "" : text;
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) < 2 ** 53;
}

export function isWithin(number: number, { min, max, whole }: Key & { readonly type: "number" }): boolean {
  if (whole === true && !Number.isInteger(number)) return false;
  return number >= (min ?? Number.NEGATIVE_INFINITY) && number <= (max ?? Number.POSITIVE_INFINITY);
}
