/** What views by date do to a board: dates of cards and milestones, each as one step of undo, in words. */

import { announce } from "../ui/announce.tsx";
import { barOf, datesAfter, type Hold } from "../ui/bars.ts";
import { type Day, dayNumber, inWords, putOn } from "../ui/days.ts";
import type { Screen } from "../ui/screen.ts";
import { act, together } from "./verbs.ts";

/** Moves cards in time, or one end of them; what others changed meanwhile moves too. */
export function shift(screen: Screen, cards: readonly string[], hold: Hold, days: number): void {
  const { board } = screen.client;
  const done = together(screen, cards, "moved in time", (id, group, scope) => {
    const changed = Object.entries(datesAfter(board.card(id) ?? {}, hold, days));
    for (const [key, value] of changed)
      if (!act(screen, "cards.set", { id, key, value }, group, scope)) return false;
    return changed.length > 0;
  });
  const [first = ""] = cards;
  if (done === 1) announceDates(screen, first);
}

function announceDates(screen: Screen, id: string): void {
  const card = screen.client.board.card(id);
  const bar = card === undefined ? null : barOf(card);
  if (card !== undefined && bar !== null) announce(`${card.title}: ${inWords(bar.from, bar.to)}`);
}

/** Gives a card that has no date this one. */
export function schedule(screen: Screen, id: string, day: Day): void {
  const value = putOn(screen.client.board.card(id)?.due, day);
  if (act(screen, "cards.set", { id, key: "due", value })) announceDates(screen, id);
}

export function setMilestone(
  screen: Screen,
  id: string,
  key: "name" | "date" | "done",
  value: string | boolean | null,
  group?: string,
): void {
  act(screen, "milestones.set", { id, key, value }, group);
}

export function moveMilestone(screen: Screen, id: string, day: Day): void {
  const milestone = screen.client.board.milestone(id);
  if (milestone?.date === undefined || dayNumber(milestone.date) === day) return;
  setMilestone(screen, id, "date", putOn(milestone.date, day));
  announce(`${milestone.name}: ${inWords(day, day)}`);
}
