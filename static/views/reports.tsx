/** Reports of a board from its real history: burn-up, flow, throughput, lead and cycle time; a table behind each, and CSV. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { area, BOX, bars, line, roundUp, stacked } from "../ui/charts.ts";
import { followFacts, isCut, summaries } from "../ui/facts.ts";
import { keep, type LastTold, lastTold } from "../ui/last_told.ts";
import { cardPath } from "../ui/location.ts";
import { short } from "../ui/numbers.ts";
import { useScreen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";
import { took } from "../ui/took.ts";
import { me } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import { Chart } from "./reports_chart.tsx";

interface Day {
  readonly day: string;
  /** Cards that are not archived, and those that were done when they were. */
  readonly all: number;
  readonly done: number;
  readonly estimate: number;
  readonly estimate_done: number;
  /** Of those done, the archived ones. */
  readonly shelved: number;
  readonly columns: Readonly<Record<string, number>>;
}

interface Week {
  /** Its Monday. */
  readonly week: string;
  readonly cards: number;
  readonly estimate: number;
}

interface Finished {
  readonly id: string;
  readonly number: number | null;
  readonly title: string;
  readonly finished: string;
  readonly lead: number | null;
  readonly cycle: number | null;
}

interface Spread {
  readonly count: number;
  readonly median: number | null;
  readonly p85: number | null;
}

interface Report {
  readonly columns: readonly { readonly id: string; readonly name: string }[];
  readonly days: readonly Day[];
  readonly weeks: readonly Week[];
  /** How many are left out: they were done when an import brought them. */
  readonly came_done: number;
  readonly cards: readonly Finished[];
  readonly lead: Spread;
  readonly cycle: Spread;
}

const SPANS = { 30: "30 days", 90: "90 days", 365: "A year" } as const;
const HUES = ["blue", "purple", "teal", "orange", "pink", "yellow", "red"] as const;
/** Nobody tells more dots apart; the CSV has all of them. */
const DOTS_MAX = 2_000;
const EVERY_MS = 1_000;

export default function Reports(): JSX.Element {
  const { board } = useScreen();
  const [days, setDays] = useState(90);
  const [{ report, away }, setTold] = useState<Told>({ report: null, away: null });
  const edited = summaries.value.get(board)?.edited;
  const shown = useRef({ board, days, isGone: false });
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ask = async () => {
    const found = await load(board, days);
    const now = shown.current;
    if (found !== null && !now.isGone && now.board === board && now.days === days) setTold(found);
  };
  useEffect(followFacts, []);
  useEffect(() => {
    shown.current = { board, days, isGone: false };
    void ask();
    return () => {
      shown.current.isGone = true;
      clearTimeout(waiting.current);
      waiting.current = undefined;
    };
  }, [board, days, isCut.value, me.value?.id]); // also once the server is gone, and once it is back
  // As it changes, but not with every letter that somebody types.
  useEffect(() => {
    if (edited === undefined) return;
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      void ask();
    }, EVERY_MS);
  }, [edited]);
  return (
    <div class="reports">
      <div class="wl-tools" role="toolbar" aria-label="Reports">
        {Object.entries(SPANS).map(([span, name]) => (
          <button
            key={span}
            type="button"
            class="button is-plain"
            aria-pressed={Number(span) === days}
            onClick={() => setDays(Number(span))}
          >
            {name}
          </button>
        ))}
        <span class="hint">Days and weeks are those of UTC</span>
      </div>
      {away !== null && <AsLastTold at={away.at} />}
      {report !== null && report.days.length === 0 && (
        <p class="empty">Nothing is known yet: reports begin with the first change to the board.</p>
      )}
      {report !== null && report.days.length > 0 && (
        <>
          <BurnUp report={report} days={days} />
          <Flow report={report} days={days} />
          <Throughput report={report} days={days} />
          <Times report={report} days={days} />
        </>
      )}
    </div>
  );
}

