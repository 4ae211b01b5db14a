/** What a timeline does to a board: dates, dependencies and milestones, each as one step of undo, in words. */

import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import { announce } from "../ui/announce.tsx";
import { barOf, datesAfter, type Hold } from "../ui/bars.ts";
import { type Day, dayNumber, inWords, putOn } from "../ui/days.ts";
import { wayBetween } from "../ui/plan.ts";
import type { Screen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";
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

/** Takes both dates from a card. */
export function unschedule(screen: Screen, id: string): void {
  const [card, group] = [screen.client.board.card(id), newGroup()];
  for (const key of ["start", "due"] as const)
    if (card?.[key] !== undefined) act(screen, "cards.set", { id, key, value: null }, group);
  announce(`${card?.title ?? ""}: no date`);
}

/** Lets one card wait for another, unless that other waits for it already. */
export function link(screen: Screen, before: string, behind: string): void {
  const { board } = screen.client;
  const [first, second] = [board.card(before), board.card(behind)];
  if (before === behind || first === undefined || second === undefined) return;
  if (first.blocks.includes(behind)) {
    announce("It waits for that already");
    return;
  }
  const circle = wayBetween(behind, before, (id) => board.card(id)?.blocks ?? []);
  if (circle !== null) {
    const names = circle.slice(0, 5).map((id) => `“${board.card(id)?.title ?? ""}”`);
    toastError(`That would make a circle, since these wait for each other already: ${names.join(", ")}.`);
    return;
  }
  if (act(screen, "cards.include", { id: before, family: "blocks", member: behind }))
    announce(`${second.title} waits for ${first.title}`);
}

export function unlink(screen: Screen, before: string, behind: string): void {
  if (act(screen, "cards.exclude", { id: before, family: "blocks", member: behind }))
    announce(`${screen.client.board.card(behind)?.title ?? ""} waits for it no more`);
}

export function addMilestone(screen: Screen, name: string, date: string): void {
  if (act(screen, "milestones.add", { id: newId(), name, date })) announce(`Milestone ${name} added`);
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

export function archiveMilestone(screen: Screen, id: string): void {
  if (act(screen, "milestones.archive", { id })) announce("Milestone removed");
}
