/**
 * What a board's records read as: plain values. Reading is total: a value of the wrong type reads as its default, so any
 * state of the document renders.
 */

import { compareRanked, compareText } from "./order.ts";
import { isRank } from "./rank.ts";
import {
  type Category,
  type Color,
  type FieldType,
  get,
  type Health,
  type Measure,
  type Priority,
  type Row,
  read,
  SCHEMA,
  type Scalar,
  UNSORTED,
} from "./schema.ts";

export interface Meta {
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

export function readMeta(row: Row): Meta {
  return {
    schema: get("meta", row, "schema") ?? 1,
    name: get("meta", row, "name") ?? "",
    description: get("meta", row, "description") ?? "",
    lead: get("meta", row, "lead"),
    start: get("meta", row, "start"),
    target: get("meta", row, "target"),
    health: get("meta", row, "health"),
  };
}

export function readColumn(id: string, row: Row): Column {
  return {
    id,
    name: get("column", row, "name") ?? "",
    rank: get("column", row, "rank") ?? "",
    category: get("column", row, "category"),
    wip: get("column", row, "wip"),
    color: get("column", row, "color"),
    archived: get("column", row, "archived") ?? false,
  };
}

export function readLabel(id: string, row: Row): Label {
  return {
    id,
    name: get("label", row, "name") ?? "",
    color: get("label", row, "color"),
    rank: get("label", row, "rank") ?? "",
    archived: get("label", row, "archived") ?? false,
  };
}

export function readPerson(id: string, row: Row): Person {
  return {
    id,
    name: get("person", row, "name") ?? "",
    username: get("person", row, "username") ?? "",
    archived: get("person", row, "archived") ?? false,
  };
}

export function readField(id: string, row: Row): Field {
  return {
    id,
    name: get("field", row, "name") ?? "",
    type: get("field", row, "type") ?? "text",
    rank: get("field", row, "rank") ?? "",
    options: readOptions(row),
    archived: get("field", row, "archived") ?? false,
  };
}

function readOptions(row: Row): readonly Option[] {
  return (familiesOf(row).get("option") ?? []).flatMap((id) => {
    const [name, color] = pair(row.get(`option:${id}`));
    return name === undefined ? [] : [{ id, name, color: read(SCHEMA.label.color, color) }];
  });
}

export function readMilestone(id: string, row: Row): Milestone {
  return {
    id,
    name: get("milestone", row, "name") ?? "",
    date: get("milestone", row, "date"),
    done: get("milestone", row, "done") ?? false,
    archived: get("milestone", row, "archived") ?? false,
  };
}

export function readGoal(id: string, row: Row): Goal {
  return {
    id,
    name: get("goal", row, "name") ?? "",
    description: get("goal", row, "description") ?? "",
    measure: get("goal", row, "measure"),
    from: get("goal", row, "from") ?? 0,
    target: get("goal", row, "target"),
    current: get("goal", row, "current"),
    unit: get("goal", row, "unit") ?? "",
    due: get("goal", row, "due"),
    owner: get("goal", row, "owner"),
    archived: get("goal", row, "archived") ?? false,
  };
}

export function readView(id: string, row: Row): View {
  return {
    id,
    name: get("view", row, "name") ?? "",
    layout: get("view", row, "layout") ?? "board",
    query: get("view", row, "query") ?? "",
    rank: get("view", row, "rank") ?? "",
    archived: get("view", row, "archived") ?? false,
  };
}

export function readCard(id: string, row: Row): Card {
  const families = familiesOf(row);
  const description = get("card", row, "description");
  return {
    id,
    ...readPlace(row),
    title: get("card", row, "title")?.toString() ?? "",
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
    hasDescription: description !== undefined && description.length > 0,
    get description() {
      return description?.toString() ?? "";
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
    return url === undefined || name === undefined ? [] : [{ id, url, name }];
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