interface Told {
  readonly report: Report | null;
  /** Where the server cannot be reached: when it told this. */
  readonly away: { readonly at: number | null } | null;
}

async function load(board: string, days: number): Promise<Told | null> {
  const name = `reports/${board}/${days}`;
  try {
    const report = await api<Report>("GET", `/api/boards/${board}/reports?days=${days}`);
    void keep(name, report);
    return { report, away: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 0) {
      const last: LastTold<Report> | null = await lastTold(name);
      return { report: last?.what ?? null, away: { at: last?.at ?? null } };
    }
    toastError(error.message);
    return null;
  }
}

interface PartProps {
  readonly report: Report;
  readonly days: number;
}

function BurnUp({ report: { days }, days: span }: PartProps) {
  const [isWeighed, setWeighed] = useState(false);
  const all = days.map(({ all, estimate }) => (isWeighed ? estimate : all));
  const done = days.map((day) => (isWeighed ? day.estimate_done : day.done));
  const most = roundUp(Math.max(...all, ...done));
  const away = days.at(-1)?.shelved ?? 0;
  const shelved = away === 0 ? "" : `, ${away} of them archived: a portfolio counts what is not archived`;
  return (
    <Chart
      name="Burn-up"
      says={`${done.at(-1)} of ${all.at(-1)} done${shelved}`}
      span={span}
      table="days"
      most={most}
      days={days}
      legend={[
        ["All", "var(--text-3)"],
        ["Done", "var(--green)"],
      ]}
      tools={<ByEstimates isWeighed={isWeighed} onChange={setWeighed} />}
      head={["Day", "All", "Done"]}
      rows={days.map(({ day }, at) => [day, all[at] ?? 0, done[at] ?? 0])}
    >
      <path
        d={area(
          all.map(() => 0),
          done,
          most,
        )}
        fill="var(--green)"
        opacity="0.15"
      />
      <path d={line(all, most)} class="chart-line" stroke="var(--text-3)" stroke-dasharray="5 4" />
      <path d={line(done, most)} class="chart-line" stroke="var(--green)" />
    </Chart>
  );
}

interface ByEstimatesProps {
  readonly isWeighed: boolean;
  readonly onChange: (isWeighed: boolean) => void;
}

function ByEstimates({ isWeighed, onChange }: ByEstimatesProps) {
  return (
    <label>
      <input type="checkbox" checked={isWeighed} onChange={() => onChange(!isWeighed)} /> By estimates
    </label>
  );
}

const counted = (cards: number) => `${cards} ${cards === 1 ? "card" : "cards"}`;

function leftOut({ came_done: cards = 0 }: Report): string {
  return cards === 0 ? "" : `; without ${counted(cards)} already done when imported`;
}

function nothingFinished(isWeighed: boolean): string {
  return `Nothing ${isWeighed ? "with an estimate " : ""}was finished in this time.`;
}

function Throughput({ report, days: span }: PartProps) {
  const [isWeighed, setWeighed] = useState(false);
  const { weeks } = report;
  const values = weeks.map(({ cards, estimate }) => (isWeighed ? estimate : cards));
  const most = roundUp(Math.max(0, ...values));
  const total = values.reduce((sum, value) => sum + value, 0);
  return (
    <Chart
      name="Throughput"
      says={`${short(total)} finished, ${short(total / Math.max(1, weeks.length))} a week${leftOut(report)}`}
      span={span}
      table="weeks"
      most={most}
      nothing={total > 0 ? undefined : nothingFinished(isWeighed)}
      days={weeks.map(({ week }) => ({ day: week }))}
      legend={[["Finished in a week from Monday", "var(--green)"]]}
      tools={<ByEstimates isWeighed={isWeighed} onChange={setWeighed} />}
      head={["Week from", "Cards", "Estimates"]}
      rows={weeks.map(({ week, cards, estimate }) => [week, cards, estimate])}
    >
      <path d={bars(values, most)} fill="var(--green)" opacity="0.55" />
    </Chart>
  );
}

