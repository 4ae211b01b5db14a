/** Dragging a line of a portfolio: over which part of which line it is, and the verb at the end. */

import { announce } from "../ui/announce.tsx";
import { draggable, type Grip } from "../ui/drag.ts";
import { dropped, type Line, type Part, type Place } from "../ui/portfolio_lines.ts";
import { moveLine } from "./portfolio_deeds.ts";
import type { PortfolioState } from "./portfolio_state.ts";

/** Of an initiative's height, at either end: there it means beside it, in between below it. */
const BESIDE = 0.3;

/** Lets the lines of a plane be dragged; returns how to stop. */
export function dragRows(plane: HTMLElement, state: PortfolioState): () => void {
  return draggable(plane, (target) => {
    if (target.closest("button:not(.portfolio-title), [data-strip], input, textarea, .popover") !== null)
      return null;
    const element = target.closest<HTMLElement>("[data-line]");
    const line = state.line(element?.dataset["line"] ?? null);
    return element === null || line === undefined ? null : gripOf(plane, state, element, line);
  });
}

function gripOf(plane: HTMLElement, state: PortfolioState, element: HTMLElement, line: Line): Grip {
  const { presence } = state.screen.client;
  let place: Place | null = null;
  const end = () => {
    state.held.value = null;
    state.drop.value = null;
    presence.set({ drag: null });
  };
  return {
    element,
    over: ({ x, y }) => {
      if (state.held.peek() === null) presence.set({ drag: line.key, row: line.key });
      state.held.value = line.key;
      const found = lineAt(plane, x, y);
      const target = state.line(found?.dataset["line"] ?? null);
      const part = found === undefined || target === undefined ? null : partOf(found, target, line, y);
      place =
        target === undefined || part === null
          ? null
          : dropped(state.lines.peek(), state.parents.peek(), line, target, part);
      const before = state.drop.peek();
      if (place === null || target === undefined || part === null) state.drop.value = null;
      else if (before?.key !== target.key || before.part !== part)
        state.drop.value = { key: target.key, part };
    },
    drop: () => {
      end();
      if (place !== null) moveLine(state, line, place);
    },
    cancel: () => {
      end();
      announce("Move cancelled");
    },
    scrollers: () => [...plane.querySelectorAll<HTMLElement>(".windowed")],
  };
}

function lineAt(plane: HTMLElement, x: number, y: number): HTMLElement | undefined {
  const under = document.elementsFromPoint(x, y);
  const row = under.find((one) => plane.contains(one) && one.closest("[data-line]") !== null);
  return row?.closest<HTMLElement>("[data-line]") ?? undefined;
}

function partOf(element: HTMLElement, target: Line, moved: Line, y: number): Part {
  const { top, height } = element.getBoundingClientRect();
  const at = (y - top) / height;
  if (target.kind === "initiative" && moved.kind === "board") return "inside";
  if (target.kind === "initiative" && at > BESIDE && at < 1 - BESIDE) return "inside";
  return at < 0.5 ? "before" : "after";
}
