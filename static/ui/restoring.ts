/**
 * Bringing a card or a board back to what it was: the edits that lead from how it is now to how it was then. Pure.
 *
 * Forward edits only: nothing is taken out of the history, and what others do meanwhile merges with it. Records are never
 * deleted, so whatever was there then is there now, perhaps archived; what was made since is archived.
 */

import type { Board } from "../../clients/js/board.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card, Checklist, Field, Item } from "../../clients/js/values.ts";
import { isSame, type Values } from "./happening.ts";

export interface Restoring {
  readonly intents: readonly Intent[];
  /** What cannot be brought back, in sentences. */
  readonly lost: readonly string[];
}

const SCALARS = [
  ...["start", "due", "done", "estimate", "priority", "progress", "cover", "parent", "milestone"],
] as const as readonly (keyof Card)[];
const FAMILIES = {
  assignee: "assignees",
  label: "labels",
  blocks: "blocks",
  relates: "relates",
  goal: "goals",
} as const satisfies Readonly<Record<string, keyof Card>>;

/** Returns what brings one card back; it may have been in a column that is archived now. */
export function cardBack(then: Board, now: Board, id: string): Restoring {
  const [was, is] = [then.card(id), now.card(id)];
  if (was === undefined) return { intents: [], lost: ["This card was not there yet."] };
  if (is === undefined) return { intents: [], lost: ["This card is not there any more."] };
  const place = placeBack(then, now, was, is, false);
  return { intents: [...place.intents, ...contentsBack(was, is)], lost: place.lost };
}

/** Returns what brings the whole board back. */
export function boardBack(then: Board, now: Board): Restoring {
  const made = boardParts(then, now);
  const [intents, lost] = [[...made.intents], [...made.lost]];
  for (const id of now.cardIds()) {
    const [was, is] = [then.card(id), now.card(id)];
    if (is === undefined) continue;
    if (was === undefined) {
      if (!is.archived) intents.push(["cards.archive", { id }]);
      continue;
    }
    const place = placeBack(then, now, was, is, true);
    intents.push(...place.intents, ...contentsBack(was, is));
    lost.push(...place.lost.map((words) => `“${was.title}”: ${words}`));
  }
  return { intents: [...intents, ...columnsAway(then, now)], lost };
}

function placeBack(then: Board, now: Board, was: Card, is: Card, withColumns: boolean): Restoring {
  const { id } = was;
  const intents: Intent[] = [];
  if (was.archived !== is.archived) intents.push([was.archived ? "cards.archive" : "cards.restore", { id }]);
  if (was.column === is.column && was.rank === is.rank) return { intents, lost: [] };
  const [column, today] = [then.column(was.column), now.column(was.column)];
  const lost = (words: string) => ({ intents, lost: was.archived ? [] : [words] });
  // With the whole board, a column that was archived then is archived again.
  if (column === undefined || (column.archived && !withColumns))
    return lost("It stood in no column, and stays where it is now.");
  if (today === undefined) return lost(`Its column “${column.name}” is not there any more.`);
  if (today.archived && !withColumns)
    return lost(`Its column “${today.name}” is archived: it stays where it is now.`);
  const place = was.rank === "" ? { after: null } : { rank: was.rank };
  return { intents: [...intents, ["cards.move", { id, column: was.column, ...place }]], lost: [] };
}

function contentsBack(was: Card, is: Card): readonly Intent[] {
  const { id } = was;
  const intents: Intent[] = [];
  for (const key of ["title", "description"] as const)
    if (was[key] !== is[key]) intents.push(["cards.text", { id, key, text: was[key] }]);
  for (const key of SCALARS)
    if (was[key] !== is[key]) intents.push(["cards.set", { id, key, value: was[key] || orNull(was[key]) }]);
  for (const field of new Set([...was.fields.keys(), ...is.fields.keys()])) {
    const value = was.fields.get(field);
    if (value !== is.fields.get(field))
      intents.push(["cards.set", { id, key: `field:${field}`, value: value ?? null }]);
  }
  for (const [family, list] of Object.entries(FAMILIES)) {
    const [before, today] = [was[list], is[list]];
    for (const member of before.filter((one) => !today.includes(one)))
      intents.push(["cards.include", { id, family, member }]);
    for (const member of today.filter((one) => !before.includes(one)))
      intents.push(["cards.exclude", { id, family, member }]);
  }
  return [...intents, ...linksBack(was, is), ...checklistsBack(was, is)];
}

