/** Moving work from person to person and week to week: edits of the card on its board, which is opened just for that. */

import { type BoardClient, newGroup, openBoard, type Status } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import { announce } from "../ui/announce.tsx";
import { movedBy, spellDay } from "../ui/days.ts";
import type { Told } from "../ui/known_cards.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { NOBODY } from "../ui/workload.ts";
import { lastWorkingDay, type Place, type WorkloadState, weekInWords } from "./workload_state.ts";

/** How long a board stays open after an edit, for the next one and for the way back. */
const LINGER_MS = 30_000;
/** A server that does not answer for so long is taken for none. */
const LOADING_MS = 4_000;

interface Opened {
  readonly client: Promise<BoardClient>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const opened = new Map<string, Opened>();

/** Returns the board, from its copy on this device or from the server; what is edited without a network waits there. */
function boardOf(board: string): Promise<BoardClient> {
  const found = opened.get(board) ?? { client: openBoard({ url: location.origin, board }), timer: undefined };
  opened.set(board, found);
  clearTimeout(found.timer);
  found.timer = setTimeout(() => void close(board, found), LINGER_MS);
  return found.client;
}

async function close(board: string, found: Opened): Promise<void> {
  const client = await found.client;
  await client.saved();
  if (opened.get(board) !== found) return;
  opened.delete(board);
  await client.close();
}

/**
 * Waits until the board is as the server has it, and returns whether the card is there.
 *
 * The copy on this device may be older, and a verb does nothing where its board says that it is done already: who was assigned
 * since would then stay. Without a network the copy is all there is.
 */
function loaded(client: BoardClient, card: string): Promise<boolean> {
  const isThere = () => client.board.card(card) !== undefined;
  const isCurrent = ({ synced, connection }: Status) => synced || connection === "stopped";
  const isAlone = ({ connection }: Status) => connection === "offline" && !navigator.onLine;
  if (isCurrent(client.status) || (isThere() && isAlone(client.status))) return Promise.resolve(isThere());
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve(isThere());
    };
    const timer = setTimeout(end, LOADING_MS);
    const stop = client.watchStatus((status) => {
      if (isCurrent(status) || (isThere() && isAlone(status))) end();
    });
  });
}

/** Where a card was taken (null: from those without a date) and where it shall go. */
export interface Move {
  readonly told: Told;
  readonly from: Place | null;
  readonly to: Partial<Place>;
}

/** Moves a card to another person or week; says so, and offers the way back. */
export async function move(state: WorkloadState, { told, from, to }: Move): Promise<void> {
  const client = await boardOf(told.board);
  if (!(await loaded(client, told.id))) {
    toastError("This card cannot be moved now: its board is not on this device, and cannot be reached.");
    return;
  }
  const scope = newGroup();
  try {
    edit(client, { told, from, to }, scope);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    toastError(
      error.code === "read-only" ? "You can look at this card’s board, but not change it." : error.message,
    );
    return;
  }
  show(state, client, told);
  const words = `Moved ${told.card.title || "a card"} to ${where(state, to)}`;
  announce(words);
  toast(words, { name: "Undo", run: () => void takeBack(state, told, scope) });
}

function where(state: WorkloadState, { person, week }: Partial<Place>): string {
  return [
    ...(person === undefined ? [] : [state.of(person).name]),
    ...(week === undefined ? [] : [weekInWords(week)]),
  ].join(", ");
}

function edit(client: BoardClient, { told: { id }, from, to }: Move, scope: string): void {
  const options = { group: scope, scope };
  const card = client.board.card(id);
  if (card === undefined) return;
  if (to.person !== undefined && to.person !== from?.person) {
    const leaving = to.person === NOBODY ? card.assignees : [from?.person ?? NOBODY];
    for (const member of leaving)
      if (member !== NOBODY) client.do("cards.exclude", { id, family: "assignee", member }, options);
    if (to.person !== NOBODY)
      client.do("cards.include", { id, family: "assignee", member: to.person }, options);
  }
  if (to.week === undefined || to.week === from?.week) return;
  // By days, so that what somebody else changed meanwhile is moved and not overwritten.
  const days = from === null ? 0 : to.week - from.week;
  for (const key of ["start", "due"] as const) {
    const date = card[key];
    if (date !== undefined && days !== 0)
      client.do("cards.set", { id, key, value: movedBy(date, days) }, options);
  }
  if (card.start === undefined && card.due === undefined)
    client.do("cards.set", { id, key: "due", value: spellDay(lastWorkingDay(to.week)) }, options);
}

async function takeBack(state: WorkloadState, told: Told, scope: string): Promise<void> {
  const client = await boardOf(told.board);
  if (client.undo(scope) === null)
    toastError("Somebody has changed the card since: there is nothing to undo.");
  show(state, client, told);
}

/** Draws the card as it is here, before the server tells of it. */
function show(state: WorkloadState, client: BoardClient, { board, id }: Told): void {
  const [card, before] = [client.board.card(id), state.known.cards.peek().get(board)?.get(id)];
  if (card === undefined || before === undefined) return;
  const { start = null, due = null, assignees } = card;
  state.known.events.cards(board, new Map([[id, { ...before, start, due, assignees }]]), false);
}
