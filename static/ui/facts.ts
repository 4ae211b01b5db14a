/**
 * What is known of boards without opening them: the joint between what the server tells and the views over many boards.
 *
 * A summary is what server/kanverge/portfolio/facts.py makes of a board. Only boards that I may see have one here.
 */

import { signal } from "@preact/signals";
import type { Health, Measure } from "../../clients/js/schema.ts";
import { type Wanted, Watch, type WatchEvents } from "../../clients/js/watch.ts";
import type { Known } from "./people.ts";
import { boards, loadWorkspace, me } from "./workspace.ts";

/** A board's summary, as the server spells it: estimates in thousandths, moments in milliseconds since 1970. */
export interface Summary {
  readonly name: string;
  readonly lead: string | null;
  readonly start: string | null;
  readonly target: string | null;
  readonly health: Health | null;
  readonly edited: number;
  readonly columns: readonly (readonly [
    id: string,
    name: string,
    category: string | null,
    wip: number | null,
    cards: number,
  ])[];
  readonly unsorted: number;
  /** Cards that are not archived, done or not. */
  readonly open: number;
  readonly done: number;
  readonly archived: number;
  readonly estimate: number;
  readonly estimate_done: number;
  /** Due date -> cards that are not done. */
  readonly due: Readonly<Record<string, number>>;
  /** The first and the last date of cards that are not done. Left out by a summary from before it was known. */
  readonly span?: readonly [first: string, last: string] | null;
  /** Person -> cards that are not done, and their estimates. */
  readonly people: Readonly<Record<string, readonly [cards: number, load: number]>>;
  /** Those of them that have no account -> their name. Missing from what was stored by an earlier version. */
  readonly named?: Readonly<Record<string, string>>;
  readonly milestones: readonly (readonly [id: string, name: string, date: string | null, done: boolean])[];
  readonly goals: readonly GoalFacts[];
  /** Left out by a summary from before it was known. */
  readonly labels?: readonly (readonly [id: string, name: string, color: string | null])[];
  /** Of a portfolio: the boards it lists. */
  readonly boards?: readonly string[];
}

export interface GoalFacts {
  readonly id: string;
  readonly name: string;
  readonly measure: Measure | null;
  readonly from: number;
  readonly target: number | null;
  readonly current: number | null;
  readonly unit: string;
  readonly due: string | null;
  readonly owner: string | null;
  /** Cards that contribute and are not archived. */
  readonly cards: number;
  readonly done: number;
}

/** Board -> its summary. */
export const summaries = signal<ReadonlyMap<string, Summary>>(new Map());
/** Board -> who is on it now. */
export const facesOn = signal<ReadonlyMap<string, readonly Known[]>>(new Map());

/** Whether what is known is kept up at this moment. */
export const isWatching = signal(false);
/** Whether the connection was lost or could not be made; not yet while it is being made the first time. */
export const isCut = signal(false);

/** How much of my inbox waits to be read, as far as I am told; and how often I was told anew. */
export const unread = signal(0);
export const inboxNews = signal(0);

let watch: Watch | null = null;
/** How many parts of the page need the summaries, and how many only who is where. */
const followers = { facts: 0, faces: 0 };

/** Keeps up what is known of boards while anything drawn needs it; returns how to stop. */
export function followFacts(): () => void {
  return follow("facts");
}

/** Keeps up who is on which board, and no more than that. */
export function followFaces(): () => void {
  return follow("faces");
}

function follow(what: keyof typeof followers): () => void {
  const before = followers.facts;
  followers[what] += 1;
  if (watch === null) watch = begin(what === "facts");
  else if (before === 0 && what === "facts") watch.want(wanted(true));
  return () => {
    followers[what] -= 1;
    if (followers.facts + followers.faces === 0) {
      watch?.close();
      watch = null;
      isWatching.value = false;
      isCut.value = false;
    } else if (what === "facts" && followers.facts === 0) watch?.want(wanted(false));
  };
}

function wanted(summaries: boolean): Wanted {
  return { summaries, cards: [], inbox: true };
}

/** What is told before `ready` takes the place of all that was known: boards may be gone since. */
function begin(withSummaries: boolean): Watch {
  let told: { summaries: Map<string, Summary>; faces: Map<string, readonly Known[]> } | null = null;
  const events: WatchEvents = {
    live: (isLive) => {
      isWatching.value = isLive;
      isCut.value = !isLive;
      if (isLive) told ??= { summaries: new Map(), faces: new Map() };
      else told = null;
    },
    ready: () => {
      if (told === null) return;
      const { faces } = told;
      for (const board of faces.keys()) note(board);
      // The list may be older than this connection: what went in between is told to nobody as gone.
      if (boards.peek().some(({ id }) => !faces.has(id))) loadSoon();
      summaries.value = told.summaries;
      facesOn.value = faces;
      told = null;
    },
    summary: (board, summary) => {
      // The one place that trusts the server's spelling of it.
      const known = summary as unknown as Summary;
      if (told !== null) return void told.summaries.set(board, known);
      note(board);
      summaries.value = new Map(summaries.peek()).set(board, known);
    },
    faces: (board, faces) => {
      if (told !== null) return void told.faces.set(board, faces);
      note(board);
      facesOn.value = new Map(facesOn.peek()).set(board, faces);
    },
    cards: () => undefined,
    inbox: (count) => {
      unread.value = count;
      inboxNews.value += 1;
    },
    gone: (board) => {
      sought.delete(board);
      told?.summaries.delete(board);
      summaries.value = without(summaries.peek(), board);
      facesOn.value = without(facesOn.peek(), board);
      loadSoon();
    },
  };
  return new Watch(location.origin, wanted(withSummaries), events);
}

/** A board that is told of and in no list of mine was made, shared or brought back meanwhile. */
function note(board: string): void {
  if (me.peek() === null || sought.has(board) || boards.peek().some(({ id }) => id === board)) return;
  sought.add(board);
  loadSoon();
}

/** Boards that the list was asked for: one that is not in it then is not asked for with all that is told of it. */
const sought = new Set<string>();
let isAsking = false;

/** Asks which boards are mine; once for boards that come or go together. */
function loadSoon(): void {
  if (isAsking) return;
  isAsking = true;
  setTimeout(() => {
    isAsking = false;
    void loadWorkspace();
  }, GATHER_MS);
}

const GATHER_MS = 100;

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
