/** Bringing an initiative or a portfolio back to what it was, by the edits that lead there, as restoring.ts does it for boards. Pure. */

import type { Board } from "../../clients/js/board.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import type { Goal, Initiative } from "../../clients/js/values.ts";
import type { Values } from "./happening.ts";
import { alike, boardBack, type Restoring, rankOf } from "./restoring.ts";

const KEYS = ["name", "status", "owner", "start", "target"] as const;
const TOLD = [...KEYS, "note", "parent", "archived"] as const;

/** Returns what brings one initiative back; what stands below it stays where it is. */
export function initiativeBack(then: Board, now: Board, id: string): Restoring {
  const [was, is] = [then.initiative(id), now.initiative(id)];
  if (was === undefined) return { intents: [], lost: ["This initiative was not there yet."] };
  if (is === undefined) return { intents: [], lost: ["This initiative is not there any more."] };
  const about = alike("initiatives", KEYS, [was], () => ({ ...is, archived: false }));
  const away = was.archived === is.archived ? [] : [put("initiatives", id, was.archived)];
  return { intents: [...away, ...about.intents, ...placeBack(now, was, is)], lost: about.lost };
}

/** Returns what brings the whole portfolio back: what it says of itself, its initiatives, which boards are in it and where, its goals. */
export function portfolioBack(then: Board, now: Board): Restoring {
  const about = boardBack(then, now);
  const rows = then.initiatives().map(({ id }) => initiativeBack(then, now, id));
  const kept = new Set(then.initiatives().map(({ id }) => id));
  const gone = now.initiatives().filter(({ id }) => !kept.has(id));
  return {
    intents: [
      ...about.intents,
      ...rows.flatMap(({ intents }) => intents),
      ...listingsBack(then, now),
      ...then.goals().flatMap((goal) => membersBack(goal, now.goal(goal.id))),
      ...gone.map(({ id }) => put("initiatives", id, true)),
    ],
    lost: [...about.lost, ...rows.flatMap(({ lost }) => lost)],
  };
}

function put(noun: string, id: string, isAway: boolean): Intent {
  return [`${noun}.${isAway ? "archive" : "restore"}`, { id }];
}

function placeBack(now: Board, was: Initiative, is: Initiative): readonly Intent[] {
  const { id } = was;
  const intents: Intent[] = [];
  if (was.note !== is.note) intents.push(["initiatives.text", { id, key: "note", text: was.note }]);
  if (was.parent !== is.parent || was.rank !== is.rank)
    intents.push(["initiatives.move", { id, ...holder("parent", now, was.parent), ...rankOf(was.rank) }]);
  return intents;
}

/** What never was cannot be stood under: it counts as none. */
function holder(key: string, now: Board, id: string): Readonly<Record<string, string>> {
  return now.initiative(id) === undefined ? {} : { [key]: id };
}

function listingsBack(then: Board, now: Board): readonly Intent[] {
  const kept = new Set(then.boards().map(({ id }) => id));
  const back = then.boards().flatMap(({ id, parent, rank }): readonly Intent[] => {
    const is = now.listing(id);
    if (is === undefined) return []; // never: nothing is deleted
    const stays = is.parent === parent && is.rank === rank;
    return [
      ...(is.archived ? [put("boards", id, false)] : []),
      ...(stays
        ? []
        : [["boards.move", { id, ...holder("initiative", now, parent), ...rankOf(rank) }] as const]),
    ];
  });
  const gone = now.boards().filter(({ id }) => !kept.has(id));
  return [...back, ...gone.map(({ id }) => put("boards", id, true))];
}

function membersBack(was: Goal, is: Goal | undefined): readonly Intent[] {
  if (is === undefined) return [];
  const { id } = was;
  return (["board", "initiative"] as const).flatMap((family) => {
    const [before, today] = [was[`${family}s`], is[`${family}s`]];
    const included = before.filter((member) => !today.includes(member));
    const excluded = today.filter((member) => !before.includes(member));
    return [
      ...included.map((member): Intent => ["goals.include", { id, family, member }]),
      ...excluded.map((member): Intent => ["goals.exclude", { id, family, member }]),
    ];
  });
}

/** Returns what of an initiative differs from another state of it, as activity tells it (happening.ts). */
export function initiativeValues(initiative: Initiative, other: Initiative): Values {
  const keys = TOLD.filter((key) => initiative[key] !== other[key]);
  return Object.fromEntries(keys.map((key) => [key, initiative[key] ?? null]));
}
