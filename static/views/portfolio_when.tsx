/** When each row of a portfolio begins and ends, on a strip of time that all of them share; an initiative's bar can be moved. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { hue } from "../ui/avatar.tsx";
import { type Bar, dragged, heldSpan } from "../ui/bars.ts";
import { spellDay } from "../ui/days.ts";
import { deadline, shortDay } from "../ui/due.ts";
import { boardPath } from "../ui/location.ts";
import { at, barOf, monthsOf, type Stretch, type Strip, stripOf } from "../ui/mini_timeline.ts";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { aboutOf, mayChange, nameOf, STATUS_HUES } from "./portfolio_about.ts";
import { spansOf } from "./portfolio_spans.ts";
import type { PortfolioState } from "./portfolio_state.ts";

const strips = new WeakMap<PortfolioState, ReadonlySignal<Strip>>();

/** Returns the strip of a portfolio, made anew only when one of its dates changes. */
export function stripFor(state: PortfolioState): Strip {
  const made =
    strips.get(state) ??
    computed(() => {
      const lines = state.lines.value.filter(({ kind }) => kind !== "hidden");
      return stripOf(
        lines.map((line) => stretchOf(state, line)),
        minute.value,
      );
    });
  strips.set(state, made);
  return made.value;
}

function stretchOf(state: PortfolioState, line: Line): Stretch {
  const { start, target } = aboutOf(state, line);
  const summary = line.kind === "board" ? state.summary(line.id) : undefined;
  const known = summary?.milestones ?? [];
  const milestones = known.flatMap(([, name, date, isDone]) =>
    date === null || isDone ? [] : [{ name, date }],
  );
  const span = start === undefined && target === undefined ? (summary?.span ?? undefined) : undefined;
  return { start, target, span, milestones };
}

/** Where something stands that is too far away for the strip, too: whole, at its edge. */
function within(percent: number): string {
  return `min(${percent}%, 100% - 8px)`;
}

interface WhenProps {
  readonly state: PortfolioState;
  readonly line: Line;
}

/** Returns when a row begins and ends, in words. */
export function whenIn(state: PortfolioState, line: Line): string {
  const stretch = stretchOf(state, line);
  const now = minute.value;
  const days = [stretch.start, stretch.target].map((date) => (date === undefined ? "" : shortDay(date, now)));
  const isDated = stretch.start !== undefined || stretch.target !== undefined;
  return [
    ...(isDated ? [`from ${days[0] || "?"} to ${days[1] || "?"}`] : []),
    ...(stretch.span === undefined
      ? []
      : [`open cards from ${stretch.span.map((date) => shortDay(date, now)).join(" to ")}`]),
    ...stretch.milestones.map(({ name, date }) => `${name} on ${shortDay(date, now)}`),
  ].join("; ");
}

export function When({ state, line }: WhenProps) {
  const [strip, stretch] = [stripFor(state), stretchOf(state, line)];
  const [now, says] = [minute.value, whenIn(state, line)];
  return (
    <span class="portfolio-cell is-when">
      <span class="portfolio-strip" data-strip>
        <span class="portfolio-says" role="img" aria-label={says || "no dates"} title={says} />
        {monthsOf(strip).map(({ left }) => (
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
  const strip = stripFor(state);
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

/** The months of the strip. */
export function WhenHead({ state }: { readonly state: PortfolioState }) {
  return (
    <span class="is-when">
      {monthsOf(stripFor(state)).map(({ left, width, name }) => (
        <span key={left} style={{ left: `${left}%`, width: `${width}%` }}>
          {name}
        </span>
      ))}
    </span>
  );
}
