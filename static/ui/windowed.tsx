/** A list of which only the rows in sight are drawn; heights are learnt from what was drawn. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  drawn,
  type Heights,
  type Hole,
  headBefore,
  inSight,
  type Layout,
  layOut,
  scrollTo,
} from "./windowing.ts";

/** Rows within this many pixels outside of sight are drawn too. */
const MARGIN = 240;
const SCROLL_MARGIN = 8;
const TIMING = { duration: 160, easing: "cubic-bezier(0.2, 0, 0, 1)" } as const;
/** More rows than this come by a filter, not by hand. */
const ARRIVALS_MAX = 4;

interface WindowedProps {
  readonly ids: readonly string[];
  readonly heights: Heights;
  readonly gap: number;
  readonly label: string;
  readonly class: string;
  /** Which rows are heads of those that follow: they stay in sight as long as those, at the estimated height. */
  readonly heads?: readonly number[];
  /** Stay drawn wherever they are: the focused, the edited one. */
  readonly pinned: ReadonlySet<string>;
  /** Stays drawn, without a place in the list. */
  readonly lifted?: string | null;
  readonly hole?: Hole | null;
  /** A row to scroll to, whenever `summons` changes. */
  readonly wanted?: string | null;
  readonly summons?: number;
  readonly onScroller?: (scroller: HTMLElement | null) => void;
  readonly row: (id: string) => ComponentChildren;
}

