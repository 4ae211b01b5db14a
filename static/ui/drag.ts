/**
 * Dragging with mouse, pen and touch: one module for cards, columns, bars and what else moves.
 *
 * A drag starts after 5 pixels with a mouse, after holding still for 250 ms with a finger (before that it scrolls). A copy
 * of what is dragged follows the pointer; edges scroll; Escape puts it back. What the drag means is the host's.
 */

import { onEscape } from "./escape.ts";

export interface Grip {
  /** What is lifted; its copy follows the pointer. */
  readonly element: HTMLElement;
  /** Called once the drag begins, and for every move. `point` is the middle of the copy's top edge and the pointer. */
  over(point: Point): void;
  drop(): void;
  cancel(): void;
  /** What scrolls when the pointer is near its edge. */
  scrollers(point: Point): readonly HTMLElement[];
  /** The host draws what moves: no copy follows the pointer. */
  readonly isDrawn?: boolean;
  /** How much of a scroller lies under what stands still in it, at its left and its top. */
  readonly covered?: { readonly left: number; readonly top: number };
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** The middle of the copy. */
  readonly middleX: number;
  readonly middleY: number;
}

const MOUSE_SLOP = 5;
const TOUCH_SLOP = 8;
const TOUCH_HOLD_MS = 250;
const NOTHING = { left: 0, top: 0 };
/** What is wider is not tilted: its ends would be far from where they land. */
const TILTED_MAX = 400;
const EDGE = 48;
const EDGE_SPEED = 14; // pixels a frame, at the very edge

/** Lets what `grip` recognises be dragged within `root`; returns how to stop. */
export function draggable(root: HTMLElement, grip: (target: Element) => Grip | null): () => void {
  let current: Gesture | null = null;
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary || !(event.target instanceof Element)) return;
    current?.cancel();
    const found = grip(event.target);
    current = found === null ? null : new Gesture(found, event);
  };
  // A link would be dragged by the browser itself.
  const onNative = (event: Event) => event.preventDefault();
  root.addEventListener("pointerdown", onDown);
  root.addEventListener("dragstart", onNative);
  return () => {
    current?.cancel();
    root.removeEventListener("pointerdown", onDown);
    root.removeEventListener("dragstart", onNative);
  };
}

class Gesture {
  private readonly grip: Grip;
  private readonly pointer: number;
  private readonly isTouch: boolean;
  private readonly start: { readonly x: number; readonly y: number };
  private readonly listening = new AbortController();
  private readonly hold: ReturnType<typeof setTimeout> | null;
  private flight: Flight | null = null;
  private hasFlown = false;
  /** The card that is pressed. */
  private readonly pressed: HTMLElement | null;

  constructor(grip: Grip, event: PointerEvent) {
    this.grip = grip;
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    this.pressed = isPlain ? (event.target as Element).closest<HTMLElement>("a[data-card]") : null;
    this.pointer = event.pointerId;
    this.isTouch = event.pointerType === "touch";
    this.start = { x: event.clientX, y: event.clientY };
    this.hold = this.isTouch ? setTimeout(() => this.begin(this.start), TOUCH_HOLD_MS) : null;
    const { signal } = this.listening;
    addEventListener("pointermove", (move) => this.onMove(move), { signal });
    addEventListener("pointerup", (up) => this.onUp(up), { signal });
    addEventListener("pointercancel", (gone) => gone.pointerId === this.pointer && this.cancel(), { signal });
    // Only while a finger drags: the page must not scroll with it. A listener added later would be passive.
    addEventListener("touchmove", (move) => this.flight !== null && move.preventDefault(), {
      signal,
      passive: false,
    });
    addEventListener("contextmenu", (menu) => this.isTouch && menu.preventDefault(), { signal });
  }

  cancel(): void {
    this.end();
    this.land("cancel");
  }

  /** Ends what is in the air; the button may still be down. */
  private land(how: "cancel" | "drop"): void {
    if (this.flight === null) return;
    this.flight.end();
    this.flight = null;
    this.grip[how]();
  }

  private onMove(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    const at = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(at.x - this.start.x, at.y - this.start.y);
    if (this.flight !== null) this.flight.moveTo(at);
    else if (this.isTouch) {
      if (far > TOUCH_SLOP) this.end(); // it scrolls
    } else if (far > MOUSE_SLOP && !this.hasFlown) this.begin(at);
  }