/** An estimate of 0 says something; a mark that is not set, or nothing, clears the key. */
function orNull(value: unknown): unknown {
  return value === 0 ? 0 : null;
}

function linksBack(was: Card, is: Card): readonly Intent[] {
  const { id } = was;
  const today = new Map(is.links.map((link) => [link.id, link]));
  const back = was.links
    .filter(({ id: link, url, name }) => today.get(link)?.url !== url || today.get(link)?.name !== name)
    .map(({ id: link, url, name }): Intent => ["cards.link", { id, link, url, name }]);
  const kept = new Set(was.links.map((link) => link.id));
  const gone = is.links.filter((link) => !kept.has(link.id));
  return [...back, ...gone.map(({ id: link }): Intent => ["cards.unlink", { id, link }])];
}

/** What is archived cannot be read, so what comes back out of it is set as it was, which does nothing where it is so. */
function checklistsBack(was: Card, is: Card): readonly Intent[] {
  const card = was.id;
  const open = new Map(is.checklists.map((list) => [list.id, list]));
  const [items, kept] = [itemsOf(is), itemsOf(was)];
  const lists = new Set(was.checklists.map(({ id }) => id));
  const intents: Intent[] = [];
  for (const list of was.checklists.filter(isReal)) {
    const today = open.get(list.id);
    const where = { card, id: list.id };
    if (today === undefined) intents.push(["checklists.restore", where]);
    if (today?.name !== list.name)
      intents.push(["checklists.set", { ...where, key: "name", value: list.name }]);
    if (today?.rank !== list.rank && list.rank !== "")
      intents.push(["checklists.move", { ...where, rank: list.rank }]);
  }
  for (const [id, { item, list }] of kept) intents.push(...itemBack(card, item, list, items.get(id)));
  for (const id of items.keys()) if (!kept.has(id)) intents.push(["items.archive", { card, id }]);
  for (const list of is.checklists.filter(isReal))
    if (!lists.has(list.id)) intents.push(["checklists.archive", { card, id: list.id }]);
  return intents;
}

interface Placed {
  readonly item: Item;
  readonly list: Checklist;
}

function itemsOf({ checklists }: Card): ReadonlyMap<string, Placed> {
  const all = checklists.flatMap((list) => list.items.map((item) => [item.id, { item, list }] as const));
  return new Map(all);
}

/** The list of items that stand in none is never written. */
function isReal(list: Checklist): boolean {
  return list.id !== UNSORTED;
}

function itemBack(card: string, was: Item, list: Checklist, today: Placed | undefined): readonly Intent[] {
  const where = { card, id: was.id };
  const intents: Intent[] = today === undefined ? [["items.restore", where]] : [];
  for (const key of ["name", "done", "assignee", "due"] as const)
    if (today === undefined || today.item[key] !== was[key])
      intents.push(["items.set", { ...where, key, value: was[key] || null }]);
  const stands = today?.list.id === list.id && today.item.rank === was.rank;
  if (!stands && isReal(list))
    intents.push(["items.move", { ...where, checklist: list.id, ...rankOf(was.rank) }]);
  return intents;
}

export function rankOf(rank: string): { readonly rank: string } | { readonly after: null } {
  return rank === "" ? { after: null } : { rank };
}

const ABOUT = ["name", "description", "lead", "start", "target", "health"] as const;

