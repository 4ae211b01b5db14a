/** What the sheet of a card does to it. */

import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import { COLORS } from "../../clients/js/schema.ts";
import { fold } from "../ui/filter.ts";
import type { Screen } from "../ui/screen.ts";
import { act } from "./verbs.ts";

/** Returns the label of that name, made if there is none, in the colour used least. */
export function labelFor(screen: Screen, name: string): string {
  const labels = screen.client.board.labels();
  const known = labels.find((label) => fold(label.name) === fold(name));
  if (known !== undefined) return known.id;
  const uses = (color: string) => labels.filter((label) => label.color === color).length;
  const color = [...COLORS]
    .filter((one) => one !== "grey")
    .sort((left, right) => uses(left) - uses(right))[0];
  const id = newId();
  act(screen, "labels.add", { id, name, ...(color === undefined ? {} : { color }) });
  return id;
}

export function addChecklist(screen: Screen, card: string): void {
  act(screen, "checklists.add", { card, id: newId(), name: "Checklist" });
}

export function addItem(screen: Screen, card: string, checklist: string, name: string): void {
  act(screen, "items.add", { card, id: newId(), checklist, name });
}

export function addLink(screen: Screen, card: string, url: string, name: string): boolean {
  return act(screen, "cards.link", { id: card, link: newId(), url, name });
}

/** As seen from one card; "child" and "blockedBy" are written on the other. */
export type RelationKind = "parent" | "child" | "blockedBy" | "blocks" | "relates";

export function relate(screen: Screen, card: string, kind: RelationKind, other: string): void {
  if (kind === "parent") act(screen, "cards.set", { id: card, key: "parent", value: other });
  else if (kind === "child") act(screen, "cards.set", { id: other, key: "parent", value: card });
  else if (kind === "blockedBy") act(screen, "cards.include", { id: other, family: "blocks", member: card });
  else act(screen, "cards.include", { id: card, family: kind, member: other });
}

/** Takes a relation away, on whichever side it is written. */
export function unrelate(screen: Screen, card: string, kind: RelationKind, other: string): void {
  const group = newGroup();
  if (kind === "parent") act(screen, "cards.set", { id: card, key: "parent", value: null }, group);
  else if (kind === "child") act(screen, "cards.set", { id: other, key: "parent", value: null }, group);
  else {
    const family = kind === "relates" ? "relates" : "blocks";
    if (kind !== "blockedBy") act(screen, "cards.exclude", { id: card, family, member: other }, group);
    if (kind !== "blocks") act(screen, "cards.exclude", { id: other, family, member: card }, group);
  }
}
