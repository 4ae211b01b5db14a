/** What a calendar shows, from the board and the address: a month or a week, its days, and what lies on them. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { isDate } from "../../clients/js/dates.ts";
import { clampDay, type Day, dayNumber, spellDay, weekOf, weekStartOf } from "../ui/days.ts";
import type { Screen } from "../ui/screen.ts";
import { byDays, inMonths, type Spanning, WEEK, weeksOfMonth } from "../ui/weeks.ts";
import { asked, DatedState } from "./dated_state.ts";

/** Before the id of a milestone, where cards and milestones stand together. */
const MILESTONE = "milestone:";

const room = matchMedia("(width < 720px)");
/** Whether a day is too narrow for the title of a card. */
export const isNarrow = signal(room.matches);
room.addEventListener("change", () => {
  isNarrow.value = room.matches;
});

/** A card that is not in sight, and its day that is nearest. */
export interface Beside {
  readonly id: string;
  readonly day: Day;
}

export class CalendarState extends DatedState {
  readonly weekStart = weekStartOf(navigator.language);
  readonly isWeek = computed(() => asked("show") === "week");
  /** A day of what is shown. */
  readonly day: ReadonlySignal<Day> = computed(() => {
    const on = asked("on") ?? "";
    return isDate(on) ? dayNumber(on) : this.today.value;
  });
  /** The first day of each week that is shown. */
  readonly weeks: ReadonlySignal<readonly Day[]> = computed(() =>
    this.isWeek.value
      ? [weekOf(this.day.value, this.weekStart)]
      : weeksOfMonth(this.day.value, this.weekStart),
  );
  /** The days whose cards are listed where there is little room. */
  readonly listed: ReadonlySignal<readonly Day[]> = computed(() =>
    this.isWeek.value ? daysOf(this.weeks.value[0] ?? 0) : [this.day.value],
  );
  /** Everything that has a day among those shown. What I hold stays there too, or a finger would lose what it touches. */
  readonly spans: ReadonlySignal<readonly Spanning[]> = computed(() => {
    const [first, end] = this.reach();
    const cards = [...this.bars.value].map(([id, { from, to }]) => ({ id, from, to }));
    const dated = this.milestones.value.flatMap(({ id, date }) => {
      if (date === undefined) return [];
      const day = dayNumber(date);
      return [{ id: MILESTONE + id, from: day, to: day }];
    });
    return [...dated, ...cards].filter(({ from, to }) => to >= first && from < end).sort(byDays);
  });

  /** The nearest cards before and after what is shown, where it shows none: an empty page is no dead end. */
  readonly beside: ReadonlySignal<readonly Beside[]> = computed(() => {
    const [first, end] = this.reach();
    let [before, after]: [Beside | null, Beside | null] = [null, null];
    for (const [id, { from, to }] of this.bars.value) {
      if (to >= first && from < end) return [];
      if (to < first && (before === null || to > before.day)) before = { id, day: to };
      if (from >= end && (after === null || from < after.day)) after = { id, day: from };
    }
    return [before, after].filter((one) => one !== null);
  });

  /** Returns what lies on a day, what began first on top. */
  onDay(day: Day): readonly Spanning[] {
    return this.spans.value.filter(({ from, to }) => from <= day && to >= day);
  }

  /** Whether what I hold would lie on a day, where nothing else draws it. */
  isTarget(day: Day): boolean {
    const held = this.held.value;
    if (held?.what !== "bars") return held !== null && "day" in held && held.day === day;
    const bar = isNarrow.value ? this.shownBar([...held.ids][0] ?? "") : null;
    return bar !== null && bar.from <= day && bar.to >= day;
  }

  /** Returns the first day that is shown, and the one past the last. */
  reach(): readonly [Day, Day] {
    const weeks = this.weeks.value;
    return [weeks[0] ?? 0, (weeks.at(-1) ?? 0) + WEEK];
  }

  /** Shows the month or week of a day. */
  show(day: Day): void {
    this.set("on", day === this.today.peek() ? null : spellDay(day));
  }

  /** Shows the next month or week, or the one before. */
  turn(step: 1 | -1): void {
    const day = this.day.peek();
    this.show(clampDay(this.isWeek.peek() ? day + step * WEEK : inMonths(day, step)));
  }
}

/** Returns the days of a week. */
export function daysOf(week: Day): readonly Day[] {
  return Array.from({ length: WEEK }, (_, at) => week + at);
}

/** Returns the id of a milestone that stands among cards; null: it is a card. */
export function milestoneOf(id: string): string | null {
  return id.startsWith(MILESTONE) ? id.slice(MILESTONE.length) : null;
}

const states = new WeakMap<Screen, CalendarState>();

/** Returns the calendar of a screen, the same each time. */
export function calendarOf(screen: Screen): CalendarState {
  const known = states.get(screen) ?? new CalendarState(screen);
  states.set(screen, known);
  return known;
}
