/** A card's bar on the time axis, what dragging does to it, and the dates that come of it. */

import { type Day, dayNumber, putOn } from "./days.ts";

/** What of a card says when it is. */
export interface Dated {
  readonly start?: string | undefined;
  readonly due?: string | undefined;
}

/** From its first to its last day, both inclusive. */
export interface Bar {
  readonly from: Day;
  readonly to: Day;
  /** Which dates it was made of; `reversed`: it is due before it starts, and drawn between the two. */
  readonly kind: "whole" | "start" | "due" | "reversed";
}

/** Returns a card's bar; null: it has no date. One date is a bar of that day. */
export function barOf({ start, due }: Dated): Bar | null {
  if (start === undefined && due === undefined) return null;
  if (start === undefined || due === undefined) {
    const day = dayNumber(start ?? due ?? "");
    return { from: day, to: day, kind: start === undefined ? "due" : "start" };
  }
  const [from, to] = [dayNumber(start), dayNumber(due)];
  return to < from ? { from: to, to: from, kind: "reversed" } : { from, to, kind: "whole" };
}

export function lengthOf({ from, to }: Bar): number {
  return to - from + 1;
}

/** Which part of a bar is held. */
export type Hold = "middle" | "start" | "end";

/** The keys that move a bar and its ends by one step: id, title, key, what of it is held, and which way. */
export const NUDGES: readonly (readonly [string, string, string, Hold, 1 | -1])[] = [
  ["earlier", "Move the bar earlier", "alt+ArrowLeft", "middle", -1],
  ["later", "Move the bar later", "alt+ArrowRight", "middle", 1],
  ["shorter", "End the bar earlier", "shift+ArrowLeft", "end", -1],
  ["longer", "End the bar later", "shift+ArrowRight", "end", 1],
  ["start-earlier", "Start the bar earlier", "alt+shift+ArrowLeft", "start", -1],
  ["start-later", "Start the bar later", "alt+shift+ArrowRight", "start", 1],
];

/** Returns the bar as it stands while it is held there and moved by so many days; an end stops at the other. */
export function dragged(bar: Bar, hold: Hold, days: number): Bar {
  if (hold === "middle") return { ...bar, from: bar.from + days, to: bar.to + days };
  if (hold === "start") return { from: Math.min(bar.from + days, bar.to), to: bar.to, kind: "whole" };
  return { from: bar.from, to: Math.max(bar.to + days, bar.from), kind: "whole" };
}

/** Returns the dates a card gets when its bar is dropped: only those that change. */
export function datesAfter(card: Dated, hold: Hold, days: number): Dated {
  const bar = barOf(card);
  if (bar === null || days === 0) return {};
  const next = dragged(bar, hold, days);
  const changed: { start?: string; due?: string } = {};
  if (hold === "middle") {
    const by = (date: string) => putOn(date, dayNumber(date) + days);
    if (card.start !== undefined) changed.start = by(card.start);
    if (card.due !== undefined) changed.due = by(card.due);
  } else {
    // An impossible span is made possible by taking hold of either end.
    const isReversed = bar.kind === "reversed";
    if (hold === "start" || isReversed) changed.start = putOn(card.start, next.from);
    if (hold === "end" || isReversed) changed.due = putOn(card.due, next.to);
    // A card with one date gets the other where its bar ends now.
    if (hold === "start" && card.due === undefined) changed.due = putOn(undefined, next.to);
    if (hold === "end" && card.start === undefined) changed.start = putOn(undefined, next.from);
  }
  return Object.fromEntries(
    Object.entries(changed).filter(([key, date]) => card[key as keyof Dated] !== date),
  );
}

/** Says whether a card starts before the one it waits for ends; handing over on the same day is none. */
export function isConflict(before: Pick<Bar, "to">, behind: Pick<Bar, "from">): boolean {
  return behind.from < before.to;
}

/** What a state of somebody else says of the bar in their hands; null: nothing, or nothing that makes sense. */
export function heldSpan(state: Readonly<Record<string, unknown>>, id: string): Bar | null {
  const span = state["span"];
  if (state["drag"] !== id || !Array.isArray(span)) return null;
  const [from, to]: unknown[] = span;
  const isDay = (day: unknown): day is number => Number.isInteger(day) && Math.abs(Number(day)) < 4e6;
  return isDay(from) && isDay(to) && from <= to ? { from, to, kind: "whole" } : null;
}
