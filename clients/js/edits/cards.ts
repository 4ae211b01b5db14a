/** The verbs of cards. */

import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { isId } from "../ids.ts";
import { keyOf, type Row, read, SCHEMA } from "../schema.ts";
import { readAt } from "../values.ts";
import { anId, anything, aRank, listOf, needed, nullable, optional, stringUpTo } from "./arguments.ts";
import { membering } from "./members.ts";
import { archiving, scalarsOf } from "./records.ts";
import {
  assign,
  backTo,
  type Draft,
  find,
  holds,
  type Intent,
  need,
  placed,
  present,
  rootOf,
  type Scope,
  standsAt,
} from "./scope.ts";
import { pieces } from "./text.ts";
import { insertions, textVerbs } from "./texts.ts";
import { fieldValue, settable, setting } from "./values.ts";
import { verb } from "./verb.ts";

const id = needed(anId);
/** Keys that other verbs write. */
const CLOSED = [
  ...["at", "archived", "field:"],
  ...["assignee:", "label:", "blocks:", "relates:", "goal:", "link:", "checklist:", "item:"],
];
const scalar = optional(anything);
const DESCRIPTION = { record: "card", key: "description" } as const;

const add = verb(
  {
    ...{ id, title: needed(stringUpTo(SCHEMA.card.title.limit)), column: optional(anId) },
    ...{ after: nullable(anId), rank: optional(aRank) },
    ...{ description: optional(stringUpTo(SCHEMA.card.description.limit)) },
    ...{ start: scalar, due: scalar, done: scalar, estimate: scalar, priority: scalar, progress: scalar },
    ...{ cover: scalar, parent: scalar, milestone: scalar },
    ...{ labels: optional(listOf(anId)), assignees: optional(listOf(anId)) },
  },
  (scope, args) => {
    if (args.column !== undefined) need(scope, "column", args.column);
    for (const label of args.labels ?? []) need(scope, "label", label);
    if (args.parent === args.id) throw new EditError("itself", args.id);
    const scalars = scalarsOf(scope, "card", args);
    if (find(scope, "card", args.id) !== undefined) return null;
    const { column } = args;
    const target = column === undefined ? null : placed(scope, scope.standing(column), args);
    const [first = "", ...others] = pieces(args.description ?? "");
    const write = () => {
      const card = new Y.Map<unknown>();
      card.set("title", new Y.Text(args.title));
      card.set("description", new Y.Text(first));
      if (target !== null) card.set("at", [column, target.rank]);
      for (const [key, value] of scalars) card.set(key, value);
      for (const label of args.labels ?? []) card.set(`label:${label}`, true);
      for (const person of args.assignees ?? []) card.set(`assignee:${person}`, true);
      rootOf(scope, "card").set(args.id, card);
      if (target !== null) rerank(scope, column ?? "", target.reranked);
    };
    const inverse: Intent[] = [["cards.archive", { id: args.id }]];
    if (others.length === 0) return { write, inverse };
    const intent: Intent = ["cards.add", present({ ...args, description: first })];
    return {
      write,
      inverse,
      intent,
      later: insertions(scope, { ...DESCRIPTION, id: args.id }, first.length, others),
    };
  },
);

const set = verb(
  { id, key: needed(stringUpTo(128)), value: scalar, if: nullable(anything) },
  (scope, args) => {
    const card = need(scope, "card", args.id);
    if (args.key.startsWith("field:") && isId(args.key.slice(6))) return settingField(scope, card, args);
    if (args.key === "parent" && args.value === args.id) throw new EditError("itself", args.id);
    const key = settable("card", args.key, CLOSED);
    return setting(scope, "cards.set", { id: args.id }, card, key, args);
  },
);

function settingField(
  scope: Scope,
  card: Row,
  args: { readonly id: string; readonly key: string; readonly value?: unknown; readonly if?: unknown },
): Draft | null {
  const value = fieldValue(scope, args.key.slice("field:".length), args.value);
  const before = read(SCHEMA.card["field:"], card.get(args.key));
  if (!holds(args, before) || value === before) return null;
  return {
    write: () => assign(card, args.key, value),
    inverse: [["cards.set", present({ id: args.id, key: args.key, value: before, if: value ?? null })]],
  };
}

const move = verb(
  { id, column: needed(anId), after: nullable(anId), rank: optional(aRank), if: nullable(anything) },
  (scope, args) => {
    const card = need(scope, "card", args.id);
    need(scope, "column", args.column);
    const [column, rank] = readAt(card);
    if (!holds(args, [column, rank])) return null;
    const others = scope.standing(args.column).filter((other) => other.id !== args.id);
    if (column === args.column && standsAt({ id: args.id, rank }, others, args)) return null;
    const target = placed(scope, others, args);
    const place = [args.column, target.rank];
    const undone = { id: args.id, column, ...backTo(rank), if: place };
    return {
      write: () => {
        card.set("at", place);
        rerank(scope, args.column, target.reranked);
      },
      inverse: find(scope, "column", column) === undefined ? [] : [["cards.move", undone]],
    };
  },
);

/** Ranks neighbours anew that stood at the very same place. */
function rerank(scope: Scope, column: string, reranked: ReadonlyMap<string, string>): void {
  for (const [id, rank] of reranked) find(scope, "card", id)?.set("at", [column, rank]);
}

/** Family -> what its members are; people need not be in the document. */
const FAMILIES = { assignee: null, label: "label", blocks: "card", relates: "card", goal: "goal" } as const;

const link = verb(
  { id, link: needed(anId), url: needed(stringUpTo(2_048)), name: optional(stringUpTo(256)) },
  (scope, { name = "", ...args }) => {
    const card = need(scope, "card", args.id);
    const before = linkOf(card, args.link);
    if (before?.[0] === args.url && before[1] === name) return null;
    const write = () => void card.set(`link:${args.link}`, [args.url, name]);
    const where = { id: args.id, link: args.link };
    if (before === undefined) return { write, inverse: [["cards.unlink", where]] };
    return { write, inverse: [["cards.link", { ...where, url: before[0], name: before[1] }]] };
  },
);

const unlink = verb({ id, link: needed(anId) }, (scope, args) => {
  const card = need(scope, "card", args.id);
  const before = linkOf(card, args.link);
  if (before === undefined) return null;
  return {
    write: () => card.delete(`link:${args.link}`),
    inverse: [["cards.link", { ...args, url: before[0], name: before[1] }]],
  };
});

function linkOf(card: Row, link: string): readonly [url: string, name: string] | undefined {
  const key = keyOf("card", `link:${link}`);
  return key?.type === "pair" ? read(key, card.get(`link:${link}`)) : undefined;
}

export const CARD_VERBS = {
  "cards.add": add,
  "cards.set": set,
  "cards.move": move,
  "cards.archive": verb({ id }, (scope, args) => archiving(scope, "cards", "card", args.id, true)),
  "cards.restore": verb({ id }, (scope, args) => archiving(scope, "cards", "card", args.id, false)),
  ...textVerbs("card", ["title", "description"]),
  "cards.include": membering("cards", "card", FAMILIES, true),
  "cards.exclude": membering("cards", "card", FAMILIES, false),
  "cards.link": link,
  "cards.unlink": unlink,
};
