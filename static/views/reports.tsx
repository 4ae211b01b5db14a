/** Reports of a board from its real history: burn-up, cumulative flow, lead and cycle time; a table behind each, and CSV. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { area, BOX, line, roundUp, stacked } from "../ui/charts.ts";
import { shortDay } from "../ui/due.ts";
import { followFacts, summaries } from "../ui/facts.ts";
import { cardPath } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";

interface Day {
  readonly day: string;
  readonly open: number;
  readonly done: number;
  readonly estimate: number;
  readonly estimate_done: number;
  readonly columns: Readonly<Record<string, number>>;
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
  readonly cards: readonly Finished[];
  readonly lead: Spread;
  readonly cycle: Spread;
}

const SPANS = { 30: "30 days", 90: "90 days", 365: "A year" } as const;
const HUES = ["blue", "purple", "teal", "orange", "pink", "yellow", "red"] as const;
/** Nobody reads more of a table here; the CSV has all of it. */
const ROWS_MAX = 400;
const EVERY_MS = 1_000;

export default function Reports(): JSX.Element {
  const { board } = useScreen();
  const [days, setDays] = useState(90);
  const [report, setReport] = useState<Report | null>(null);
  const edited = summaries.value.get(board)?.edited;
  const shown = useRef({ board, days, isGone: false });
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ask = async () => {
    const found = await load(board, days);
    const now = shown.current;
    if (found !== null && !now.isGone && now.board === board && now.days === days) setReport(found);
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
  }, [board, days]);
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
            class="button"
            aria-pressed={Number(span) === days}
            onClick={() => setDays(Number(span))}
          >
            {name}
          </button>
        ))}
      </div>
      {report !== null && report.days.length === 0 && (
        <p class="empty">Nothing is known yet: reports begin with the first change to the board.</p>
      )}
      {report !== null && report.days.length > 0 && (
        <>
          <BurnUp report={report} days={days} />
          <Flow report={report} days={days} />
          <Times report={report} days={days} />
        </>
      )}
    </div>
  );
}

async function load(board: string, days: number): Promise<Report | null> {
  try {
    return await api<Report>("GET", `/api/boards/${board}/reports?days=${days}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
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
  const all = days.map(({ open, estimate }) => (isWeighed ? estimate : open));
  const done = days.map((day) => (isWeighed ? day.estimate_done : day.done));
  const most = roundUp(Math.max(...all, ...done));
  return (
    <Chart
      name="Burn-up"
      says={`${done.at(-1)} of ${all.at(-1)} done`}
      span={span}
      table="days"
      most={most}
      days={days}
      legend={[
        ["All", "var(--text-3)"],
        ["Done", "var(--green)"],
      ]}
      tools={
        <label>
          <input type="checkbox" checked={isWeighed} onChange={() => setWeighed(!isWeighed)} /> By estimates
        </label>
      }
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

function Flow({ report: { columns, days }, days: span }: PartProps) {
  const series = columns.map(({ id }) => days.map((day) => day.columns[id] ?? 0));
  const layers = stacked(series);
  const most = roundUp(Math.max(0, ...(layers[0]?.upper ?? [])));
  const colour = (at: number) => `var(--${HUES[at % HUES.length]})`;
  const names = columns.map(({ name }) => name || "Column without a name");
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
        <path
          key={columns[at]?.id}
          class="chart-layer"
          d={area(lower, upper, most)}
          fill={colour(at)}
          opacity={0.55}
        />
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
  const dots = cards.slice(-ROWS_MAX * 5).flatMap(({ id, finished, lead, cycle }) =>
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
      says={`${cards.length} finished. Lead time ${inWords(lead)}; cycle time ${inWords(cycle)}`}
      span={span}
      table="cards"
      most={most}
      unit=" d"
      days={days}
      legend={[
        ["Lead time ○", "var(--blue)"],
        ["Cycle time ●", "var(--purple)"],
      ]}
      head={["Card", "Finished", "Lead, days", "Cycle, days"]}
      rows={cards
        .slice(-ROWS_MAX)
        .reverse()
        .map(({ id, number, title, finished, lead, cycle }) => [
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

const short = (value: number) => `${Math.round(value * 10) / 10}`;

function inWords({ count, median, p85 }: Spread): string {
  if (median === null || p85 === null || count === 0) return "unknown";
  return `${short(median)} days in the middle, 85 % within ${short(p85)}`;
}

interface ChartProps {
  readonly name: string;
  readonly says: string;
  readonly span: number;
  readonly table: "days" | "cards";
  readonly most: number;
  readonly unit?: string;
  readonly days: readonly Day[];
  readonly legend: readonly (readonly [name: string, colour: string])[];
  readonly tools?: ComponentChildren;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly children: ComponentChildren;
}

function Chart(props: ChartProps) {
  const { board } = useScreen();
  const { name, says, most, unit = "", days, legend, head, rows } = props;
  const now = Date.now();
  return (
    <section class="report" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <span class="hint">{says}</span>
        <span class="header-gap" />
        {props.tools}
        <a
          class="button"
          download
          href={`/api/boards/${board}/reports.csv?table=${props.table}&days=${props.span}`}
        >
          CSV
        </a>
      </header>
      <div class="chart">
        <div class="chart-scale" aria-hidden="true">
          {[most, most / 2, 0].map((value) => (
            <span key={value}>
              {value}
              {unit}
            </span>
          ))}
        </div>
        <svg
          viewBox={`0 0 ${BOX} ${BOX}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${name}: ${says}`}
        >
          <path d={`M0 0H${BOX}M0 50H${BOX}M0 ${BOX}H${BOX}`} class="chart-line" stroke="var(--line)" />
          {props.children}
        </svg>
        <div class="chart-days" aria-hidden="true">
          <span>{shortDay(days[0]?.day ?? "", now)}</span>
          <span>{shortDay(days.at(-1)?.day ?? "", now)}</span>
        </div>
      </div>
      <ul class="chart-legend">
        {legend.map(([name, colour]) => (
          <li key={name}>
            <i style={{ background: colour }} />
            <span dir="auto">{name}</span>
          </li>
        ))}
      </ul>
      <Table name={name} head={head} rows={rows} />
    </section>
  );
}

/** Drawn once it is asked for. */
function Table({ name, head, rows }: Pick<ChartProps, "name" | "head" | "rows">) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Table</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section class="report-table" tabIndex={0} aria-label={`Table of ${name}`}>
          <table>
            <thead>
              <tr>
                {head.map((name, at) => (
                  <th key={`${at} ${name}`} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(-ROWS_MAX).map((cells, at) => (
                <tr key={at}>
                  {cells.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
