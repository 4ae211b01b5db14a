/** What an import says: what a file holds before, and what became of it after. */

import type { ComponentChildren } from "preact";

/** How many of what, by the word for it. */
type Counts = Readonly<Record<string, number>>;

export interface Preview {
  readonly name: string;
  readonly counts: Counts;
  readonly columns: readonly {
    readonly name: string;
    readonly archived: boolean;
    /** Guessed from the name. */
    readonly category: string | null;
    readonly cards: number;
  }[];
  readonly warnings: readonly string[];
  /** The board an earlier export of the same source became. */
  readonly board: string | null;
}

/** Something that was left alone, by its kind and name; the key is what of it, the part its key in words. */
interface Told {
  readonly noun: string;
  readonly id: string;
  readonly name: string;
  readonly key?: string;
  readonly part?: string;
}

export interface Report {
  readonly board: string;
  readonly name: string;
  readonly new: boolean;
  readonly counts: Counts;
  readonly added: Counts;
  readonly changed: Counts;
  readonly archived: readonly Told[];
  readonly kept: readonly Told[];
  readonly conflicts: readonly Told[];
  readonly guessed: readonly Told[];
  readonly warnings: readonly string[];
}

const LISTED_MAX = 200;

interface PreviewProps {
  readonly preview: Preview;
  /** What can be done with it: above the long part. */
  readonly children: ComponentChildren;
}

export function PreviewOf({ preview, children }: PreviewProps) {
  return (
    <>
      <h2>{preview.name}</h2>
      {preview.board !== null && (
        <p>
          This board was imported before. What changed at its source since is brought in; what you edited here
          stays.
        </p>
      )}
      <CountList counts={preview.counts} />
      {children}
      <h3>Columns</h3>
      {preview.columns.some(({ category }) => category !== null) && (
        <p class="hint">
          Backlog, doing and done are guessed from the names: cards in a column that is “done” count as done.
          Change it in the menu of the column, once the board is here.
        </p>
      )}
      <ul class="import-columns">
        {preview.columns.slice(0, LISTED_MAX).map(({ name, archived, category, cards }, index) => (
          <li key={index}>
            <span>{name || "Column without a name"}</span>
            <span class="count">
              {category !== null && `${category}, `}
              {cards} {cards === 1 ? "card" : "cards"}
              {archived && ", archived"}
            </span>
          </li>
        ))}
      </ul>
      <Warnings warnings={preview.warnings} />
    </>
  );
}

export function ReportOf({ report }: { readonly report: Report }) {
  const isSame = [report.added, report.changed].every((counts) =>
    Object.values(counts).every((count) => count === 0),
  );
  return (
    <>
      <h2>{report.name}</h2>
      <p>
        {report.new ? "Imported." : isSame ? "Nothing new: the board is as it was." : "Brought up to date."}
      </p>
      {report.new ? (
        <CountList counts={report.counts} />
      ) : (
        <>
          <Changes title="Added" counts={report.added} />
          <Changes title="Changed" counts={report.changed} />
        </>
      )}
      <ToldList title="Changed on both sides: what stands here was kept" told={report.conflicts} />
      <ToldList title="Gone at the source, but edited here: kept" told={report.kept} />
      <ToldList title="Gone at the source: archived" told={report.archived} />
      <ToldList title="Guessed from the name: change it in the column’s menu" told={report.guessed} />
      <Warnings warnings={report.warnings} />
    </>
  );
}

function CountList({ counts }: { readonly counts: Counts }) {
  return (
    <dl class="counts">
      {Object.entries(counts).map(([key, count]) =>
        count === 0 ? null : (
          <div key={key}>
            <dt>{key.replaceAll("_", " ")}</dt>
            <dd>{count.toLocaleString()}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Changes({ title, counts }: { readonly title: string; readonly counts: Counts }) {
  if (Object.values(counts).every((count) => count === 0)) return null;
  return (
    <>
      <h3>{title}</h3>
      <CountList counts={counts} />
    </>
  );
}

function ToldList({ title, told }: { readonly title: string; readonly told: readonly Told[] }) {
  if (told.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span class="count">{told.length}</span>
      </h3>
      <ul class="bullets">
        {told.slice(0, LISTED_MAX).map(({ noun, id, name, key, part = key }) => (
          <li key={`${id} ${key}`}>
            {noun.replace(/s$/, "")} “{name}”{part !== undefined && `: ${part}`}
          </li>
        ))}
      </ul>
    </>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <>
      <h3>What could not be taken as it was</h3>
      <ul class="bullets">
        {warnings.slice(0, LISTED_MAX).map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </>
  );
}
