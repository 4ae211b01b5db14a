/** What can be done on the timeline of a portfolio, as actions of the registry: the keys of a board's timeline. */

import type { Action } from "../ui/actions.ts";
import { announce } from "../ui/announce.tsx";
import { STEPS, ZOOMS } from "../ui/axis.ts";
import { type Hold, NUDGES } from "../ui/bars.ts";
import { capital } from "../ui/words.ts";
import { shiftSpan } from "./portfolio_spans.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { LOOKS, timeOf } from "./portfolio_time_state.ts";

const known = new WeakMap<PortfolioState, readonly Action[]>();

/** Returns the actions of a portfolio's timeline, the same list each time. */
export function timeActions(state: PortfolioState): readonly Action[] {
  const made = known.get(state) ?? actionsOf(state);
  known.set(state, made);
  return made;
}

function barOf(key: string | null): HTMLElement | null {
  return document.querySelector(`[data-bar="${CSS.escape(key ?? "")}"]`);
}

function actionsOf(state: PortfolioState): readonly Action[] {
  const time = timeOf(state);
  const canEdit = () => state.screen.canEdit.peek() && state.held.peek() === null;
  /** A bar that has the keyboard is moved as on a timeline. */
  const nudge = (id: string, title: string, key: string, hold: Hold, sign: 1 | -1): Action => ({
    ...{ id: `portfolio-bar-${id}`, title: `${title}, on it`, group: "Move", keys: [key], on: "bar" },
    when: () => canEdit() && document.activeElement?.matches("[data-bar]") === true,
    run: () => {
      const [row, zoom] = [state.focus.peek(), time.zoom.peek()];
      if (row !== null) shiftSpan(state, row, hold, sign * (zoom === null ? 1 : STEPS[zoom]));
    },
  });
  const view = (id: string, title: string, keys: readonly string[], run: () => void): Action => ({
    ...{ id: `portfolio-time-${id}`, title, group: "View", keys, run },
  });
  const look = (zoom: (typeof LOOKS)[number]) => {
    time.set(zoom);
    announce(`Zoom: ${capital(zoom ?? "all")}`);
  };
  const lookBy = (step: 1 | -1) => () => {
    const next = LOOKS[LOOKS.indexOf(time.zoom.peek()) + step];
    if (next !== undefined) look(next);
  };
  return [
    ...NUDGES.map((one) => nudge(...one)),
    {
      ...{ id: "portfolio-bar", title: "Go to its bar on the timeline", group: "Move", keys: ["b"] },
      when: () => canEdit() && barOf(state.focus.peek()) !== null,
      run: () => barOf(state.focus.peek())?.focus(),
    },
    view("today", "Go to today", ["t"], () => time.goToToday()),
    view("closer", "Look closer", ["+", "="], lookBy(-1)),
    view("further", "Look from further away", ["-"], lookBy(1)),
    ...ZOOMS.map((zoom) => view(`zoom-${zoom}`, `Zoom to a ${zoom}`, [], () => look(zoom))),
    view("all", "Look at all of it", [], () => look(null)),
  ];
}
