/** When each row of a portfolio begins and ends, on a strip of time that all of them share; an initiative's bar can be moved. */

import { hue } from "../ui/avatar.tsx";
import type { Tick } from "../ui/axis.ts";
import { type Bar, dragged, heldSpan } from "../ui/bars.ts";
import { spellDay } from "../ui/days.ts";
import { deadline } from "../ui/due.ts";
import { boardPath } from "../ui/location.ts";
import { at, barOf, beginningOf, monthsOf, type Stretch, type Strip } from "../ui/mini_timeline.ts";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { aboutOf, mayChange, nameOf, STATUS_HUES } from "./portfolio_about.ts";
import { stretchOf, whenIn } from "./portfolio_dates.ts";
import { spansOf } from "./portfolio_spans.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { type TimeState, timeOf } from "./portfolio_time_state.ts";

/** Where something stands that is too far away for the strip, too: whole, at its edge. */
function within(percent: number): string {
  return `min(${percent}%, 100% - 8px)`;
}

interface WhenProps {
  readonly state: PortfolioState;
  readonly line: Line;
}

export function When({ state, line }: WhenProps) {
  const [time, stretch] = [timeOf(state), stretchOf(state, line)];
  const strip = time.strip.value;
  const [now, says] = [minute.value, whenIn(state, line)];
  return (
    <span class="portfolio-cell is-when">
      <span class="portfolio-strip" data-strip>
        <span class="portfolio-says" role="img" aria-label={says || "no dates"} title={says} />
        {linesOf(time).map((left) => (
          <span key={left} class="portfolio-month" style={{ left: `${left}%` }} />
        ))}
        <span class="portfolio-today" style={{ left: `${at(now, strip)}%` }} />
        <WhenBar state={state} line={line} stretch={stretch} />
        {stretch.milestones.map(({ name, date }) => (
          <span
            key={name + date}
            class="portfolio-point"
            style={{ left: within(at(deadline(date), strip)) }}
          />
        ))}
      </span>
    </span>
  );
}

/** An initiative's bar is moved and stretched; a board's leads to the board, where its dates are. */
function WhenBar({ state, line, stretch }: WhenProps & { readonly stretch: Stretch }) {
  const strip = timeOf(state).strip.value;
  const spans = spansOf(state);
  const held = spans.held.value;
  const own = spans.bars.value.get(line.key);
  const [first, last] = stretch.span ?? [];
  const shown = stretch.span === undefined ? stretch : { start: first, target: last };
  const isHeld = held?.what === "bars" && held.ids.has(line.key) && own !== undefined;
  const place = isHeld ? placeOf(dragged(own, held.hold, held.days), strip) : barOf(shown, strip);
  if (place === null) return null;
  const { status } = aboutOf(state, line);
  const style = {
    ...{ left: within(place.left), width: `${place.width}%` },
    "--hue": hue(status === undefined ? undefined : STATUS_HUES[status]),
  };
  if (line.kind === "board")
    return (
      <a
        class={stretch.span === undefined ? "portfolio-bar" : "portfolio-bar is-cards"}
        href={boardPath(line.id)}
        style={style}
        tabIndex={-1}
      >
        <span class="unseen">Open {nameOf(state, line)}</span>
      </a>
    );
  if (own === undefined || !mayChange(state, line)) return <span class="portfolio-bar" style={style} />;
  return (
    <>
      <button
        type="button"
        class={isHeld ? "portfolio-bar is-held" : "portfolio-bar"}
        style={style}
        tabIndex={state.focus.value === line.key ? 0 : -1}
        aria-label={`Dates of ${nameOf(state, line)}`}
        data-bar={line.key}
      >
        <i data-hold="start" />
        <i data-hold="end" />
      </button>
      {state.screen.live.peers.value.flatMap(({ person, state: shown }) => {
        const span = heldSpan(shown, line.key);
        if (span === null) return [];
        const { left, width } = placeOf(span, strip);
        return (
          <span
            key={person.id}
            class="portfolio-bar is-ghost"
            style={{ left: `${left}%`, width: `${width}%`, "--hue": hue(person.color) }}
            title={person.name}
          />
        );
      })}
    </>
  );
}

function placeOf({ from, to }: Bar, strip: Strip) {
  return barOf({ start: spellDay(from), target: spellDay(to) }, strip) ?? { left: 0, width: 0 };
}

/** Where months begin, or what the axis is divided by. */
function linesOf(time: TimeState): readonly number[] {
  const strip = time.strip.value;
  if (time.zoom.value === null) return monthsOf(strip).map(({ left }) => left);
  return time.ticks("major").map(({ day }) => at(beginningOf(day), strip));
}

/** The months of the strip, or what the axis of a timeline says. */
export function WhenHead({ state }: { readonly state: PortfolioState }) {
  const time = timeOf(state);
  const [strip, today] = [time.strip.value, time.today.value];
  const place = ({ day, to }: Tick) => {
    const left = at(beginningOf(day), strip);
    return { left: `${left}%`, width: `${at(beginningOf(to), strip) - left}%` };
  };
  return (
    <span class="is-when">
      {time.zoom.value === null &&
        monthsOf(strip).map(({ left, width, name }) => (
          <span key={left} style={{ left: `${left}%`, width: `${width}%` }}>
            {name}
          </span>
        ))}
      {time.ticks("major").map((tick) => (
        <span key={`major ${tick.day}`} class="tl-major" style={place(tick)}>
          <span>{tick.label}</span>
        </span>
      ))}
      {time.ticks("minor").map((tick) => (
        <span
          key={tick.day}
          class={`tl-minor${tick.day <= today && today < tick.to ? " is-today" : ""}`}
          style={place(tick)}
        >
          {tick.label}
        </span>
      ))}
    </span>
  );
}
