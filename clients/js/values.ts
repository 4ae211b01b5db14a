/**
 * What a board's records read as: plain values. Reading is total: a value of the wrong type reads as its default, so any
 * state of the document renders.
 */

import { compareRanked, compareText } from "./order.ts";
import { isRank } from "./rank.ts";
import {
  type BoardKind,
  type Category,
  type Color,
  type FieldType,
  get,
  type Health,
  type Measure,
  named,
  type Priority,
  type RecordName,
  type Row,
  read,
  readAll,
  SCHEMA,
  type Scalar,
  type Status,
  textOf,
  UNSORTED,
  wordsOf,
} from "./schema.ts";

export interface Meta {
  readonly kind?: BoardKind | undefined;
  readonly schema: number;
  readonly name: string;
  readonly description: string;
  readonly lead?: string | undefined;
  readonly start?: string | undefined;
  readonly target?: string | undefined;
  readonly health?: Health | undefined;
}
export interface Column {
  readonly id: string;
  readonly name: string;
  readonly rank: string;
  readonly category?: Category | undefined;
  readonly wip?: number | undefined;
  readonly color?: Color | undefined;
  readonly archived: boolean;
}
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly rank: string;
  readonly done: boolean;
  readonly assignee?: string | undefined;
  readonly due?: string | undefined;
}
export interface Checklist {
  readonly id: string;
  readonly name: string;
  readonly rank: string;
  readonly items: readonly Item[];
}
export interface Link {
  readonly id: string;
  readonly url: string;
  readonly name: string;
}
export interface Card {
  readonly id: string;
  readonly title: string;
  /** As stored: it may not exist. */
  readonly column: string;
  readonly rank: string;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly start?: string | undefined;
  readonly due?: string | undefined;
  readonly done: boolean;
  readonly estimate?: number | undefined;
  readonly priority?: Priority | undefined;
  readonly progress?: number | undefined;
  readonly cover?: Color | undefined;
  readonly parent?: string | undefined;
  readonly blocks: readonly string[];
  readonly relates: readonly string[];
  readonly milestone?: string | undefined;
  readonly goals: readonly string[];
  readonly fields: ReadonlyMap<string, Scalar>;
  readonly links: readonly Link[];
  readonly checklists: readonly Checklist[];
  readonly archived: boolean;
  readonly hasDescription: boolean;
  /** Read from the text when asked for: it may be long, and lists do not show it. */
  readonly description: string;
}
export interface Label {
  readonly id: string;
  readonly name: string;
  readonly color?: Color | undefined;
  readonly rank: string;
  readonly archived: boolean;
}
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly archived: boolean;
}
export interface Option {
  readonly id: string;
  readonly name: string;
  readonly color?: Color | undefined;
}
export interface Field {
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly rank: string;
  readonly options: readonly Option[];
  readonly archived: boolean;
}
export interface Milestone {
  readonly id: string;
  readonly name: string;
  readonly date?: string | undefined;
  readonly done: boolean;
  readonly archived: boolean;
}
export interface Goal {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly measure?: Measure | undefined;
  readonly from: number;
  readonly target?: number | undefined;
  readonly current?: number | undefined;
  readonly unit: string;
  readonly due?: string | undefined;
  readonly owner?: string | undefined;
  /** What of a portfolio contributes. */
  readonly boards: readonly string[];
  readonly initiatives: readonly string[];
  readonly archived: boolean;
}
export interface Initiative {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly owner?: string | undefined;
  readonly start?: string | undefined;
  readonly target?: string | undefined;
  readonly status?: Status | undefined;
  /** As stored: it may not exist; "" for none. */
  readonly parent: string;
  readonly rank: string;
  readonly archived: boolean;
}
/** A board's place in a portfolio; the id is the board's. */
export interface Listing {
  readonly id: string;
  /** The initiative it stands under, as stored. */
  readonly parent: string;
  readonly rank: string;
  readonly archived: boolean;
}
export interface View {
  readonly id: string;
  readonly name: string;
  readonly layout: string;
  readonly query: string;
  readonly rank: string;
  readonly archived: boolean;
}

export const readMeta = (row: Row): Meta => readAll("meta", row);

const reader =
  <R extends RecordName>(record: R) =>
  (id: string, row: Row) => ({ id, ...readAll(record, row) });

export const readColumn: (id: string, row: Row) => Column = reader("column");
export const readLabel: (id: string, row: Row) => Label = reader("label");
export const readPerson: (id: string, row: Row) => Person = reader("person");
export const readMilestone: (id: string, row: Row) => Milestone = reader("milestone");
export const readView: (id: string, row: Row) => View = reader("view");

export function readField(id: string, row: Row): Field {
  return { id, ...readAll("field", row), options: readOptions(row) };
}

function readOptions(row: Row): readonly Option[] {
  return (familiesOf(row).get("option") ?? []).flatMap((id) => {
    const [name, color] = pair(row.get(`option:${id}`));
    return name === undefined ? [] : [{ id, name: named(name), color: read(SCHEMA.label.color, color) }];
  });
}

export function readGoal(id: string, row: Row): Goal {
  const families = familiesOf(row);
  return {
    id,
    ...readAll("goal", row),
    boards: members(id, row, families, "board"),
    initiatives: members(id, row, families, "initiative"),
  };
}

export function readInitiative(id: string, row: Row): Initiative {
  return { id, ...readAll("initiative", row), ...readStanding(row) };
}

