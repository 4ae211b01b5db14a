/** What stands over a timeline: where and how closely one looks, how rows are grouped, and what is wrong with the plan. */

import { ZOOMS } from "../ui/axis.ts";
import type { Day } from "../ui/days.ts";
import { capital } from "../ui/words.ts";
import { hands, type TimelineState } from "./timeline_state.ts";

export function TimelineTools({ timeline }: { readonly timeline: TimelineState }) {
  const deeds = hands.value;
  const waiting = timeline.unscheduled.value.length;
  return (
    <div class="tl-toolbar" role="toolbar" aria-label="Timeline">
      <button type="button" class="button" onClick={() => goTo(timeline, timeline.today.peek())}>
        Today
      </button>
      <fieldset class="tl-zoom" aria-label="Zoom">
        {ZOOMS.map((zoom) => (
          <button
            key={zoom}
            type="button"
            class="button is-plain"
            aria-pressed={timeline.zoom.value === zoom}
            onClick={() => timeline.set("zoom", zoom)}
          >
            {capital(zoom)}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="button is-plain"
        aria-pressed={timeline.isByParent.value}
        title="Rows: under their parents instead of their columns"
        onClick={() => timeline.set("rows", timeline.isByParent.peek() ? null : "parents")}
      >
        By parent
      </button>
      <button
        type="button"
        class="button is-plain"
        aria-pressed={timeline.showsPath.value}
        title="The longest chain of dependencies, and the slack of the others"
        onClick={() => timeline.set("path", timeline.showsPath.peek() ? null : "critical")}
      >
        Critical path
        {timeline.showsPath.value && ` · ${timeline.plan.value?.length ?? 0} d`}
      </button>
      {deeds !== null && <deeds.Problems timeline={timeline} />}
      <span class="header-gap" />
      <button
        type="button"
        class="button is-plain"
        aria-pressed={timeline.showsTray.value}
        onClick={() => {
          timeline.showsTray.value = !timeline.showsTray.peek();
        }}
      >
        Without any date <span class="count">{waiting}</span>
      </button>
    </div>
  );
}

const TODAY_AT = 0.25;

/** Brings a day into sight. */
export function goTo(timeline: TimelineState, day: Day): void {
  const scroller = scrollerOf();
  if (scroller !== null) scroller.scrollLeft = timeline.xOf(day) - scroller.clientWidth * TODAY_AT;
}

export function scrollerOf(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".tl-scroll");
}