export function Windowed(props: WindowedProps) {
  const { ids, heights, gap, hole = null, lifted = null, heads = NO_HEADS } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const [, redraw] = useState(0);
  const learning = useLearning(heights, scroller, () => redraw((times) => times + 1));

  const layout = layOut(ids, heights, gap, hole);
  const range = inSight(layout, view.top - MARGIN, view.top + view.height + MARGIN);
  const indices = drawn(ids, range, props.pinned, headBefore(heads, range.first));
  learning.place(ids, layout);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => setView((before) => looked(before, element));
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    props.onScroller?.(element);
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
      props.onScroller?.(null);
    };
  }, []);
  useLayoutEffect(() => {
    const [element, index] = [scroller.current, ids.indexOf(props.wanted ?? "")];
    if (element === null || index < 0 || props.summons === 0) return;
    const row = { top: layout.tops[index] ?? 0, height: heights.of(ids[index] ?? "") };
    // A head that stays in sight covers the first of what is seen.
    const covered = heads.length > 0 ? heights.estimate : 0;
    const seen = { top: element.scrollTop + covered, height: element.clientHeight - covered };
    element.scrollTop = scrollTo(row, seen, SCROLL_MARGIN) - covered;
  }, [props.summons, props.wanted]);
  useGlides(scroller, ids, layout, hole !== null || lifted !== null);

  // What is lifted stays the same element, or a finger would lose what it touches.
  const rows = indices.map((index) => ({ id: ids[index] ?? "", index }));
  if (lifted !== null && !rows.some(({ id }) => id === lifted)) rows.push({ id: lifted, index: -1 });
  return (
    <div ref={scroller} class={`windowed ${props.class}`} style={{ flexBasis: `${layout.height}px` }}>
      <div class="windowed-rows" style={{ height: `${layout.height}px` }}>
        {layout.holeTop !== null && hole !== null && (
          <div class="windowed-hole" style={{ top: `${layout.holeTop}px`, height: `${hole.height}px` }} />
        )}
        <ul aria-label={props.label}>
          {rows.map(({ id, index }) => {
            const stretch = stretchOf(heads, index, layout);
            return (
              <li
                key={id}
                ref={stretch === null ? learning.observe : null}
                class={`windowed-row${index < 0 ? " is-lifted" : ""}${stretch === null ? "" : " is-head"}`}
                aria-setsize={ids.length}
                aria-posinset={index + 1}
                aria-hidden={index < 0}
                data-row={id}
                style={{
                  top: `${layout.tops[index] ?? 0}px`,
                  ...(stretch === null ? {} : { height: `${stretch}px` }),
                }}
              >
                {props.row(id)}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

const NO_HEADS: readonly number[] = [];

/** Returns how far a head reaches: over all its rows, so that it can stay in sight with them; null for what is none. */
function stretchOf(heads: readonly number[], index: number, { tops, height }: Layout): number | null {
  const at = heads.indexOf(index);
  if (at < 0) return null;
  return (tops[heads[at + 1] ?? tops.length] ?? height) - (tops[index] ?? 0);
}

/** Returns the same view unless it moved so far that other rows may be in sight. */
function looked(before: { top: number; height: number }, element: HTMLElement) {
  const [top, height] = [element.scrollTop, element.clientHeight];
  const isNear = Math.abs(before.top - top) < MARGIN / 2 && before.height === height;
  return isNear ? before : { top, height };
}

/** Learns heights of drawn rows, and keeps what is in sight where it is when rows above it turn out different. */
function useLearning(heights: Heights, scroller: { current: HTMLElement | null }, onNews: () => void) {
  const state = useRef<Learning | null>(null);
  state.current ??= new Learning(heights, scroller, onNews);
  useEffect(() => () => state.current?.close(), []);
  return state.current;
}

class Learning {
  readonly #sizes: ResizeObserver;
  readonly #heights: Heights;
  readonly #scroller: { current: HTMLElement | null };
  #ids: readonly string[] = [];
  #layout: Layout | null = null;

  constructor(heights: Heights, scroller: { current: HTMLElement | null }, onNews: () => void) {
    this.#heights = heights;
    this.#scroller = scroller;
    this.#sizes = new ResizeObserver((entries) => {
      if (this.#learn(entries)) onNews();
    });
  }

  /** A row's ref: watches it from when it is drawn. An observer forgets by itself what left the page. */
  readonly observe = (row: HTMLElement | null): void => {
    if (row !== null) this.#sizes.observe(row);
  };

  place(ids: readonly string[], layout: Layout): void {
    this.#ids = ids;
    this.#layout = layout;
  }

  close(): void {
    this.#sizes.disconnect();
  }

  #learn(entries: readonly ResizeObserverEntry[]): boolean {
    const top = this.#scroller.current?.scrollTop ?? 0;
    let [news, above] = [false, 0];
    for (const { target, borderBoxSize } of entries) {
      const id = target instanceof HTMLElement ? target.dataset["row"] : undefined;
      if (id === undefined || !target.isConnected) continue;
      const [before, now] = [this.#heights.of(id), Math.round(borderBoxSize[0]?.blockSize ?? 0)];
      if (!this.#heights.learn(id, now)) continue;
      news = true;
      if (this.#topOf(id) < top) above += now - before;
    }
    if (above !== 0 && this.#scroller.current !== null) this.#scroller.current.scrollTop = top + above;
    return news;
  }

  #topOf(id: string): number {
    const index = this.#ids.indexOf(id);
    return index < 0 ? Number.POSITIVE_INFINITY : (this.#layout?.tops[index] ?? 0);
  }
}

/**
 * Lets rows glide to their new places when the order changes, not when heights are learnt; a new one fades in. What changed
 * above the rows in sight moves none of them.
 */
function useGlides(
  scroller: { current: HTMLElement | null },
  ids: readonly string[],
  layout: Layout,
  isDragging: boolean,
): void {
  const before = useRef<{
    readonly ids: readonly string[];
    readonly tops: ReadonlyMap<string, number>;
    readonly isDragging: boolean;
  } | null>(null);
  useLayoutEffect(() => {
    const rows = scroller.current?.querySelectorAll<HTMLElement>("[aria-posinset]") ?? [];
    const tops = new Map<string, number>();
    for (const row of rows) tops.set(row.dataset["row"] ?? "", Number.parseFloat(row.style.top));
    const old = before.current;
    before.current = { ids, tops, isDragging };
    const isOther = old !== null && old.ids !== ids;
    // What I drag and drop is in sight all the time.
    const isQuiet = isDragging || old?.isDragging === true;
    const shift = isOther && !isQuiet ? keptInSight(scroller.current, old.tops, tops) : 0;
    if (old === null || !(isOther || isDragging) || prefersStill()) return;
    const arrives = isOther && !isQuiet ? arrivals(old.ids, ids) : null;
    for (const row of rows) {
      const id = row.dataset["row"] ?? "";
      const [from, top] = [old.tops.get(id), tops.get(id) ?? 0];
      if (arrives?.has(id)) row.animate([{ opacity: 0, transform: "translateY(-8px)" }, {}], TIMING);
      else if (from !== undefined && from + shift !== top)
        row.animate([{ transform: `translateY(${from + shift - top}px)` }, { transform: "none" }], TIMING);
    }
  }, [ids, layout.height, layout.holeTop]);
}

/** Scrolls by what most rows in sight have moved; returns by how much. At the very top a list stays there. */
function keptInSight(
  scroller: HTMLElement | null,
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): number {
  if (scroller === null || scroller.scrollTop === 0) return 0;
  const [start, end] = [scroller.scrollTop, scroller.scrollTop + scroller.clientHeight];
  const moved: number[] = [];
  for (const [id, top] of before) {
    const then = now.get(id);
    if (then !== undefined && top >= start && top < end) moved.push(then - top);
  }
  const shift = moved.sort((left, right) => left - right)[moved.length >> 1] ?? 0;
  if (shift !== 0) scroller.scrollTop = start + shift;
  return scroller.scrollTop - start;
}

/** Returns the rows that are new in a list; none when they are many. */
function arrivals(before: readonly string[], ids: readonly string[]): ReadonlySet<string> {
  const known = new Set(before);
  const found = ids.filter((id) => !known.has(id));
  return new Set(found.length > ARRIVALS_MAX ? [] : found);
}

export function prefersStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
