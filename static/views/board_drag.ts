/** What dragging on a board means: from a point on the screen to the slot it stands for, and the verb at the end. */

import { UNSORTED } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { announce } from "../ui/announce.tsx";
import { draggable, type Grip, type Point } from "../ui/drag.ts";
import type { Screen } from "../ui/screen.ts";
import { behind, columnAt, columnSlot, type Span, slotAt } from "../ui/slots.ts";
import { layOut } from "../ui/windowing.ts";
import { CARD_GAP, type Scrollers } from "./column.tsx";
import { moveCard, moveColumn } from "./verbs.ts";

/** Lets cards and columns be dragged on a plane; returns how to stop. */
export function dragOn(plane: HTMLElement, screen: Screen, scrollers: Scrollers): () => void {
  const drag = new BoardDrag(screen, plane, scrollers);
  return draggable(plane, (target) => drag.grip(target));
}

class BoardDrag {
  private readonly plane: HTMLElement;
  private readonly screen: Screen;
  private readonly scrollers: Scrollers;
  private measured: { at: string; columns: readonly Column[]; spans: readonly Span[] } | null = null;

  constructor(screen: Screen, plane: HTMLElement, scrollers: Scrollers) {
    this.screen = screen;
    this.plane = plane;
    this.scrollers = scrollers;
  }

  /** Returns how to drag what was pressed; null: it is not for dragging. */
  grip(target: Element): Grip | null {
    if (target.closest("button, input, textarea, .popover") !== null) return null;
    const card = target.closest<HTMLElement>("[data-card]");
    if (card !== null) return this.cardGrip(card, card.dataset["card"] ?? "");
    const head = target.closest<HTMLElement>("[data-column-head]");
    const column = head?.closest<HTMLElement>("[data-column]");
    const id = column?.dataset["column"] ?? UNSORTED;
    return head === null || column == null || id === UNSORTED ? null : this.columnGrip(head, id);
  }

  private cardGrip(element: HTMLElement, id: string): Grip {
    const { screen } = this;
    const height = element.getBoundingClientRect().height;
    const end = () => {
      screen.drag.value = null;
      screen.client.presence.set({ drag: null });
    };
    return {
      element,
      over: (point) => {
        const column = columnAt(this.spans(), point.x);
        if (column === null) return;
        if (screen.drag.peek() === null) screen.client.presence.set({ drag: id });
        const slot = this.cardSlot(column, id, point);
        const before = screen.drag.peek();
        if (before?.column !== column || before.slot !== slot)
          screen.drag.value = { kind: "card", id, height, column, slot };
      },
      drop: () => {
        const drag = screen.drag.peek();
        end();
        if (drag === null || drag.column === UNSORTED) return;
        const shown = screen.shown(drag.column).filter((other) => other !== id);
        const order = screen.client.board.order(drag.column);
        moveCard(screen, id, drag.column, behind(order, shown, drag.slot, id));
      },
      cancel: () => {
        end();
        announce("Move cancelled");
      },
      scrollers: (point) => {
        const column = columnAt(this.spans(), point.x);
        const scroller = this.scrollers.get(column ?? "");
        return [this.plane, ...(scroller === undefined ? [] : [scroller])];
      },
    };
  }

  private columnGrip(element: HTMLElement, id: string): Grip {
    const { screen } = this;
    return {
      element,
      over: (point) => {
        const others = this.spans().filter((span) => span.id !== id && span.id !== UNSORTED);
        const slot = columnSlot(others, point.middleX);
        const before = screen.drag.peek();
        if (before?.slot !== slot) screen.drag.value = { kind: "column", id, height: 0, column: id, slot };
      },
      drop: () => {
        const drag = screen.drag.peek();
        screen.drag.value = null;
        const others = screen.client.board.columns().filter((column) => column.id !== id);
        if (drag !== null) moveColumn(screen, id, others[drag.slot - 1]?.id ?? null);
      },
      cancel: () => {
        screen.drag.value = null;
      },
      scrollers: () => [this.plane],
    };
  }

  private cardSlot(column: string, moved: string, point: Point): number {
    const scroller = this.scrollers.get(column);
    const ids = this.screen.shown(column).filter((id) => id !== moved);
    if (scroller === undefined) return ids.length; // collapsed: at its end
    const y = point.middleY - scroller.getBoundingClientRect().top + scroller.scrollTop;
    return slotAt(layOut(ids, this.screen.heights, CARD_GAP), CARD_GAP, y);
  }

  /** Where the columns are; measured again only when they may have moved, because every frame of a drag asks. */
  private spans(): readonly Span[] {
    const { scrollLeft, scrollWidth, clientWidth } = this.plane;
    const at = `${scrollLeft} ${scrollWidth} ${clientWidth}`;
    const columns = this.screen.client.board.columns();
    if (this.measured?.at !== at || this.measured.columns !== columns)
      this.measured = { at, columns, spans: this.measure() };
    return this.measured.spans;
  }

  private measure(): readonly Span[] {
    const columns = this.plane.querySelectorAll<HTMLElement>("[data-column]");
    return [...columns].map((column) => {
      const { left, right } = column.getBoundingClientRect();
      return { id: column.dataset["column"] ?? "", left, right };
    });
  }
}
