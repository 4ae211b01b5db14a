/** What the sheet of a card does to it. */

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
