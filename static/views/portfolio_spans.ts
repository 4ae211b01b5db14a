/** The dates of initiatives as bars: which there are, which I hold, and what moving one of them or an end of it means. */

import { computed, signal } from "@preact/signals";
import { newGroup } from "../../clients/js/client.ts";
import { announce } from "../ui/announce.tsx";
import { type Bar, barOf, datesAfter, type Hold } from "../ui/bars.ts";
import { inWords } from "../ui/days.ts";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import { type Dated, DatedDrag } from "./dated_drag.ts";
import type { Held } from "./dated_state.ts";
import { nameOf } from "./portfolio_about.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { timeOf, treeOf } from "./portfolio_time_state.ts";
import { act } from "./verbs.ts";

const known = new WeakMap<PortfolioState, Dated>();

/** Returns the bars of a portfolio's initiatives, by the keys of their lines; the same each time. */
export function spansOf(state: PortfolioState): Dated {
  const made = known.get(state) ?? {
    screen: state.screen,
    held: signal<Held | null>(null),
    bars: computed(() => {
      const bars = new Map<string, Bar>();
      for (const { value } of state.outlined.value) {
        const bar = barOf({ start: value.start, due: value.target });
        if (bar !== null) bars.set(`i ${value.id}`, bar);
      }
      return bars;
    }),
  };
  known.set(state, made);
  return made;
}

/** Moves an initiative in time, or one end of it, as one step of undo; what others changed meanwhile moves too. */
export function shiftSpan(state: PortfolioState, key: string, hold: Hold, days: number): void {
  const { board } = state.screen.client;
  const initiative = board.initiative(key.slice(2));
  if (initiative === undefined) return;
  const { id, start, target } = initiative;
  const { start: begins, due: ends } = datesAfter({ start, due: target }, hold, days);
  const group = newGroup();
  if (begins !== undefined) act(state.screen, "initiatives.set", { id, key: "start", value: begins }, group);
  if (ends !== undefined) act(state.screen, "initiatives.set", { id, key: "target", value: ends }, group);
  const bar = spansOf(state).bars.peek().get(key);
  if (bar !== undefined)
    announce(`${nameOf(state, { kind: "initiative", id })}: ${inWords(bar.from, bar.to)}`);
}

/** Lets bars on the strips of a portfolio be dragged; returns how to stop. */
export function dragSpans(plane: HTMLElement, scroller: HTMLElement, state: PortfolioState): () => void {
  const drag = new SpanDrag(state, scroller);
  return draggable(plane, (target) => drag.grip(target));
}

const DAY_MS = 24 * 60 * 60 * 1000;

class SpanDrag extends DatedDrag {
  protected readonly untouched = "input, .popover";
  private readonly state: PortfolioState;

  constructor(state: PortfolioState, scroller: HTMLElement) {
    super(spansOf(state), scroller);
    this.state = state;
  }

  protected daysFrom(element: HTMLElement): (point: Point) => number {
    const { left, right } = element.getBoundingClientRect();
    const from = (left + right) / 2 + this.scroller.scrollLeft;
    const width = element.closest("[data-strip]")?.clientWidth ?? 1;
    const { first, last } = timeOf(this.state).strip.peek();
    const days = (last - first) / DAY_MS / Math.max(width, 1);
    return ({ middleX }) => Math.round((middleX + this.scroller.scrollLeft - from) * days);
  }

  /** There is no tray here. */
  protected dayUnder(): null {
    return null;
  }

  protected override shift([key = ""]: readonly string[], hold: Hold, days: number): void {
    shiftSpan(this.state, key, hold, days);
  }

  protected override grips(...how: Parameters<DatedDrag["grips"]>): Grip {
    return { ...super.grips(...how), covered: { left: treeOf(this.scroller), top: 0 } };
  }
}
