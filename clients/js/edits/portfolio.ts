/**
 * The verbs of a portfolio: its initiatives and boards, which stand under an initiative or under none, and what
 * contributes to its goals. Place and initiative are one key, so that two moves at once leave a place somebody chose.
 */

import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { compareRanked, type Ranked } from "../order.ts";
import { type Row, SCHEMA, textKey } from "../schema.ts";
import { readAt } from "../values.ts";
import { anId, anything, needed, nullable, optional, stringUpTo } from "./arguments.ts";
import { membering } from "./members.ts";
import { alike, archiving, keysOf, name, place, scalarsOf } from "./records.ts";
import {
  backTo,
  type Draft,
  find,
  holds,
  need,
  placed,
  present,
  rootOf,
  type Scope,
  standsAt,
  type Target,
} from "./scope.ts";
import { textVerbs } from "./texts.ts";
import { verb } from "./verb.ts";

type Standing = "initiative" | "listing";
/** The verbs' noun, and the argument that names the initiative, left out for none. */
const WORDS = {
  initiative: { noun: "initiatives", holder: "parent" },
  listing: { noun: "boards", holder: "initiative" },
} as const;
/** What stands for an initiative where there is none. */
const TOP = "";

interface Placing extends Target {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** Plans a new record at its place; nothing if it is there already. */
function adding(scope: Scope, record: Standing, args: Placing, holder: string | undefined): Draft | null {
  const scalars = record === "listing" ? [] : scalarsOf(scope, record, args);
  const parent = holderOf(scope, record, args.id, holder);
  if (find(scope, record, args.id) !== undefined) return null;
  const target = placed(scope, siblings(scope, record, parent, args.id), args);
  return {
    write: () => {
      const row = new Y.Map<unknown>();
      for (const [key, value] of scalars) row.set(key, value);
      if (record === "initiative") row.set(textKey("note"), new Y.Text(String(args["note"] ?? "")));
      row.set("at", [parent, target.rank]);
      rootOf(scope, record).set(args.id, row);
      rerank(scope, record, parent, target.reranked);
    },
    inverse: [[`${WORDS[record].noun}.archive`, { id: args.id }]],
  };
}

function moving(
  scope: Scope,
  record: Standing,
  args: Placing & { readonly if?: unknown },
  holder: string | undefined,
): Draft | null {
  const row = need(scope, record, args.id);
  const parent = holderOf(scope, record, args.id, holder);
  const [before, rank] = readAt(row);
  if (!holds(args, [before, rank])) return null;
  const others = siblings(scope, record, parent, args.id);
  if (before === parent && standsAt({ id: args.id, rank }, others, args)) return null;
  const target = placed(scope, others, args);
  const at = [parent, target.rank];
  const { noun, holder: word } = WORDS[record];
  const undone = { id: args.id, [word]: before || undefined, ...backTo(rank), if: at };
  const cameFromSomewhere = before === TOP || find(scope, "initiative", before) !== undefined;
  return {
    write: () => {
      row.set("at", at);
      rerank(scope, record, parent, target.reranked);
    },
    inverse: cameFromSomewhere ? [[`${noun}.move`, present(undone)]] : [],
  };
}

function holderOf(scope: Scope, record: Standing, id: string, holder: string | undefined): string {
  if (holder === undefined) return TOP;
  if (record === "initiative" && holder === id) throw new EditError("itself", id);
  need(scope, "initiative", holder);
  return holder;
}

/** Returns what is stored under an initiative, archived ones too, in order, without one of them. */
function siblings(scope: Scope, record: Standing, parent: string, except: string): readonly Ranked[] {
  const found: Ranked[] = [];
  for (const [id, row] of rootOf(scope, record)) {
    if (!(row instanceof Y.Map) || id === except) continue;
    const [holder, rank] = readAt(row as Row);
    if (holder === parent) found.push({ id, rank });
  }
  return found.sort(compareRanked);
}

/** Ranks neighbours anew that stood at the very same place. */
function rerank(scope: Scope, record: Standing, parent: string, reranked: ReadonlyMap<string, string>): void {
  for (const [id, rank] of reranked) find(scope, record, id)?.set("at", [parent, rank]);
}

const id = needed(anId);
const guard = { if: nullable(anything) };
const parent = { parent: optional(anId) };
const initiative = { initiative: optional(anId) };
const note = { note: optional(stringUpTo(SCHEMA.initiative.note.limit)) };
const FAMILIES = { board: "listing", initiative: "initiative" } as const;

export const PORTFOLIO_VERBS = {
  "initiatives.add": verb(
    { id, name, ...parent, ...place, ...note, ...keysOf("owner", "start", "target", "status") },
    (scope, args) => adding(scope, "initiative", args, args.parent),
  ),
  "initiatives.set": alike("initiatives", "initiative").set,
  ...textVerbs("initiative", ["note"]),
  "initiatives.move": verb({ id, ...parent, ...place, ...guard }, (scope, args) =>
    moving(scope, "initiative", args, args.parent),
  ),
  "initiatives.archive": alike("initiatives", "initiative").archive,
  "initiatives.restore": alike("initiatives", "initiative").restore,
  "boards.add": verb({ id, ...initiative, ...place }, (scope, args) =>
    adding(scope, "listing", args, args.initiative),
  ),
  "boards.move": verb({ id, ...initiative, ...place, ...guard }, (scope, args) =>
    moving(scope, "listing", args, args.initiative),
  ),
  "boards.archive": verb({ id }, (scope, args) => archiving(scope, "boards", "listing", args.id, true)),
  "boards.restore": verb({ id }, (scope, args) => archiving(scope, "boards", "listing", args.id, false)),
  "goals.include": membering("goals", "goal", FAMILIES, true),
  "goals.exclude": membering("goals", "goal", FAMILIES, false),
};