export function readListing(id: string, row: Row): Listing {
  return { id, ...readStanding(row), archived: get("listing", row, "archived") ?? false };
}

function readStanding(row: Row): { readonly parent: string; readonly rank: string } {
  const [parent, rank] = readAt(row);
  return { parent, rank };
}

export function readCard(id: string, row: Row): Card {
  const families = familiesOf(row);
  return {
    id,
    ...readPlace(row),
    title: named(wordsOf(row, "title")),
    assignees: members(id, row, families, "assignee"),
    labels: members(id, row, families, "label"),
    start: get("card", row, "start"),
    due: get("card", row, "due"),
    done: get("card", row, "done") ?? false,
    estimate: get("card", row, "estimate"),
    priority: get("card", row, "priority"),
    progress: get("card", row, "progress"),
    cover: get("card", row, "cover"),
    parent: get("card", row, "parent"),
    blocks: members(id, row, families, "blocks"),
    relates: members(id, row, families, "relates"),
    milestone: get("card", row, "milestone"),
    goals: members(id, row, families, "goal"),
    fields: readFieldValues(row, families.get("field") ?? []),
    links: readLinks(row, families.get("link") ?? []),
    checklists: readChecklists(row, families),
    hasDescription: (textOf(row, "description")?.length ?? 0) > 0,
    get description() {
      return wordsOf(row, "description");
    },
  };
}

/** Where a card stands: its column as stored, its rank, and whether it is out of sight. */
export type Place = Pick<Card, "column" | "rank" | "archived">;

export function readPlace(row: Row): Place {
  const [column, rank] = readAt(row);
  return { column, rank, archived: get("card", row, "archived") ?? false };
}

/** Returns the list a row stands in and its rank there; a rank that is not well formed reads as "". */
export function readAt(row: Row): readonly [list: string, rank: string] {
  const [list = "", rank = ""] = pair(row.get("at"));
  return [list, isRank(rank) ? rank : ""];
}

/** Family -> its members in this row, sorted: one walk over the keys for all families. */
type Families = ReadonlyMap<string, readonly string[]>;

function familiesOf(row: Row): Families {
  const families = new Map<string, string[]>();
  for (const key of row.keys()) {
    const colon = key.indexOf(":");
    if (colon < 0) continue;
    const family = key.slice(0, colon);
    const among = families.get(family);
    if (among === undefined) families.set(family, [key.slice(colon + 1)]);
    else among.push(key.slice(colon + 1));
  }
  for (const among of families.values()) among.sort(compareText);
  return families;
}

function members(id: string, row: Row, families: Families, family: string): readonly string[] {
  const among = families.get(family) ?? [];
  return among.filter((member) => member !== id && row.get(`${family}:${member}`) === true);
}

function readFieldValues(row: Row, ids: readonly string[]): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  for (const id of ids) {
    const value = read(SCHEMA.card["field:"], row.get(`field:${id}`));
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

function readLinks(row: Row, ids: readonly string[]): readonly Link[] {
  return ids.flatMap((id) => {
    const [url, name] = pair(row.get(`link:${id}`));
    return url === undefined || name === undefined ? [] : [{ id, url, name: named(name) }];
  });
}

/** Returns the open checklists in order, each with its open items; items of no checklist come last, in one of their own. */
function readChecklists(row: Row, families: Families): readonly Checklist[] {
  const known = (families.get("checklist") ?? []).flatMap((id) => {
    const checklist = read(SCHEMA.card["checklist:"], row.get(`checklist:${id}`));
    return checklist === undefined ? [] : [{ id, checklist }];
  });
  const items = readItems(row, families, new Set(known.map(({ id }) => id)));
  const open = known
    .filter(({ checklist }) => get("checklist", checklist, "archived") === undefined)
    .map(({ id, checklist }) => ({
      id,
      name: get("checklist", checklist, "name") ?? "",
      rank: get("checklist", checklist, "rank") ?? "",
      items: items.get(id) ?? [],
    }))
    .sort(compareRanked);
  const strays = items.get(UNSORTED);
  return strays === undefined ? open : [...open, { id: UNSORTED, name: "", rank: "", items: strays }];
}

/** Returns the open items in order, by checklist. */
function readItems(
  row: Row,
  families: Families,
  known: ReadonlySet<string>,
): ReadonlyMap<string, readonly Item[]> {
  const lists = new Map<string, Item[]>();
  for (const id of families.get("item") ?? []) {
    const item = read(SCHEMA.card["item:"], row.get(`item:${id}`));
    if (item === undefined || get("item", item, "archived") === true) continue;
    const [checklist, rank] = readAt(item);
    const list = known.has(checklist) ? checklist : UNSORTED;
    const among = lists.get(list);
    if (among === undefined) lists.set(list, [readItem(id, rank, item)]);
    else among.push(readItem(id, rank, item));
  }
  for (const among of lists.values()) among.sort(compareRanked);
  return lists;
}

function readItem(id: string, rank: string, item: Row): Item {
  return {
    id,
    name: get("item", item, "name") ?? "",
    rank,
    done: get("item", item, "done") ?? false,
    assignee: get("item", item, "assignee"),
    due: get("item", item, "due"),
  };
}

/** Returns the two strings of a pair, or nothing. */
function pair(value: unknown): readonly [string, string] | readonly [] {
  return read({ type: "pair" }, value) ?? [];
}
