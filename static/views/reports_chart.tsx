/** One chart of the reports: what it says in words, its scale and legend, and the table behind it. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { BOX } from "../ui/charts.ts";
import { shortDay } from "../ui/due.ts";
import { short } from "../ui/numbers.ts";
import { useScreen } from "../ui/screen.ts";

/** Nobody reads more of a table here; the CSV has all of it. */
const ROWS_MAX = 400;

interface ChartProps {
  readonly name: string;
  readonly says: string;
  readonly span: number;
  readonly table: "days" | "weeks" | "cards";
  readonly most: number;
  readonly unit?: string;
  readonly days: readonly { readonly day: string }[];
  readonly legend: readonly (readonly [name: string, colour: string])[];
  readonly tools?: ComponentChildren;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Said in place of a drawing in which there would be nothing. */
  readonly nothing?: string | undefined;
  readonly children: ComponentChildren;
}

export function Chart(props: ChartProps) {
  const { board } = useScreen();
  const { name, says, head, rows } = props;
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
      {props.nothing === undefined ? <Drawing {...props} /> : <p class="empty">{props.nothing}</p>}
      <Table name={name} head={head} rows={rows} />
    </section>
  );
}

function Drawing({ name, says, most, unit = "", days, legend, children }: ChartProps) {
  const now = Date.now();
  return (
    <>
      <div class="chart">
        <div class="chart-scale" aria-hidden="true">
          {[most, most / 2, 0].map((value) => (
            <span key={value}>
              {short(value)}
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
          {children}
        </svg>
        <div class="chart-days" aria-hidden="true">
          <span>{shortDay(days[0]?.day ?? "", now)}</span>
          {days.length > 1 && <span>{shortDay(days.at(-1)?.day ?? "", now)}</span>}
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
    </>
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
              {rows.slice(0, ROWS_MAX).map((cells, at) => (
                <tr key={at}>
                  {cells.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > ROWS_MAX && <p class="hint">{rows.length - ROWS_MAX} more are in the CSV.</p>}
        </section>
      )}
    </details>
  );
}
