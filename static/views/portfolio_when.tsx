/** When each row of a portfolio begins and ends, on a strip of time that all of them share. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { hue } from "../ui/avatar.tsx";
import { deadline, shortDay, spelled } from "../ui/due.ts";
import { at, barOf, type Stretch, type Strip, stripOf } from "../ui/mini_timeline.ts";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { aboutOf, STATUS_HUES } from "./portfolio_about.ts";
import type { PortfolioState } from "./portfolio_state.ts";

const strips = new WeakMap<PortfolioState, ReadonlySignal<Strip>>();

/** Returns the strip of a portfolio, made anew only when one of its dates changes. */
function stripFor(state: PortfolioState): Strip {
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
  const known = line.kind === "board" ? (state.summary(line.id)?.milestones ?? []) : [];
  const milestones = known.flatMap(([, name, date, isDone]) =>
    date === null || isDone ? [] : [{ name, date }],
  );
  return { start, target, milestones };
}

export function When({ state, line }: { readonly state: PortfolioState; readonly line: Line }) {
  const [strip, stretch] = [stripFor(state), stretchOf(state, line)];
  const bar = barOf(stretch, strip);
  const { status } = aboutOf(state, line);
  const now = minute.value;
  const days = [stretch.start, stretch.target].map((date) => (date === undefined ? "" : shortDay(date, now)));
  const says = [
    ...(bar === null ? [] : [`from ${days[0] || "?"} to ${days[1] || "?"}`]),
    ...stretch.milestones.map(({ name, date }) => `${name} on ${shortDay(date, now)}`),
  ].join("; ");
  return (
    <span class="portfolio-cell is-when">
      <span class="portfolio-strip" role="img" aria-label={says || "no dates"} title={says}>
        <span class="portfolio-today" style={{ left: `${at(now, strip)}%` }} />
        {bar !== null && (
          <span
            class="portfolio-bar"
            style={{
              ...{ left: `${bar.left}%`, width: `${bar.width}%` },
              "--hue": hue(status === undefined ? undefined : STATUS_HUES[status]),
            }}
          />
        )}
        {stretch.milestones.map(({ name, date }) => (
          <span key={name + date} class="portfolio-point" style={{ left: `${at(deadline(date), strip)}%` }} />
        ))}
      </span>
    </span>
  );
}

/** The first and last day of the strip. */
export function WhenHead({ state }: { readonly state: PortfolioState }) {
  const { first, last } = stripFor(state);
  const now = minute.value;
  return (
    <span class="is-when">
      <span>{shortDay(spelled(new Date(first)), now)}</span>
      <span>{shortDay(spelled(new Date(last - 1)), now)}</span>
    </span>
  );
}
