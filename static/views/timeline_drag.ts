/** What dragging on a timeline means: bars and their ends, arrows from bar to bar, milestones, and cards without a date. */

import { announce } from "../ui/announce.tsx";
import { dragged, type Hold } from "../ui/bars.ts";
import { dayNumber } from "../ui/days.ts";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import { moveMilestone, schedule, shift } from "./dated_deeds.ts";
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

class TimelineDrag {
  private readonly timeline: TimelineState;
  private readonly scroller: HTMLElement;
  private readonly frame: () => Frame;

  constructor(timeline: TimelineState, scroller: HTMLElement, frame: () => Frame) {
    this.timeline = timeline;
    this.scroller = scroller;
    this.frame = frame;
  }

  grip(target: Element): Grip | null {
    if (target.closest("input, .popover, .tl-name, .tl-toolbar") !== null) return null;
    const [milestone, waiting, bar] = ["milestone", "waiting", "bar"].map((name) => {
      const element = target.closest<HTMLElement>(`[data-${name}]`);
      return element === null ? null : ([element, element.dataset[name] ?? ""] as const);
    });
    if (milestone) return this.milestone(...milestone);
    if (waiting) return this.waiting(...waiting);
    if (!bar) return null;
    const hold = target.closest<HTMLElement>("[data-hold]")?.dataset["hold"] ?? "middle";
    return hold === "link" ? this.link(...bar) : this.bars(...bar, hold as Hold);
  }

  private bars(element: HTMLElement, id: string, hold: Hold): Grip {
    const { timeline } = this;
    const { screen } = timeline;
    const selection = screen.selection.peek();
    const ids = new Set(
      selection.has(id) ? [...selection].filter((one) => timeline.bars.peek().has(one)) : [id],
    );
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const [days, held, bar] = [daysTo(point), timeline.held.peek(), timeline.bars.peek().get(id)];
        if (bar === undefined || (held?.what === "bars" && held.days === days)) return;
        timeline.held.value = { what: "bars", ids, hold, days };
        const { from, to } = dragged(bar, hold, days);
        screen.client.presence.set({ drag: id, span: [from, to] });
      },
      drop: () => {
        const held = timeline.held.peek();
        this.end();
        if (held?.what === "bars" && held.days !== 0) shift(screen, [...ids], hold, held.days);
      },
    });
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
      drop: () => {
        const held = timeline.held.peek();
        this.end();
        if (held?.what === "link" && held.onto !== "") link(timeline.screen, from, held.onto);
      },
    });
  }

  private milestone(element: HTMLElement, id: string): Grip | null {
    const { timeline } = this;
    const { screen } = timeline;
    const date = screen.client.board.milestone(id)?.date;
    if (date === undefined) return null;
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const day = dayNumber(date) + daysTo(point);
        const held = timeline.held.peek();
        if (held?.what === "milestone" && held.day === day) return;
        timeline.held.value = { what: "milestone", id, day };
        screen.client.presence.set({ drag: id, span: [day, day] });
      },
      drop: () => {
        const held = timeline.held.peek();
        this.end();
        if (held?.what === "milestone") moveMilestone(screen, id, held.day);
      },
    });
  }

  /** A card without a date, out of the tray: where it is let go it is due. */
  private waiting(element: HTMLElement, id: string): Grip {
    const { timeline } = this;
    const { screen } = timeline;
    // On the way out of the tray nothing scrolls: only once the card has been well over the canvas.
    let hasArrived = false;
    return {
      ...this.grips(element, {
        over: (point) => {
          const depth = this.depthOf(point);
          hasArrived ||= depth > EDGE;
          const day = depth > 0 ? timeline.dayAt(this.onCanvas(point).x) : null;
          timeline.held.value = { what: "card", id, day };
          screen.client.presence.set({ drag: id, span: day === null ? null : [day, day] });
        },
        drop: () => {
          const held = timeline.held.peek();
          this.end();
          if (held?.what === "card" && held.day !== null) schedule(screen, id, held.day);
        },
      }),
      isDrawn: false,
      scrollers: (point) => (hasArrived && this.depthOf(point) > 0 ? [this.scroller] : []),
    };
  }

  /** Returns how far a point is within the canvas; below 0: outside. */
  private depthOf({ x, y }: Point): number {
    const box = this.scroller.getBoundingClientRect();
    const { tree, head } = this.frame();
    return Math.min(x - box.left - tree, box.right - x, y - box.top - head, box.bottom - y);
  }

  private grips(element: HTMLElement, { over, drop }: Pick<Grip, "over" | "drop">): Grip {
    const { tree, head } = this.frame();
    return {
      ...{ element, over, drop, isDrawn: true, covered: { left: tree, top: head } },
      cancel: () => {
        this.end();
        announce("Move cancelled");
      },
      scrollers: () => [this.scroller],
    };
  }

  private end(): void {
    this.timeline.held.value = null;
    this.timeline.screen.client.presence.set({ drag: null, span: null });
  }

  /** Returns how many days a point is from where the element was taken, however far it was scrolled since. */
  private daysFrom(element: HTMLElement): (point: Point) => number {
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
