/** Going through the life of a board: one action on or back, a day, and where its beginning is; and through what is shown of it. */

import { api, Problem } from "../ui/api.ts";
import { dayBegin, indexAt, type Stop, stopOf, timeOf } from "../ui/moments.ts";
import type { HistoryState } from "./history_state.ts";

/** Pages may hold nothing that can be told; so many are looked through for the next that is. */
const PAGES_MAX = 5;

type By = -1 | 1;

/** Goes to what happened just before or next. */
export async function step(history: HistoryState, by: By): Promise<void> {
  await history.reach(history.at.peek());
  const stop = await found(history, by, (near) => {
    const at = history.at.peek();
    return near[(at === "" ? near.length : indexAt(near, at)) + by];
  });
  history.goTo(stop?.at ?? (by < 0 ? (history.near.peek()[0]?.at ?? history.at.peek()) : ""));
}

/** Goes to the last that happened on an earlier day, or the first on a later one. */
export async function stepDay(history: HistoryState, by: By): Promise<void> {
  const at = history.at.peek();
  if (at === "" && by > 0) return;
  const now = timeOf(at) ?? Date.now();
  const edge = by < 0 ? dayBegin(now, 0) - 1 : dayBegin(now, 1);
  await history.reach(new Date(edge).toISOString());
  const stop = await found(history, by, (near) =>
    by < 0 ? near.findLast(({ time }) => time <= edge) : near.find(({ time }) => time >= edge),
  );
  if (stop !== undefined || by > 0) history.goTo(stop?.at ?? "");
  else history.goToStop(0);
}

/** Returns what is looked for among the moments that are loaded, page by page as long as it is not. */
async function found(
  { near, activity }: HistoryState,
  by: By,
  find: (near: readonly Stop[]) => Stop | undefined,
): Promise<Stop | undefined> {
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const stop = find(near.peek());
    if (stop !== undefined || !(by < 0 ? activity.hasMore : activity.hasLater)) return stop;
    await (by < 0 ? activity.more() : activity.later());
  }
  return find(near.peek());
}

/** Moves the keyboard to a card so many columns and rows on, or to the one that has it where there is none. */
export function focusBeside(history: HistoryState, columns: number, by: number): void {
  const screen = history.board;
  if (history.noun === "portfolio") {
    history.rows.peek()?.focusRow(screen, by);
    return;
  }
  const lists = screen.client.board
    .columns()
    .map(({ id }) => screen.shown(id))
    .filter((list) => list.length > 0);
  const focused = screen.focus.peek() ?? "";
  const column = lists.findIndex((list) => list.includes(focused));
  const target = lists[Math.max(0, column + columns)] ?? lists[column] ?? [];
  const row = column < 0 ? 0 : (lists[column]?.indexOf(focused) ?? 0) + by;
  const card = target[Math.min(Math.max(0, row), target.length - 1)];
  if (card !== undefined) screen.focusOn(card);
}

interface Outline {
  readonly moments: readonly { readonly entry: string; readonly when: string }[];
}

const TRIES = 6;

/** Asks for the outline, a few times where the server does not answer; without it one goes back step by step. */
export async function loadOutline({ screen, outline }: HistoryState): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      const { moments } = await api<Outline>("GET", `/api/boards/${screen.board}/outline`);
      outline.value = moments.map(stopOf);
      return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 0 && error.status < 500) return; // asked again it would say the same
    }
    await new Promise((resolve) => setTimeout(resolve, tries * 1_000));
  }
}
