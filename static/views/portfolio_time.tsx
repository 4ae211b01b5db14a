/** The timeline of a portfolio: fetched for its rows once they are on the screen. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { capital } from "../ui/words.ts";
import { dragSpans } from "./portfolio_spans.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { timeActions } from "./portfolio_time_actions.ts";
import { canvasOf, LOOKS, type TimeState, timeOf } from "./portfolio_time_state.ts";

export { When, WhenHead } from "./portfolio_when.tsx";

/** Scrolled less than this, what is drawn around is enough. */
const STEP = 100;

/** How wide the time of the rows is, in pixels; 0: as there is room. */
export const spanOf = (state: PortfolioState) => timeOf(state).span.value;

interface TimeProps {
  readonly state: PortfolioState;
  readonly plane: { readonly current: HTMLElement | null };
}

export function Time({ state, plane }: TimeProps) {
  const time = timeOf(state);
  useActions(timeActions(state));
  const canEdit = state.screen.canEdit.value;
  useLayoutEffect(() => {
    time.scroller.value = plane.current?.querySelector<HTMLElement>(".windowed") ?? null;
    return () => {
      time.scroller.value = null;
    };
  }, [time]);
  const scroller = time.scroller.value;
  useEffect(() => {
    if (plane.current === null || scroller === null || !canEdit) return undefined;
    return dragSpans(plane.current, scroller, state);
  }, [state, canEdit, scroller]);
  useView(time, scroller, plane);
  useScrolling(time, scroller);
  return null;
}

/** Keeps what is in sight, a step at a time, and the months above it. */
function useView(time: TimeState, scroller: HTMLElement | null, plane: TimeProps["plane"]): void {
  useLayoutEffect(() => {
    if (scroller === null) return undefined;
    const look = () => {
      const [before, left, width] = [time.view.peek(), scroller.scrollLeft, canvasOf(scroller)];
      if (Math.abs(before.left - left) > STEP || before.width !== width) time.view.value = { left, width };
      const head = plane.current?.querySelector(".portfolio-head");
      if (head) head.scrollLeft = left;
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [scroller, time.span.value]);
}

/** Begins at today. Who looks closer keeps today where it is, or the middle where today is out of sight. */
function useScrolling(time: TimeState, scroller: HTMLElement | null): void {
  const [{ from, to }, span] = [time.reach.value, time.span.value];
  const before = useRef<{ readonly from: number; readonly width: number } | null>(null);
  useLayoutEffect(() => {
    if (scroller === null) return;
    const [last, width] = [before.current, span / (to - from)];
    before.current = span === 0 ? null : { from, width };
    if (span === 0) scroller.scrollLeft = 0;
    else if (last === null) time.goToToday();
    else {
      const [left, canvas] = [scroller.scrollLeft, canvasOf(scroller)];
      const today = (time.today.peek() + 0.5 - last.from) * last.width - left;
      const kept = 0 <= today && today <= canvas ? today : canvas / 2;
      scroller.scrollLeft = ((left + kept) / last.width + last.from - from) * width - kept;
    }
  }, [scroller, from, span]);
}

export function TimeTools({ state }: { readonly state: PortfolioState }) {
  const time = timeOf(state);
  const side = time.todayIs();
  return (
    <div class="tl-toolbar" role="toolbar" aria-label="Timeline">
      <button
        type="button"
        class="button"
        aria-label="Today"
        disabled={time.span.value === 0}
        onClick={() => time.goToToday()}
      >
        {side < 0 && "← "}Today{side > 0 && " →"}
      </button>
      <fieldset class="tl-zoom" aria-label="Zoom">
        {LOOKS.map((zoom) => (
          <button
            key={zoom}
            type="button"
            class="button is-plain"
            aria-pressed={time.zoom.value === zoom}
            onClick={() => time.set(zoom)}
          >
            {capital(zoom ?? "all")}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
