/** Moving the keyboard among cards, and selecting them. */

import { UNSORTED } from "../../clients/js/schema.ts";
import { announce } from "../ui/announce.tsx";
import type { Screen } from "../ui/screen.ts";
import { isList, listOf } from "./list_state.ts";

type Direction = "up" | "down" | "left" | "right";

/** The order of a view that shows cards neither as the board nor as the list does. */
let ownOrder: (() => readonly string[]) | null = null;

/** Lets keys walk in an order of the view's own; returns how to stop. */
export function walkIn(order: () => readonly string[]): () => void {
  ownOrder = order;
  return () => {
    if (ownOrder === order) ownOrder = null;
  };
}

/** Moves the focus one card on; without one, to the first card there is. */
export function moveFocus(screen: Screen, direction: Direction): string | null {
  const find = ownOrder !== null ? nextOwn : isList() ? nextRow : neighbour;
  const target = find(screen, direction);
  if (target === null) return null;
  screen.focusOn(target);
  if (screen.peek.peek() !== null) screen.peek.value = target;
  return target;
}

function nextOwn(screen: Screen, direction: Direction): string | null {
  const cards = ownOrder?.() ?? [];
  const at = cards.indexOf(screen.focus.peek() ?? "");
  return (at < 0 ? cards[0] : cards[at + STEPS[direction]]) ?? null;
}

const STEPS = { up: -1, down: 1, left: 0, right: 0 } as const;

function nextRow(screen: Screen, direction: Direction): string | null {
  const list = listOf(screen);
  const [rows, focused] = [list.rows.peek(), list.focused.peek()];
  const step = STEPS[direction];
  const at = rows.findIndex(({ key }) => key === focused?.key);
  const row = at < 0 ? rows[0] : step === 0 ? undefined : rows[at + step];
  if (row === undefined) return null;
  list.group.value = row.group;
  return row.card;
}

function neighbour(screen: Screen, direction: Direction): string | null {
  const lists = columnsOf(screen);
  const focused = screen.focus.peek();
  const column = focused === null ? -1 : lists.findIndex((list) => list.includes(focused));
  const row = focused === null ? -1 : (lists[column]?.indexOf(focused) ?? -1);
  if (row < 0) return lists.find((list) => list.length > 0)?.[0] ?? null;
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

/** Returns cards in the order in which a selection stretches over them. */
function inOrder(screen: Screen): readonly string[] {
  if (ownOrder !== null) return ownOrder();
  if (isList())
    return [
      ...new Set(
        listOf(screen)
          .rows.peek()
          .map(({ card }) => card),
      ),
    ];
  return columnsOf(screen).flat();
}

export function toggleSelected(screen: Screen, card = screen.focus.peek()): void {
  if (card === null) return;
  const selection = new Set(screen.selection.peek());
  if (!selection.delete(card)) selection.add(card);
  screen.selection.value = selection;
  announce(selection.size === 0 ? "Nothing selected" : `${selection.size} selected`);
}

/** A stretch that is being selected: where it began, and what was selected before. */
interface Stretch {
  readonly anchor: string;
  readonly end: string;
  readonly before: ReadonlySet<string>;
}

const stretches = new WeakMap<Screen, Stretch>();

/** Moves on and selects all from where that began; going back gives up again what was taken on the way. */
export function extendSelection(screen: Screen, direction: "up" | "down"): void {
  const from = screen.focus.peek();
  const target = moveFocus(screen, direction);
  if (from !== null && target !== null) stretch(screen, from, target);
}

/** Selects everything from the focused card to this one. */
export function selectUpTo(screen: Screen, card: string): void {
  stretch(screen, screen.focus.peek() ?? card, card);
  screen.focusOn(card);
}

function stretch(screen: Screen, from: string, to: string): void {
  const known = stretches.get(screen);
  const goesOn = known?.end === from && screen.selection.peek().has(from);
  const { anchor, before } = goesOn ? known : { anchor: from, before: screen.selection.peek() };
  const cards = inOrder(screen);
  const [first = 0, last = 0] = [cards.indexOf(anchor), cards.indexOf(to)].sort((a, b) => a - b);
  stretches.set(screen, { anchor, end: to, before });
  screen.selection.value = new Set([...before, ...cards.slice(first, last + 1)]);
  announce(`${screen.selection.peek().size} selected`);
}
