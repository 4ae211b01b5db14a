/** What dragging on a calendar means: cards to other days, their ends, milestones, and cards without a date. */

import type { Day } from "../ui/days.ts";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import type { CalendarState } from "./calendar_state.ts";
import { DatedDrag } from "./dated_drag.ts";

/** Lets what is on a calendar be dragged; returns how to stop. */
export function dragOnCalendar(root: HTMLElement, calendar: CalendarState): () => void {
  const scroller = root.querySelector<HTMLElement>(".cal > :last-child") ?? root;
  const drag = new CalendarDrag(calendar, scroller);
  return draggable(root, (target) => drag.grip(target));
}

class CalendarDrag extends DatedDrag {
  protected readonly untouched = "button, input, .popover";
  private readonly days: HTMLElement;

  constructor(calendar: CalendarState, scroller: HTMLElement) {
    super(calendar, scroller);
    this.days = scroller.parentElement ?? scroller;
  }

  /** A card of a list is drawn nowhere else: its copy follows the finger. */
  protected override bar(element: HTMLElement, id: string, hold: string): Grip {
    const card = element.querySelector<HTMLElement>(":scope > a");
    return { ...super.bar(card ?? element, id, hold), isDrawn: card === null };
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
    const { left, right, top, bottom } = this.days.getBoundingClientRect();
    const isOver = point.x > left && point.x < right && point.y > top && point.y < bottom;
    return isOver ? this.dayAt(point) : null;
  }

  /** Returns the day under a point, or the nearest to it. */
  private dayAt({ x, y }: Pick<Point, "x" | "y">): Day {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (const element of this.days.querySelectorAll<HTMLElement>("[data-day]")) {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const far = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
      if (far < least) [nearest, least] = [Number(element.dataset["day"]), far];
    }
    return nearest;
  }
}
