/** The timeline: cards as bars over days, their tree on the left; only what is in sight is drawn, in both directions. */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import "../ui/icons_later.ts";
import { isCompact } from "../ui/density.ts";
import { useScreen } from "../ui/screen.ts";
import { scrollTo } from "../ui/windowing.ts";
import { editing } from "./editing.ts";
import { Arrows } from "./timeline_arrows.tsx";
import { Axis, Grid } from "./timeline_axis.tsx";
import type { Frame } from "./timeline_drag.ts";
import { Row } from "./timeline_row.tsx";
import { hands, loadHands, type TimelineState, timelineOf } from "./timeline_state.ts";
import { TimelineTools } from "./timeline_tools.tsx";

/** What is drawn outside of sight: rows, and pixels to both sides. */
const ROWS_AROUND = 6;
const AROUND = 400;
const TODAY_AT = 0.25;
const isTouched = matchMedia("(pointer: coarse)").matches;
/** The axis in two lines, and the line of milestones. */
const HEAD = isTouched ? 92 : 76;

export default function TimelineView(): JSX.Element {
  const screen = useScreen();
  const timeline = timelineOf(screen);
  const [root, scroller] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const frame = useFrame(timeline);
  useView(timeline, scroller);
  useScrolling(timeline, scroller, frame);
  useEffect(() => void loadHands(), []);
  const [rows, { from, to }, width] = [timeline.rows.value, timeline.reach.value, timeline.dayWidth.value];
  const { top, height } = timeline.view.value;
  const [first, end] = [
    Math.max(0, Math.floor(top / frame.row) - ROWS_AROUND),
    Math.min(rows.length, Math.ceil((top + height - frame.head) / frame.row) + ROWS_AROUND),
  ];
  const [parts, deeds] = [editing.value, hands.value];
  const column = screen.composing.value;
  return (
    <div
      class="tl"
      ref={root}
      style={{ "--tree": `${frame.tree}px`, "--head": `${frame.head}px`, "--tl-row": `${frame.row}px` }}
    >
      <TimelineTools timeline={timeline} />
      {rows.length === 0 && (
        <p class="empty">
          No card here has a date yet. Give one a start or due date, or take it from “Without any date”.
        </p>
      )}
      <div class="tl-body">
        <div class="tl-scroll" ref={scroller}>
          <div
            class="tl-plane"
            style={{
              width: `${frame.tree + (to - from) * width}px`,
              height: `${frame.head + rows.length * frame.row}px`,
            }}
          >
            <Axis timeline={timeline} around={AROUND} />
            <Grid timeline={timeline} around={AROUND} />
            <Arrows timeline={timeline} first={first} end={end} row={frame.row} />
            <ul class="tl-rows" aria-label="Cards in time">
              {drawnRows(timeline, first, end).map((index) => {
                const row = rows[index];
                return (
                  row !== undefined && (
                    <Row key={row.key} timeline={timeline} row={row} index={index} around={AROUND} />
                  )
                );
              })}
            </ul>
          </div>
        </div>
        {deeds !== null && timeline.showsTray.value && (
          <deeds.Unscheduled
            ids={timeline.unscheduled.value}
            onClose={() => {
              timeline.showsTray.value = false;
            }}
          />
        )}
      </div>
      {parts !== null && column !== null && (
        <div class="list-composer">
          <p class="hint">New card in {screen.live.column(column)?.name}</p>
          <parts.Composer column={column} />
        </div>
      )}
      {deeds !== null && (
        <deeds.TimelineHands timeline={timeline} root={root} scroller={scroller} frame={frame} />
      )}
    </div>
  );
}

/** Returns how much room what stands still takes, and a row. */
function useFrame(timeline: TimelineState): Frame {
  const row = isTouched ? 44 : isCompact.value ? 28 : 36;
  return { tree: timeline.tree.value, head: HEAD, row };
}

/** Returns the rows to draw: those in sight, the focused one, and what is held. */
function drawnRows(timeline: TimelineState, first: number, end: number): readonly number[] {
  const { places, held, screen } = timeline;
  const pinned = held.value?.what === "bars" ? [...held.value.ids].slice(0, 1) : [];
  const indices = new Set<number>();
  for (let index = first; index < end; index += 1) indices.add(index);
  for (const id of [screen.focus.value, timeline.menu.value, ...pinned]) {
    const index = id === null ? undefined : places.value.get(id);
    if (index !== undefined) indices.add(index);
  }
  return [...indices].sort((left, right) => left - right);
}

/** Keeps what is in sight, a step at a time: between two steps scrolling draws nothing. */
function useView(timeline: TimelineState, scroller: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      const before = timeline.view.peek();
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = element;
      const isNear = Math.abs(before.left - left) < AROUND / 4 && Math.abs(before.top - top) < 100;
      if (!isNear || before.width !== width || before.height !== height)
        timeline.view.value = { left, top, width, height };
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [timeline]);
}

/** Begins at today, keeps the middle day where it is when the zoom changes, and follows the keyboard. */
function useScrolling(
  timeline: TimelineState,
  scroller: { current: HTMLElement | null },
  { tree, head, row }: Frame,
): void {
  const { screen } = timeline;
  const [{ from }, width] = [timeline.reach.value, timeline.dayWidth.value];
  const before = useRef<{ readonly from: number; readonly width: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const [last, canvas] = [before.current, element.clientWidth - tree];
    before.current = { from, width };
    if (last === null) element.scrollLeft = timeline.xOf(timeline.today.peek()) - canvas * TODAY_AT;
    else if (last.width !== width) {
      const middle = (element.scrollLeft + canvas / 2) / last.width + last.from;
      element.scrollLeft = (middle - from) * width - canvas / 2;
    } else element.scrollLeft += (last.from - from) * width;
  }, [from, width]);
  useLayoutEffect(() => {
    const [element, card] = [scroller.current, screen.focus.peek() ?? ""];
    const [place, bar] = [timeline.places.peek().get(card), timeline.bars.peek().get(card)];
    if (element === null || place === undefined || screen.summons.value === 0) return;
    const seen = { top: element.scrollTop, height: element.clientHeight - head };
    element.scrollTop = scrollTo({ top: place * row, height: row }, seen, 8);
    if (bar === undefined) return;
    const [left, right] = [timeline.xOf(bar.from), timeline.xOf(bar.to + 1)];
    const canvas = element.clientWidth - tree;
    const isSeen = right > element.scrollLeft && left < element.scrollLeft + canvas;
    if (!isSeen) element.scrollLeft = left - canvas * TODAY_AT;
  }, [screen.summons.value]);
}
