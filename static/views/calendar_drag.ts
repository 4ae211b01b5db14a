/** What dragging on a calendar means: cards to other days, their ends, milestones, and cards without a date. */

import type { Day } from "../ui/days.ts";
import { draggable, type Point } from "../ui/drag.ts";
import { WEEK } from "../ui/weeks.ts";
import type { CalendarState } from "./calendar_state.ts";
import { DatedDrag } from "./dated_drag.ts";

/** Lets what is on a calendar be dragged; returns how to stop. */
export function dragOnCalendar(root: HTMLElement, weeks: HTMLElement, calendar: CalendarState): () => void {
  const drag = new CalendarDrag(calendar, weeks);
  return draggable(root, (target) => drag.grip(target));
}

class CalendarDrag extends DatedDrag {
  protected readonly untouched = "button, input, .popover";
  private readonly calendar: CalendarState;

  constructor(calendar: CalendarState, weeks: HTMLElement) {
    super(calendar, weeks);
    this.calendar = calendar;
  }

  protected daysFrom(element: HTMLElement): (point: Point) => number {
    const box = element.getBoundingClientRect();
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    let from: Day | null = null;
    return (point) => {
      // The pointer is as far from the middle of what it holds as it was when it took it.
      from ??= this.dayAt({ x: point.x - point.middleX + middle.x, y: point.y - point.middleY + middle.y });
      return this.dayAt(point) - from;
    };
  }

  protected dayUnder(point: Point): Day | null {
    const { left, right, top, bottom } = this.scroller.getBoundingClientRect();
    const isOver = point.x > left && point.x < right && point.y > top && point.y < bottom;
    return isOver ? this.dayAt(point) : null;
  }

  /** Returns the day under a point, or the nearest to it. */
  private dayAt({ x, y }: Pick<Point, "x" | "y">): Day {
    const weeks = this.calendar.weeks.peek();
    const rows = [...this.scroller.querySelectorAll(".cal-week")].map((week) => week.getBoundingClientRect());
    const under = rows.findIndex(({ bottom }) => y < bottom);
    const row = under < 0 ? rows.length - 1 : under;
    const { left, width } = rows[row] ?? new DOMRect(0, 0, 1, 1);
    const column = Math.min(Math.max(Math.floor(((x - left) / width) * WEEK), 0), WEEK - 1);
    return (weeks[row] ?? 0) + column;
  }
}
