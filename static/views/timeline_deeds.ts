/** What only a timeline does to a board: dependencies, milestones made and removed, dates taken away. */

import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import { announce } from "../ui/announce.tsx";
import { wayBetween } from "../ui/plan.ts";
import type { Screen } from "../ui/screen.ts";
import { act, refuse } from "./verbs.ts";

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
    refuse(`That would make a circle, since these wait for each other already: ${names.join(", ")}.`);
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

export function archiveMilestone(screen: Screen, id: string): void {
  if (act(screen, "milestones.archive", { id })) announce("Milestone removed");
}