function Flow({ report: { columns, days }, days: span }: PartProps) {
  const shelved = days.map((day) => day.shelved);
  const isAny = shelved.some((count) => count > 0);
  const ids = columns.map(({ id }) => id);
  const series = [...ids.map((id) => days.map((day) => day.columns[id] ?? 0)), ...(isAny ? [shelved] : [])];
  const layers = stacked(series);
  const most = roundUp(Math.max(0, ...(layers[0]?.upper ?? [])));
  // Where there are more columns than colours, those of the next round are paler.
  const colour = (at: number) =>
    at === ids.length
      ? "color-mix(in oklch, var(--text-3) 30%, var(--bg))"
      : `color-mix(in oklch, var(--${HUES[at % HUES.length]}) ${at < HUES.length ? 55 : 25}%, var(--bg))`;
  const names = [
    ...columns.map(({ name }) => name || "Column without a name"),
    ...(isAny ? ["Done and archived"] : []),
  ];
  return (
    <Chart
      name="Cumulative flow"
      says="cards by column, from the first on top to the last at the bottom"
      span={span}
      table="days"
      most={most}
      days={days}
      legend={names.map((name, at) => [name, colour(at)])}
      head={["Day", ...names]}
      rows={days.map(({ day }, at) => [day, ...series.map((values) => values[at] ?? 0)])}
    >
      {layers.map(({ lower, upper }, at) => (
        <path key={ids[at] ?? ""} class="chart-layer" d={area(lower, upper, most)} fill={colour(at)} />
      ))}
    </Chart>
  );
}

function Times({ report, days: span }: PartProps) {
  const { board } = useScreen();
  const { cards, days, lead, cycle } = report;
  const most = roundUp(Math.max(0, ...cards.map(({ lead, cycle }) => Math.max(lead ?? 0, cycle ?? 0))));
  const [first, last] = [Date.parse(days[0]?.day ?? ""), Date.parse(days.at(-1)?.day ?? "") + 86_400_000];
  const x = (when: string) => ((Date.parse(when) - first) / Math.max(1, last - first)) * BOX;
  const dots = cards.slice(-DOTS_MAX).flatMap(({ id, finished, lead, cycle }) =>
    (
      [
        ["lead", lead],
        ["cycle", cycle],
      ] as const
    ).flatMap(
      (
        [what, took], // biome-ignore format: a row
      ) =>
        took === null ? [] : [{ key: `${id} ${what}`, what, x: x(finished), y: BOX - (took / most) * BOX }],
    ),
  );
  return (
    <Chart
      name="Lead and cycle time"
      says={`${cards.length} finished. Lead time ${inWords(lead)}; cycle time ${inWords(cycle)}${leftOut(report)}`}
      span={span}
      table="cards"
      most={most}
      nothing={cards.length > 0 ? undefined : nothingFinished(false)}
      unit=" d"
      days={days}
      legend={[
        ["Lead time ○", "var(--blue)"],
        ["Cycle time ●", "var(--purple)"],
      ]}
      head={["Card", "Finished", "Lead, days", "Cycle, days"]}
      rows={cards.toReversed().map(({ id, number, title, finished, lead, cycle }) => [
        <a key={id} dir="auto" href={cardPath(board, number ?? id)}>
          {title || "Card without a title"}
        </a>,
        finished.slice(0, 10),
        lead === null ? "–" : short(lead),
        cycle === null ? "–" : short(cycle),
      ])}
    >
      {dots.map(({ key, what, x, y }) => (
        // A line of no length is a dot that is round however the box is stretched.
        <path key={key} d={`M${x} ${y}h0`} class={`chart-dot is-${what}`} />
      ))}
    </Chart>
  );
}

function inWords({ count, median, p85 }: Spread): string {
  if (median === null || p85 === null || count === 0) return "unknown";
  return `${took(median)} in the middle, 85 % within ${took(p85)}`;
}
