/** How closely one looks at the time of a portfolio, how far it reaches, and which part of it is in sight. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { DAY_WIDTHS, type Reach, reachOf, type Tick, ticks, ZOOMS, type Zoom } from "../ui/axis.ts";
import { type Day, dayNumber, weekStartOf } from "../ui/days.ts";
import { spelled } from "../ui/due.ts";
import { query, setQuery } from "../ui/location.ts";
import { at, datesOf, type Strip, stripOf, stripOver } from "../ui/mini_timeline.ts";
import { minute } from "../ui/minute.ts";
import { stretchOf } from "./portfolio_dates.ts";
import type { PortfolioState } from "./portfolio_state.ts";

/** From the closest look on; null: all of it as wide as the page. */
export const LOOKS: readonly (Zoom | null)[] = [...ZOOMS, null];
/** What is drawn outside of sight, in pixels. */
const AROUND = 400;
const TODAY_AT = 0.25;
const weekStart = weekStartOf(navigator.language);

export class TimeState {
  readonly zoom: ReadonlySignal<Zoom | null> = computed(() => {
    const asked = new URLSearchParams(query.value).get("zoom");
    return ZOOMS.find((zoom) => zoom === asked) ?? null;
  });
  readonly today: ReadonlySignal<Day> = computed(() => dayNumber(spelled(new Date(minute.value))));
  readonly reach: ReadonlySignal<Reach>;
  /** The time that every row has room for. */
  readonly strip: ReadonlySignal<Strip>;
  /** How wide that is, in pixels; 0: as there is room. */
  readonly span: ReadonlySignal<number>;
  /** What of it is in sight. */
  readonly view = signal({ left: 0, width: 0 });
  /** What scrolls. */
  readonly scroller = signal<HTMLElement | null>(null);

  constructor(state: PortfolioState) {
    const stretches = computed(() =>
      state.lines.value.filter(({ kind }) => kind !== "hidden").map((line) => stretchOf(state, line)),
    );
    this.reach = computed(() => reachOf(datesOf(stretches.value).map(dayNumber), this.today.value));
    this.strip = computed(() =>
      this.zoom.value === null ? stripOf(stretches.value, minute.value) : stripOver(this.reach.value),
    );
    this.span = computed(() => {
      const [{ from, to }, zoom] = [this.reach.value, this.zoom.value];
      return zoom === null ? 0 : Math.round((to - from) * DAY_WIDTHS[zoom]);
    });
  }

  /** What the axis says of the days in sight, and a little around; nothing where all is in sight. */
  ticks(row: "major" | "minor"): readonly Tick[] {
    const [zoom, { left, width }, { from, to }] = [this.zoom.value, this.view.value, this.reach.value];
    if (zoom === null) return [];
    const day = (x: number) => from + Math.floor(x / DAY_WIDTHS[zoom]);
    const seen = {
      from: Math.max(from, day(left - AROUND)),
      to: Math.min(to, day(left + width + AROUND) + 1),
    };
    return ticks(zoom, row, seen, weekStart);
  }

  /** On which side of what is in sight today is: -1 before, 1 after, 0 in it. */
  todayIs(): -1 | 0 | 1 {
    const [{ left, width }, x] = [
      this.view.value,
      (at(minute.value, this.strip.value) / 100) * this.span.value,
    ];
    if (this.span.value === 0 || (left <= x && x <= left + width)) return 0;
    return x < left ? -1 : 1;
  }

  set(zoom: Zoom | null): void {
    const words = new URLSearchParams(query.peek());
    if (zoom === null) words.delete("zoom");
    else words.set("zoom", zoom);
    setQuery(words.toString());
  }

  goToToday(): void {
    const scroller = this.scroller.peek();
    if (scroller === null) return;
    const x = (at(minute.peek(), this.strip.peek()) / 100) * this.span.peek();
    scroller.scrollLeft = x - canvasOf(scroller) * TODAY_AT;
  }
}

/** Returns how much of what scrolls is time: the rest stands still over it. */
export function canvasOf(scroller: HTMLElement): number {
  return scroller.clientWidth - treeOf(scroller);
}

export function treeOf(scroller: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(scroller).getPropertyValue("--tree")) || 0;
}

const known = new WeakMap<PortfolioState, TimeState>();

/** Returns the time of a portfolio, the same each time. */
export function timeOf(state: PortfolioState): TimeState {
  const made = known.get(state) ?? new TimeState(state);
  known.set(state, made);
  return made;
}