  private onUp(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.end();
    if (this.hasFlown)
      swallowClick(); // also where Escape has put it back before
    else this.press(event.target as Node);
    this.land("drop");
  }

  /** A card that others have moved away since it was pressed is meant all the same: of itself no click would come. */
  private press(target: Node): void {
    const { pressed } = this;
    if (pressed === null || pressed.contains(target)) return;
    document.querySelector<HTMLElement>(`a[data-card="${pressed.dataset["card"]}"]`)?.click();
  }

  private begin(at: { readonly x: number; readonly y: number }): void {
    getSelection()?.removeAllRanges();
    this.flight = new Flight(this.grip, this.start, () => this.land("cancel"));
    this.hasFlown = true;
    this.flight.moveTo(at);
  }

  private end(): void {
    if (this.hold !== null) clearTimeout(this.hold);
    this.listening.abort();
  }
}

/** The copy in the air. */
class Flight {
  private readonly grip: Grip;
  private readonly copy: HTMLElement;
  private readonly offset: { readonly x: number; readonly y: number };
  private readonly size: { readonly width: number; readonly height: number };
  private readonly offLadder: () => void;
  private at = { x: 0, y: 0 };
  private frame = 0;

  constructor(grip: Grip, from: { readonly x: number; readonly y: number }, cancel: () => void) {
    this.grip = grip;
    const box = grip.element.getBoundingClientRect();
    this.offset = { x: from.x - box.left, y: from.y - box.top };
    this.size = { width: box.width, height: box.height };
    this.copy = document.createElement("div");
    this.copy.className = "dragged";
    this.copy.inert = true; // those who hear the page hear what is lifted, once
    this.copy.style.cssText = `width: ${box.width}px; height: ${box.height}px`;
    if (grip.isDrawn !== true) {
      this.copy.append(grip.element.cloneNode(true));
      document.body.append(this.copy);
    }
    document.body.classList.add("is-dragging");
    this.offLadder = onEscape(cancel);
    this.frame = requestAnimationFrame(() => this.scrollEdges());
  }

  moveTo(at: { readonly x: number; readonly y: number }): void {
    this.at = { ...at };
    const [left, top] = [at.x - this.offset.x, at.y - this.offset.y];
    const tilt = this.size.width > TILTED_MAX ? 0 : 2;
    this.copy.style.transform = `translate(${left}px, ${top}px) rotate(${tilt}deg)`;
    this.grip.over(this.point());
  }

  end(): void {
    cancelAnimationFrame(this.frame);
    this.copy.remove();
    document.body.classList.remove("is-dragging");
    this.offLadder();
  }

  private point(): Point {
    const [left, top] = [this.at.x - this.offset.x, this.at.y - this.offset.y];
    return { ...this.at, middleX: left + this.size.width / 2, middleY: top + this.size.height / 2 };
  }

  /** Scrolls what the pointer is near the edge of, faster the nearer. */
  private scrollEdges(): void {
    for (const scroller of this.grip.scrollers(this.point())) {
      const box = scroller.getBoundingClientRect();
      const { left, top } = this.grip.covered ?? NOTHING;
      const across = pull(this.at.x, box.left + left, box.right);
      const down = pull(this.at.y, box.top + top, box.bottom);
      if (across === 0 && down === 0) continue;
      const before = [scroller.scrollLeft, scroller.scrollTop];
      scroller.scrollBy(across, down);
      if (before[0] !== scroller.scrollLeft || before[1] !== scroller.scrollTop) this.grip.over(this.point());
    }
    this.frame = requestAnimationFrame(() => this.scrollEdges());
  }
}

/** Returns how many pixels to scroll in this frame: negative near the start, positive near the end. */
export function pull(at: number, start: number, end: number): number {
  const edge = Math.min(EDGE, (end - start) / 4);
  const into = (depth: number) => Math.min(Math.max(depth, 0), edge);
  return Math.round(((into(at - end + edge) - into(start + edge - at)) / edge) * EDGE_SPEED);
}

/** The click that ends a drag opens nothing. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, true);
  // A drag that ends elsewhere clicks nothing: then the next click is meant.
  setTimeout(() => removeEventListener("click", swallow, true));
}