function boardParts(then: Board, now: Board): Restoring {
  const [before, today] = [then.meta(), now.meta()];
  const about = ABOUT.filter((key) => before[key] !== today[key]).map(
    (key): Intent => ["board.set", { key, value: before[key] ?? null }],
  );
  const all = [
    alike("columns", ["name", "category", "wip", "color"], then.columns(), (id) => now.column(id)),
    alike("labels", ["name", "color"], then.labels(), (id) => now.label(id), now.labels()),
    alike("people", ["name", "username"], then.people(), (id) => now.person(id), now.people()),
    alike("fields", ["name", "type"], then.fields(), (id) => now.field(id), now.fields()),
    alike(
      "milestones",
      ["name", "date", "done"],
      then.milestones(),
      (id) => now.milestone(id),
      now.milestones(),
    ),
    alike("goals", GOAL_KEYS, then.goals(), (id) => now.goal(id), now.goals()),
    alike("views", ["name", "layout", "query"], then.views(), (id) => now.view(id), now.views()),
  ];
  const moved = then
    .columns()
    .filter(({ id, rank }) => now.column(id) !== undefined && now.column(id)?.rank !== rank)
    .map(({ id, rank }): Intent => ["columns.move", { id, ...rankOf(rank) }]);
  const options = then.fields().flatMap((field) => optionsBack(field, now.field(field.id)));
  return {
    intents: [...about, ...all.flatMap(({ intents }) => intents), ...moved, ...options],
    lost: all.flatMap(({ lost }) => lost),
  };
}

const GOAL_KEYS = [
  ...(["name", "description", "measure", "from", "target", "current", "unit", "due", "owner"] as const),
];

interface Named {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
}

/** Brings records of one noun back; those of `open` that were not there are put away. */
export function alike<Value extends Named>(
  noun: string,
  keys: readonly (keyof Value & string)[],
  before: readonly Value[],
  today: (id: string) => Value | undefined,
  open: readonly Value[] = [],
): Restoring {
  const [intents, lost]: [Intent[], string[]] = [[], []];
  for (const was of before) {
    const [{ id, name }, is] = [was, today(was.id)];
    if (is === undefined) {
      lost.push(`“${name}” is not there any more.`);
      continue;
    }
    if (is.archived) intents.push([`${noun}.restore`, { id }]);
    for (const key of keys)
      if (was[key] !== is[key])
        intents.push([`${noun}.set`, { id, key, value: was[key] || orNull(was[key]) }]);
  }
  const kept = new Set(before.map(({ id }) => id));
  for (const { id } of open) if (!kept.has(id)) intents.push([`${noun}.archive`, { id }]);
  return { intents, lost };
}

function optionsBack(was: Field, is: Field | undefined): readonly Intent[] {
  if (is === undefined) return [];
  const { id } = was;
  const today = new Map(is.options.map((option) => [option.id, option]));
  const kept = new Set(was.options.map((option) => option.id));
  const back = was.options
    .filter((one) => today.get(one.id)?.name !== one.name || today.get(one.id)?.color !== one.color)
    .map(
      ({ id: option, name, color }): Intent => [
        "fields.option",
        { id, option, name, ...(color === undefined ? {} : { color }) },
      ],
    );
  const gone = is.options.filter((option) => !kept.has(option.id));
  return [...back, ...gone.map(({ id: option }): Intent => ["fields.option", { id, option }])];
}

/** Columns are put away last, when nothing that was elsewhere stands in them. */
function columnsAway(then: Board, now: Board): readonly Intent[] {
  const open = new Set(then.columns().map(({ id }) => id));
  const away = now.columns().filter(({ id }) => !open.has(id));
  return away.map(({ id }): Intent => ["columns.archive", { id }]);
}

/** Returns what of a card differs from another state of it, as activity tells it (happening.ts). */
export function valuesOf(card: Card, other: Card): Values {
  const [mine, others] = [flat(card), flat(other)];
  const keys = Object.keys({ ...mine, ...others }).filter((key) => !isSame(mine[key], others[key]));
  return Object.fromEntries(keys.map((key) => [key, mine[key] ?? null]));
}

function flat(card: Card): Values {
  const found: Record<string, unknown> = { column: card.column, title: card.title };
  if (card.archived) found["archived"] = true;
  if (card.description !== "") found["description"] = card.description;
  for (const key of SCALARS) if (card[key] !== false) found[key] = card[key];
  for (const [family, list] of Object.entries(FAMILIES))
    for (const member of card[list]) found[`${family}:${member}`] = true;
  for (const [field, value] of card.fields) found[`field:${field}`] = value;
  for (const { id, url, name } of card.links) found[`link:${id}`] = [url, name];
  for (const { id, name, items } of card.checklists) {
    if (id !== UNSORTED) found[`checklist:${id}`] = { name };
    for (const item of items)
      found[`item:${item.id}`] = { name: item.name, done: item.done, assignee: item.assignee, due: item.due };
  }
  return found;
}
