/** What dragging on a timeline means: bars and their ends, arrows from bar to bar, milestones, and cards without a date. */

import type { Day } from "../ui/days.ts";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import { DatedDrag } from "./dated_drag.ts";
import { link } from "./timeline_deeds.ts";
import type { TimelineState } from "./timeline_state.ts";

/** Of what stands still over the canvas, in pixels, and of a row. */
export interface Frame {
  readonly tree: number;
  readonly head: number;
  readonly row: number;
}

/** Lets what is on a timeline be dragged; returns how to stop. */
export function dragOnTimeline(
  root: HTMLElement,
  scroller: HTMLElement,
  timeline: TimelineState,
  frame: () => Frame,
): () => void {
  const drag = new TimelineDrag(timeline, scroller, frame);
  return draggable(root, (target) => drag.grip(target));
}

/** Deeper than where edges scroll. */
const EDGE = 48;

class TimelineDrag extends DatedDrag {
  protected readonly untouched = "input, .popover, .tl-name, .tl-toolbar";
  private readonly timeline: TimelineState;
  private readonly frame: () => Frame;

  constructor(timeline: TimelineState, scroller: HTMLElement, frame: () => Frame) {
    super(timeline, scroller);
    this.timeline = timeline;
    this.frame = frame;
  }

  protected override bar(element: HTMLElement, id: string, hold: string): Grip {
    return hold === "link" ? this.link(element, id) : super.bar(element, id, hold);
  }

  private link(element: HTMLElement, from: string): Grip {
    const { timeline } = this;
    return this.grips(element, {
      over: (point) => {
        const { x, y } = this.onCanvas(point);
        const row = timeline.rows.peek()[Math.floor(y / this.frame().row)];
        const onto = row?.kind === "card" && row.id !== from ? row.id : "";
        timeline.held.value = { what: "link", from, x, y, onto };
      },
      drop: (held) => {
        if (held?.what === "link" && held.onto !== "") link(timeline.screen, from, held.onto);
      },
    });
  }

  protected override waiting(element: HTMLElement, id: string): Grip {
    // On the way out of the tray nothing scrolls: only once the card has been well over the canvas.
    let hasArrived = false;
    const grip = super.waiting(element, id);
    return {
      ...grip,
      over: (point) => {
        hasArrived ||= this.depthOf(point) > EDGE;
        grip.over(point);
      },
      scrollers: (point) => (hasArrived && this.depthOf(point) > 0 ? [this.scroller] : []),
    };
  }

  protected dayUnder(point: Point): Day | null {
    return this.depthOf(point) > 0 ? this.timeline.dayAt(this.onCanvas(point).x) : null;
  }

  /** Returns how far a point is within the canvas; below 0: outside. */
  private depthOf({ x, y }: Point): number {
    const box = this.scroller.getBoundingClientRect();
    const { tree, head } = this.frame();
    return Math.min(x - box.left - tree, box.right - x, y - box.top - head, box.bottom - y);
  }

  protected override grips(...how: Parameters<DatedDrag["grips"]>): Grip {
    const { tree, head } = this.frame();
    return { ...super.grips(...how), covered: { left: tree, top: head } };
  }

  /** However far it was scrolled since. */
  protected daysFrom(element: HTMLElement): (point: Point) => number {
    const box = element.getBoundingClientRect();
    const from = (box.left + box.right) / 2 + this.scroller.scrollLeft;
    return ({ middleX }) =>
      Math.round((middleX + this.scroller.scrollLeft - from) / this.timeline.dayWidth.peek());
  }

  private onCanvas({ x, y }: Point): { readonly x: number; readonly y: number } {
    const box = this.scroller.getBoundingClientRect();
    const { tree, head } = this.frame();
    return {
      x: x - box.left - tree + this.scroller.scrollLeft,
      y: y - box.top - head + this.scroller.scrollTop,
    };
  }
}
