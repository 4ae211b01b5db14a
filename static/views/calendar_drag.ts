/** What dragging on a calendar means: cards to other days, their ends, milestones, and cards without a date. */

import { announce } from "../ui/announce.tsx";
import { dragged, type Hold } from "../ui/bars.ts";
import { type Day, dayNumber } from "../ui/days.ts";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import { WEEK } from "../ui/weeks.ts";
import type { CalendarState } from "./calendar_state.ts";
import { moveMilestone, schedule, shift } from "./dated_deeds.ts";

/** Lets what is on a calendar be dragged; returns how to stop. */
export function dragOnCalendar(root: HTMLElement, weeks: HTMLElement, calendar: CalendarState): () => void {
  const drag = new CalendarDrag(weeks, calendar);
  return draggable(root, (target) => drag.grip(target));
}

class CalendarDrag {
  private readonly weeks: HTMLElement;
  private readonly calendar: CalendarState;

  constructor(weeks: HTMLElement, calendar: CalendarState) {
    this.weeks = weeks;
    this.calendar = calendar;
  }

  grip(target: Element): Grip | null {
    if (target.closest("button, input, .popover") !== null) return null;
    const [milestone, waiting, bar] = ["milestone", "waiting", "bar"].map((name) => {
      const element = target.closest<HTMLElement>(`[data-${name}]`);
      return element === null ? null : ([element, element.dataset[name] ?? ""] as const);
    });
    if (milestone) return this.milestone(...milestone);
    if (waiting) return this.waiting(...waiting);
    if (!bar) return null;
    const hold = target.closest<HTMLElement>("[data-hold]")?.dataset["hold"] ?? "middle";
    return this.bars(...bar, hold as Hold);
  }

  private bars(element: HTMLElement, id: string, hold: Hold): Grip {
    const { calendar } = this;
    const { screen } = calendar;
    const selection = screen.selection.peek();
    const bars = calendar.bars.peek();
    const ids = new Set(selection.has(id) ? [...selection].filter((one) => bars.has(one)) : [id]);
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const [days, held, bar] = [daysTo(point), calendar.held.peek(), calendar.bars.peek().get(id)];
        if (bar === undefined || (held?.what === "bars" && held.days === days)) return;
        calendar.held.value = { what: "bars", ids, hold, days };
        const { from, to } = dragged(bar, hold, days);
        screen.client.presence.set({ drag: id, span: [from, to] });
      },
      drop: () => {
        const held = calendar.held.peek();
        this.end();
        if (held?.what === "bars" && held.days !== 0) shift(screen, [...ids], hold, held.days);
      },
    });
  }

  private milestone(element: HTMLElement, id: string): Grip | null {
    const { calendar } = this;
    const date = calendar.screen.client.board.milestone(id)?.date;
    if (date === undefined) return null;
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const day = dayNumber(date) + daysTo(point);
        calendar.held.value = { what: "milestone", id, day };
        calendar.screen.client.presence.set({ drag: id, span: [day, day] });
      },
      drop: () => {
        const held = calendar.held.peek();
        this.end();
        if (held?.what === "milestone") moveMilestone(calendar.screen, id, held.day);
      },
    });
  }

  /** A card without a date, out of the tray: where it is let go it is due. */
  private waiting(element: HTMLElement, id: string): Grip {
    const { calendar } = this;
    const { screen } = calendar;
    return {
      ...this.grips(element, {
        over: (point) => {
          const day = this.isOver(point) ? this.dayAt(point) : null;
          calendar.held.value = { what: "card", id, day };
          screen.client.presence.set({ drag: id, span: day === null ? null : [day, day] });
        },
        drop: () => {
          const held = calendar.held.peek();
          this.end();
          if (held?.what === "card" && held.day !== null) schedule(screen, id, held.day);
        },
      }),
      isDrawn: false,
    };
  }

  private grips(element: HTMLElement, { over, drop }: Pick<Grip, "over" | "drop">): Grip {
    return {
      ...{ element, over, drop, isDrawn: true },
      cancel: () => {
        this.end();
        announce("Move cancelled");
      },
      scrollers: () => [this.weeks],
    };
  }

  private end(): void {
    this.calendar.held.value = null;
    this.calendar.screen.client.presence.set({ drag: null, span: null });
  }

  /** Returns how many days a point is from the day at which the element was taken. */
  private daysFrom(element: HTMLElement): (point: Point) => number {
    const box = element.getBoundingClientRect();
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    let from: Day | null = null;
    return (point) => {
      // The pointer is as far from the middle of what it holds as it was when it took it.
      from ??= this.dayAt({ x: point.x - point.middleX + middle.x, y: point.y - point.middleY + middle.y });
      return this.dayAt(point) - from;
    };
  }

  private isOver({ x, y }: Point): boolean {
    const { left, right, top, bottom } = this.weeks.getBoundingClientRect();
    return x > left && x < right && y > top && y < bottom;
  }

  /** Returns the day under a point, or the nearest to it. */
  private dayAt({ x, y }: Pick<Point, "x" | "y">): Day {
    const weeks = this.calendar.weeks.peek();
    const rows = [...this.weeks.querySelectorAll(".cal-week")].map((week) => week.getBoundingClientRect());
    const under = rows.findIndex(({ bottom }) => y < bottom);
    const row = under < 0 ? rows.length - 1 : under;
    const { left, width } = rows[row] ?? new DOMRect(0, 0, 1, 1);
    const column = Math.min(Math.max(Math.floor(((x - left) / width) * WEEK), 0), WEEK - 1);
    return (weeks[row] ?? 0) + column;
  }
}
