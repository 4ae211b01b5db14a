/** What stands over the canvas: the axis, the milestones, the line of today, and free days in another shade. */

import { type Tick, ticks } from "../ui/axis.ts";
import { inWords, weekday, weekStartOf } from "../ui/days.ts";
import { hands, type TimelineState } from "./timeline_state.ts";

interface AxisProps {
  readonly timeline: TimelineState;
  readonly around: number;
}

const weekStart = weekStartOf(navigator.language);
const SATURDAY = 6;

/** Returns the first and last day to draw. */
export function daysInSight(timeline: TimelineState, around: number) {
  const { left, width } = timeline.view.value;
  const { from, to } = timeline.reach.value;
  const day = (x: number) => from + Math.floor(x / timeline.dayWidth.value);
  return { from: Math.max(from, day(left - around)), to: Math.min(to, day(left + width + around) + 1) };
}

export function Axis({ timeline, around }: AxisProps) {
  const [reach, zoom] = [daysInSight(timeline, around), timeline.zoom.value];
  const place = ({ day, to }: Tick) => ({
    left: `${timeline.xOf(day)}px`,
    width: `${timeline.xOf(to) - timeline.xOf(day)}px`,
  });
  const [today, deeds] = [timeline.today.value, hands.value];
  return (
    <div class="tl-head">
      <div class="tl-corner">{deeds !== null && <deeds.MilestoneCorner timeline={timeline} />}</div>
      <div class="tl-axis">
        {ticks(zoom, "major", reach, weekStart).map((tick) => (
          <div key={tick.day} class="tl-major" style={place(tick)}>
            <span>{tick.label}</span>
          </div>
        ))}
        {ticks(zoom, "minor", reach, weekStart).map((tick) => (
          <div
            key={tick.day}
            class={`tl-minor${tick.day <= today && today < tick.to ? " is-today" : ""}`}
            style={place(tick)}
          >
            {tick.label}
          </div>
        ))}
        {deeds !== null && <deeds.MilestoneLine timeline={timeline} around={around} />}
      </div>
    </div>
  );
}

export function Grid({ timeline, around }: AxisProps) {
  const [reach, zoom, width] = [daysInSight(timeline, around), timeline.zoom.value, timeline.dayWidth.value];
  const [first, held] = [timeline.reach.value.from, timeline.held.value];
  const saturday = (SATURDAY - weekday(first) + 7) % 7;
  const showsWeeks = zoom === "day" || zoom === "week";
  return (
    <div
      class={`tl-grid${showsWeeks ? " has-weeks" : ""}`}
      style={{
        backgroundSize: `${7 * width}px 100%`,
        backgroundPositionX: `${saturday * width}px`,
        "--free": `${2 * width}px`,
      }}
    >
      {ticks(zoom, "major", reach, weekStart).map(({ day }) => (
        <div key={day} class="tl-line" style={{ left: `${timeline.xOf(day)}px` }} />
      ))}
      {held?.what === "card" && held.day !== null && (
        <div class="tl-line is-target" style={{ left: `${timeline.xOf(held.day)}px`, width: `${width}px` }}>
          <b>{inWords(held.day, held.day)}</b>
        </div>
      )}
      <div class="tl-line is-today" style={{ left: `${timeline.xOf(timeline.today.value + 0.5)}px` }} />
    </div>
  );
}
