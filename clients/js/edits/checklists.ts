/** The verbs of checklists and their items, which are maps inside a card. */

import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { compareRanked, type Ranked } from "../order.ts";
import { get, type Row } from "../schema.ts";
import { readAt } from "../values.ts";
import { anId, anything, aRank, needed, nullable, optional, stringUpTo } from "./arguments.ts";
import { flagging, scalarsOf } from "./records.ts";
import { backTo, type Draft, holds, need, placed, type Scope, standsAt } from "./scope.ts";
import { settable, setting } from "./values.ts";
import { verb } from "./verb.ts";

type Child = "checklist" | "item";
const NOUN = { checklist: "checklists", item: "items" } as const;

const card = needed(anId);
const id = needed(anId);
const place = { after: nullable(anId), rank: optional(aRank) };
const scalar = optional(anything);
const guard = nullable(anything);

/** Returns one checklist or item of a card, or undefined. */
function child(row: Row, kind: Child, id: string): Row | undefined {
  const found = row.get(`${kind}:${id}`);
  return found instanceof Y.Map ? found : undefined;
}

function needChild(row: Row, kind: Child, id: string): Row {
  const found = child(row, kind, id);
  if (found === undefined) throw new EditError(`unknown-${kind}`, id);
  return found;
}

function* children(row: Row, kind: Child, except: string): Iterable<readonly [id: string, child: Row]> {
  const prefix = `${kind}:`;
  for (const [key, value] of row)
    if (value instanceof Y.Map && key.startsWith(prefix) && key !== prefix + except)
      yield [key.slice(prefix.length), value];
}

/** Returns a card's other checklists in order. */
function checklistsOf(row: Row, except: string): Ranked[] {
  const ranked = [...children(row, "checklist", except)].map(([id, list]) => ({
    id,
    rank: get("checklist", list, "rank") ?? "",
  }));
  return ranked.sort(compareRanked);
}

/** Returns the other items of a checklist in order. */
function itemsOf(row: Row, checklist: string, except: string): Ranked[] {
  const ranked = [...children(row, "item", except)].flatMap(([id, item]) => {
    const [list, rank] = readAt(item);
    return list === checklist ? [{ id, rank }] : [];
  });
  return ranked.sort(compareRanked);
}

const addChecklist = verb({ card, id, name: needed(stringUpTo(256)), ...place }, (scope, args) => {
  const row = need(scope, "card", args.card);
  if (child(row, "checklist", args.id) !== undefined) return null;
  const target = placed(scope, checklistsOf(row, args.id), args);
  return {
    write: () => {
      const list = new Y.Map<unknown>();
      if (args.name !== "") list.set("name", args.name);
      if (target.rank !== "") list.set("rank", target.rank);
      row.set(`checklist:${args.id}`, list);
      for (const [other, rank] of target.reranked) child(row, "checklist", other)?.set("rank", rank);
    },
    inverse: [["checklists.archive", { card: args.card, id: args.id }]],
  };
});

const moveChecklist = verb({ card, id, ...place, if: guard }, (scope, args) => {
  const row = need(scope, "card", args.card);
  const list = needChild(row, "checklist", args.id);
  const before = get("checklist", list, "rank") ?? "";
  const others = checklistsOf(row, args.id);
  if (!holds(args, before || null) || standsAt({ id: args.id, rank: before }, others, args)) return null;
  const target = placed(scope, others, args);
  const undone = { card: args.card, id: args.id, ...backTo(before), if: target.rank };
  return {
    write: () => {
      list.set("rank", target.rank);
      for (const [other, rank] of target.reranked) child(row, "checklist", other)?.set("rank", rank);
    },
    inverse: [["checklists.move", undone]],
  };
});

const addItem = verb(
  {
    ...{ card, id, checklist: needed(anId), name: needed(stringUpTo(1_000)), ...place },
    ...{ done: scalar, assignee: scalar, due: scalar },
  },
  (scope, args) => {
    const row = need(scope, "card", args.card);
    needChild(row, "checklist", args.checklist);
    const scalars = scalarsOf(scope, "item", args);
    if (child(row, "item", args.id) !== undefined) return null;
    const target = placed(scope, itemsOf(row, args.checklist, args.id), args);
    return {
      write: () => {
        const item = new Y.Map<unknown>();
        item.set("at", [args.checklist, target.rank]);
        for (const [key, value] of scalars) item.set(key, value);
        row.set(`item:${args.id}`, item);
        rerankItems(row, args.checklist, target.reranked);
      },
      inverse: [["items.archive", { card: args.card, id: args.id }]],
    };
  },
);

const moveItem = verb({ card, id, checklist: needed(anId), ...place, if: guard }, (scope, args) => {
  const row = need(scope, "card", args.card);
  const item = needChild(row, "item", args.id);
  needChild(row, "checklist", args.checklist);
  const [list, rank] = readAt(item);
  const others = itemsOf(row, args.checklist, args.id);
  if (!holds(args, [list, rank])) return null;
  if (list === args.checklist && standsAt({ id: args.id, rank }, others, args)) return null;
  const target = placed(scope, others, args);
  const at = [args.checklist, target.rank];
  const undone = { card: args.card, id: args.id, checklist: list, ...backTo(rank), if: at };
  return {
    write: () => {
      item.set("at", at);
      rerankItems(row, args.checklist, target.reranked);
    },
    inverse: child(row, "checklist", list) === undefined ? [] : [["items.move", undone]],
  };
});

function rerankItems(row: Row, checklist: string, reranked: ReadonlyMap<string, string>): void {
  for (const [id, rank] of reranked) child(row, "item", id)?.set("at", [checklist, rank]);
}

function settingOf(kind: Child, closed: readonly string[]) {
  return verb({ card, id, key: needed(stringUpTo(128)), value: scalar, if: guard }, (scope, args) => {
    const row = needChild(need(scope, "card", args.card), kind, args.id);
    const where = { card: args.card, id: args.id };
    return setting(scope, `${NOUN[kind]}.set`, where, row, settable(kind, args.key, closed), args);
  });
}

function archivingOf(kind: Child, archived: boolean) {
  return verb({ card, id }, (scope: Scope, args): Draft | null => {
    const row = needChild(need(scope, "card", args.card), kind, args.id);
    return flagging(row, archived, [`${NOUN[kind]}.${archived ? "restore" : "archive"}`, { ...args }]);
  });
}

export const CHECKLIST_VERBS = {
  "checklists.add": addChecklist,
  "checklists.set": settingOf("checklist", ["rank", "archived"]),
  "checklists.move": moveChecklist,
  "checklists.archive": archivingOf("checklist", true),
  "checklists.restore": archivingOf("checklist", false),
  "items.add": addItem,
  "items.set": settingOf("item", ["at", "archived"]),
  "items.move": moveItem,
  "items.archive": archivingOf("item", true),
  "items.restore": archivingOf("item", false),
};
