/** What of a long view is in sight, named by column and card; and how to bring the same into sight elsewhere. */

import type { Screen } from "../ui/screen.ts";
import type { Anchor } from "../ui/where.ts";
import { Heights, layOut } from "../ui/windowing.ts";
import { CARD_GAP } from "./column.tsx";
import { listOf } from "./list_state.ts";

const LIST = ".column-cards, .list";

/** Returns what is in sight; `scrolled` is the list that was scrolled last. */
export function anchorNow(scrolled: Element | null): Anchor | null {
  const [board, list] = [plane(), document.querySelector(".list")];
  if (board === null) return list === null ? null : { first: "", list: "", row: topRow(list) };
  const edge = board.getBoundingClientRect();
  const columns = [...board.querySelectorAll<HTMLElement>("[data-column]")];
  const first = columns.find((column) => column.getBoundingClientRect().left >= edge.left) ?? columns[0];
  const seen = scrolled !== null && isWithin(scrolled, edge) ? scrolled : null;
  const column = seen?.closest<HTMLElement>("[data-column]");
  return {
    first: first?.dataset["column"] ?? "",
    list: column?.dataset["column"] ?? "",
    row: seen === null ? "" : topRow(seen),
  };
}

/** Returns the list that an event of scrolling is about. */
export function scrolledList(event: Event): Element | null {
  return event.target instanceof Element && event.target.matches(LIST) ? event.target : null;
}

function plane(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".board");
}

function isWithin(element: Element, edge: DOMRect): boolean {
  const { left, right } = element.getBoundingClientRect();
  return element.isConnected && right > edge.left && left < edge.right;
}

/** Returns the first row of which at least half is in sight. */
function topRow(list: Element): string {
  const top = list.getBoundingClientRect().top + headOf(list);
  for (const row of list.querySelectorAll<HTMLElement>("[data-row]:not(.is-head)")) {
    const box = row.getBoundingClientRect();
    if (box.top + box.height / 2 >= top) return row.dataset["row"] ?? "";
  }
  return "";
}

/** A column may have to be drawn first, and heights learnt. */
const FRAMES = 30;

/** Brings an anchor into sight, over as many frames as it takes to be drawn; returns how to stop. */
export function bringIntoSight(screen: Screen, anchor: Anchor): () => void {
  let [left, request] = [FRAMES, 0];
  const step = () => {
    left -= 1;
    if (left > 0 && !isThere(screen, anchor)) request = requestAnimationFrame(step);
  };
  step();
  return () => cancelAnimationFrame(request);
}

/** Scrolls towards an anchor; says whether it is in its place. */
function isThere(screen: Screen, { first, list, row }: Anchor): boolean {
  const board = plane();
  if (board === null) {
    const scroller = document.querySelector<HTMLElement>(".list");
    return scroller !== null && (row === "" || hasRow(scroller, row, topIn(screen, scroller, row)));
  }
  const column = (id: string) => board.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`);
  const [edge, one] = [board.getBoundingClientRect().left, column(first)];
  if (one === null) return false;
  board.scrollLeft +=
    one.getBoundingClientRect().left - edge - Number.parseFloat(getComputedStyle(board).paddingLeft);
  if (row === "") return true;
  const scroller = column(list)?.querySelector<HTMLElement>(".column-cards");
  const ids = screen.shown(list);
  const top = layOut(ids, screen.heights, CARD_GAP).tops[ids.indexOf(row)];
  return scroller !== null && scroller !== undefined && hasRow(scroller, row, top);
}

/** Scrolls so that a row is the first; says whether it was drawn already, so that its place is known. */
function hasRow(scroller: HTMLElement, row: string, top: number | undefined): boolean {
  const drawn = scroller.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
  if (drawn !== null)
    scroller.scrollTop +=
      drawn.getBoundingClientRect().top - scroller.getBoundingClientRect().top - headOf(scroller);
  else if (top !== undefined) scroller.scrollTop = top;
  return drawn !== null;
}

/** Heads of a list stay over its first rows. */
function headOf(scroller: Element): number {
  return scroller.querySelector(".is-head > *")?.getBoundingClientRect().height ?? 0;
}

function topIn(screen: Screen, scroller: Element, row: string): number | undefined {
  const ids = listOf(screen)
    .groups.peek()
    .flatMap(({ id, cards }) => ["", ...cards.map((card) => `${id}/${card}`)]);
  const height = scroller.querySelector("[data-row]:not(.is-head)")?.getBoundingClientRect().height ?? 0;
  return layOut(ids, new Heights(height), 0).tops[ids.indexOf(row)];
}
