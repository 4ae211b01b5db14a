/** What dragging means wherever something is drawn by its dates: bars and their ends, milestones, cards without a date. */

import { announce } from "../ui/announce.tsx";
import { dragged, type Hold } from "../ui/bars.ts";
import { type Day, dayNumber } from "../ui/days.ts";
import type { Grip, Point } from "../ui/drag.ts";
import { moveMilestone, schedule, shift } from "./dated_deeds.ts";
import type { DatedState, Held } from "./dated_state.ts";

/** What is drawn by its dates, and which of it I hold. */
export type Dated = Pick<DatedState, "screen" | "bars" | "held">;

export abstract class DatedDrag {
  protected readonly dated: Dated;
  protected readonly scroller: HTMLElement;

  constructor(dated: Dated, scroller: HTMLElement) {
    this.dated = dated;
    this.scroller = scroller;
  }

  /** Returns what to drag, taken by `target`, where anything on it can be. */
  grip(target: Element): Grip | null {
    if (target.closest(this.untouched) !== null) return null;
    const [milestone, waiting, bar] = ["milestone", "waiting", "bar"].map((name) => {
      const element = target.closest<HTMLElement>(`[data-${name}]`);
      return element === null ? null : ([element, element.dataset[name] ?? ""] as const);
    });
    if (milestone) return this.milestone(...milestone);
    if (waiting) return this.waiting(...waiting);
    const hold = target.closest<HTMLElement>("[data-hold]")?.dataset["hold"] ?? "middle";
    return bar ? this.bar(...bar, hold) : null;
  }

  /** Of what nothing is dragged. */
  protected abstract readonly untouched: string;

  /** Returns how many days a point is from where the element was taken. */
  protected abstract daysFrom(element: HTMLElement): (point: Point) => number;

  /** Returns the day a card out of the tray would be due, let go at a point; null: it stays without a date. */
  protected abstract dayUnder(point: Point): Day | null;

  /** Moves what was held, or one end of it. */
  protected shift(ids: readonly string[], hold: Hold, days: number): void {
    shift(this.dated.screen, ids, hold, days);
  }

  protected bar(element: HTMLElement, id: string, hold: string): Grip {
    return this.bars(element, id, hold as Hold);
  }

  private bars(element: HTMLElement, id: string, hold: Hold): Grip {
    const { screen, bars } = this.dated;
    const selection = screen.selection.peek();
    const ids = new Set(selection.has(id) ? [...selection].filter((one) => bars.peek().has(one)) : [id]);
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const [days, held, bar] = [daysTo(point), this.dated.held.peek(), bars.peek().get(id)];
        if (bar === undefined || (held?.what === "bars" && held.days === days)) return;
        const { from, to } = dragged(bar, hold, days);
        this.hold({ what: "bars", ids, hold, days }, id, [from, to]);
      },
      drop: (held) => {
        if (held?.what === "bars" && held.days !== 0) this.shift([...ids], hold, held.days);
      },
    });
  }

  private milestone(element: HTMLElement, id: string): Grip | null {
    const { screen } = this.dated;
    const date = screen.client.board.milestone(id)?.date;
    if (date === undefined) return null;
    const daysTo = this.daysFrom(element);
    return this.grips(element, {
      over: (point) => {
        const day = dayNumber(date) + daysTo(point);
        const held = this.dated.held.peek();
        if (held?.what !== "milestone" || held.day !== day)
          this.hold({ what: "milestone", id, day }, id, [day, day]);
      },
      drop: (held) => {
        if (held?.what === "milestone") moveMilestone(screen, id, held.day);
      },
    });
  }

  /** A card without a date, out of the tray: where it is let go it is due. */
  protected waiting(element: HTMLElement, id: string): Grip {
    const { screen } = this.dated;
    const grip = this.grips(element, {
      over: (point) => {
        const day = this.dayUnder(point);
        this.hold({ what: "card", id, day }, id, day === null ? null : [day, day]);
      },
      drop: (held) => {
        if (held?.what === "card" && held.day !== null) schedule(screen, id, held.day);
      },
    });
    return { ...grip, isDrawn: false };
  }

  /** Shows what is in the hand, here and to the others. */
  protected hold(held: Held, id: string, span: readonly [Day, Day] | null): void {
    this.dated.held.value = held;
    this.dated.screen.client.presence.set({ drag: id, span: span === null ? null : [...span] });
  }

  protected grips(
    element: HTMLElement,
    { over, drop }: { readonly over: Grip["over"]; readonly drop: (held: Held | null) => void },
  ): Grip {
    return {
      ...{ element, over, isDrawn: true },
      drop: () => {
        const held = this.dated.held.peek();
        this.end();
        drop(held);
      },
      cancel: () => {
        this.end();
        announce("Move cancelled");
      },
      scrollers: () => [this.scroller],
    };
  }

  private end(): void {
    this.dated.held.value = null;
    this.dated.screen.client.presence.set({ drag: null, span: null });
  }
}
