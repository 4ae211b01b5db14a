/** When a row of a portfolio begins and ends: its dates, or those of its open cards, and its milestones. */

import { shortDay } from "../ui/due.ts";
import type { Stretch } from "../ui/mini_timeline.ts";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { aboutOf } from "./portfolio_about.ts";
import type { PortfolioState } from "./portfolio_state.ts";

export function stretchOf(state: PortfolioState, line: Line): Stretch {
  const { start, target } = aboutOf(state, line);
  const summary = line.kind === "board" ? state.summary(line.id) : undefined;
  const known = summary?.milestones ?? [];
  const milestones = known.flatMap(([, name, date, isDone]) =>
    date === null || isDone ? [] : [{ name, date }],
  );
  const span = start === undefined && target === undefined ? (summary?.span ?? undefined) : undefined;
  return { start, target, span, milestones };
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
