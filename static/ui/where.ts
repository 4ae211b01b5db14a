/** Where somebody is on a board, as their presence says it: read totally, since any program may say anything. Pure. */

import type { Peer, PresenceState } from "../../clients/js/client.ts";
import { type BoardRoot, type BoardView, viewsOf } from "./board_views.ts";

/** What is seen of a long board, whatever the size of the screen: by ids, never by pixels. */
export interface Anchor {
  /** The first column in sight; "" where a view has none. */
  readonly first: string;
  /** The list that was scrolled last, and the row at its top; "" for none. */
  readonly list: string;
  readonly row: string;
}

export interface Where {
  readonly view: BoardView;
  readonly card: string | null;
  /** Of the address, with its question mark: filter, sorting, zoom; null: not told. */
  readonly query: string | null;
  readonly at: Anchor | null;
}

/** In UTF-16 units: a filter of twenty labels is shorter. */
const QUERY_MAX = 600;
const ID_MAX = 64;

/** Returns where a state says somebody is; a view that this version does not know is none to follow into. */
export function whereOf(state: PresenceState, root: BoardRoot): Where | null {
  const view = viewsOf(root).find(({ id }) => id === state["view"])?.id;
  if (view === undefined) return null;
  const { card, query, at } = state;
  return {
    view,
    card: isId(card) && card !== "" ? card : null,
    query: typeof query === "string" && isQuery(query) ? query : null,
    at: anchorOf(at),
  };
}

function anchorOf(at: unknown): Anchor | null {
  if (!Array.isArray(at) || at.length !== 3 || !at.every(isId)) return null;
  const [first, list, row] = at as readonly string[] as readonly [string, string, string];
  return { first, list, row };
}

/** Returns what tells others of the address and what is in sight: only what they would read. */
export function told(query: string, at: Anchor | null): PresenceState {
  const ids = at === null ? null : [at.first, at.list, at.row];
  return { query: isQuery(query) ? query : null, at: ids?.every(isId) === true ? ids : null };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length <= ID_MAX;
}

/** It becomes part of an address of ours: nothing in it may lead to another. */
function isQuery(text: string): boolean {
  return text === "" || (text.length <= QUERY_MAX && /^\?[^#\s]*$/.test(text));
}

/** Returns the session of a person to be followed: the one before as long as it is there, else one that is awake. */
export function sessionOf(peers: readonly Peer[], person: string, before = ""): Peer | undefined {
  const theirs = peers.filter((peer) => peer.person.id === person);
  return (
    theirs.find(({ session }) => session === before) ??
    theirs.findLast(({ state }) => state["idle"] !== true) ??
    theirs[0]
  );
}
