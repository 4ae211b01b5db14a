/** Moving the keyboard among cards, and selecting them. */

import { UNSORTED } from "../../clients/js/schema.ts";
import { announce } from "../ui/announce.tsx";
import { route } from "../ui/location.ts";
import type { Screen } from "../ui/screen.ts";

type Direction = "up" | "down" | "left" | "right";

/** Moves the focus one card on; without one, to the first card there is. */
export function moveFocus(screen: Screen, direction: Direction): string | null {
  const target = neighbour(screen, direction);
  if (target === null) return null;
  screen.focusOn(target);
  if (screen.peek.peek() !== null) screen.peek.value = target;
  return target;
}

function neighbour(screen: Screen, direction: Direction): string | null {
  const lists = columnsOf(screen);
  const focused = screen.focus.peek();
  const column = focused === null ? -1 : lists.findIndex((list) => list.includes(focused));
  const row = focused === null ? -1 : (lists[column]?.indexOf(focused) ?? -1);
  if (row < 0) return lists.find((list) => list.length > 0)?.[0] ?? null;
  if (isList()) {
    if (direction === "left" || direction === "right") return null;
    const flat = lists.flat();
    return flat[flat.indexOf(focused ?? "") + (direction === "up" ? -1 : 1)] ?? null;
  }
  if (direction === "up") return lists[column]?.[row - 1] ?? null;
  if (direction === "down") return lists[column]?.[row + 1] ?? null;
  const beside = direction === "left" ? lists.slice(0, column).reverse() : lists.slice(column + 1);
  const next = beside.find((list) => list.length > 0);
  return next?.[Math.min(row, next.length - 1)] ?? null;
}

function columnsOf(screen: Screen): readonly (readonly string[])[] {
  const ids = [...screen.client.board.columns().map(({ id }) => id), UNSORTED];
  const isThere = (id: string) => isList() || !screen.folded.has(id);
  return ids.filter(isThere).map((id) => screen.shown(id));
}

function isList(): boolean {
  const current = route.peek();
  return current.name === "board" && current.view === "list";
}

export function toggleSelected(screen: Screen, card = screen.focus.peek()): void {
  if (card === null) return;
  const selection = new Set(screen.selection.peek());
  if (!selection.delete(card)) selection.add(card);
  screen.selection.value = selection;
  announce(selection.size === 0 ? "Nothing selected" : `${selection.size} selected`);
}

/** Selects the focused card and the next one, and moves on. */
export function extendSelection(screen: Screen, direction: "up" | "down"): void {
  const from = screen.focus.peek();
  const target = moveFocus(screen, direction);
  const added = [from, target].filter((id) => id !== null);
  screen.selection.value = new Set([...screen.selection.peek(), ...added]);
  announce(`${screen.selection.peek().size} selected`);
}
