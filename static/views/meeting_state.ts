/** A board's meeting from the page: reading it, asking the server for a change of it, and going to the card it is at. */

import { signal } from "@preact/signals";
import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { AskError } from "../../clients/js/errors.ts";
import { newId } from "../../clients/js/ids.ts";
import { sentence } from "../ui/api.ts";
import { cardPath, go, query, route } from "../ui/location.ts";
import { type Ended, endedOf, type Meeting, meetingOf, walk } from "../ui/meeting.ts";
import type { Screen } from "../ui/screen.ts";
import { provenNow } from "../ui/server_clock.ts";
import { toast, toastError } from "../ui/toast.tsx";

/** The meeting whose steps I do not follow; null: none. */
export const steppedOut = signal<string | null>(null);
/** Whether the summary of the last meeting is open. */
export const isSummaryOpen = signal(false);

export function meetingOn({ live }: Screen): Meeting | null {
  return meetingOf(live.record("meeting", "now"), live.record("meeting", "agenda"), provenNow());
}

export function lastMeeting({ live }: Screen): Ended | null {
  return endedOf(live.record("meeting", "last"));
}

/** Begins a meeting over the selected cards, else over those of the board that pass the filter. */
export async function startMeeting(screen: Screen): Promise<void> {
  const answer = await asked(screen, "start", { id: newId(), cards: [...agendaOf(screen)] });
  screen.selection.value = new Set();
  if (answer?.["started"] === false) toast("A meeting has begun already: you are in it.");
}

function agendaOf(screen: Screen): readonly string[] {
  const chosen = screen.selection.peek();
  const columns = screen.client.board.columns().map(({ id, category }) => ({
    isDone: category === "done",
    cards: screen.shown(id).map((card) => ({
      id: card,
      number: screen.numberOf(card),
      isDone: screen.client.board.card(card)?.done === true,
    })),
  }));
  if (chosen.size < 2) return walk(columns);
  // What somebody chose is talked about, done or not.
  const every = columns.map(({ cards }) => ({
    isDone: false,
    cards: cards.filter(({ id }) => chosen.has(id)).map((card) => ({ ...card, isDone: false })),
  }));
  return walk(every);
}

/** Moves everybody on or back. */
export function step(screen: Screen, by: -1 | 1): void {
  const meeting = meetingOn(screen);
  const to = (meeting?.step ?? 0) + by;
  if (meeting === null || to < 0 || to >= meeting.cards.length) return;
  void asked(screen, "go", { id: meeting.id, from: meeting.step, to });
}

/** Asks for a change of the meeting as it is now: without a connection it would come when it means something else. */
export async function asked(screen: Screen, verb: string, args: PlainMap): Promise<PlainMap | null> {
  if (!screen.live.status.peek().synced) {
    toast("A meeting needs the connection to the server.");
    return null;
  }
  try {
    const answer = await screen.client.ask(`meetings.${verb}`, args);
    return isMap(answer) ? answer : {};
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    toastError(sentence(error.detail || error.code));
    return null;
  }
}

/** Opens a card, over the view that is open where cards are looked at in it. */
export function goToCard(screen: Screen, card: string): void {
  const current = route.peek();
  if (current.name !== "board" || screen.client.board.card(card) === undefined) return;
  const below = VIEWS.has(current.view) ? current.view : "board";
  screen.peek.value = null;
  screen.focusOn(card);
  const address = cardPath(screen.board, screen.numberOf(card) ?? card) + query.peek();
  go(address, { below, replace: current.card !== null });
}

/** Whether the open view is one in which cards are looked at. */
export function isWalked(): boolean {
  const current = route.peek();
  return current.name === "board" && VIEWS.has(current.view);
}

const VIEWS: ReadonlySet<string> = new Set(["board", "list", "timeline", "calendar"]);
