/** Status updates of a row of a portfolio: what people posted about it, the last one in sight and the earlier ones folded. */

import { ago } from "../ui/ago.ts";
import { part } from "../ui/lazy.tsx";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import type { Saying } from "./card_comments.tsx";
import { pageHands } from "./later.ts";
import { nameOf } from "./portfolio_about.ts";
import type { PortfolioState } from "./portfolio_state.ts";

interface RowProps {
  readonly state: PortfolioState;
  readonly line: Line;
}

/** The last update in a line: its first words, without the signs of Markdown. */
export function Latest({ state, line }: RowProps) {
  const last = lastOf(state, line);
  if (last === null) return null;
  // A draft begins with the name of its board, which stands beside it.
  const [own, text] = [`${nameOf(state, line)}:`, last.text.replace(/^[#>*\-\s]+|[*_`]+/gm, " ").trim()];
  const words = text.startsWith(own) ? text.slice(own.length).trim() : text;
  const says = `${last.name}, ${ago(last.created, minute.value)}: ${words.slice(0, SAID_MAX)}`;
  const cell = state.cell.value;
  const isOpen = cell?.name === "update" && cell.row === line.key;
  return (
    <button
      type="button"
      class="portfolio-cell portfolio-update"
      aria-label={`Status updates: ${says}`}
      title={says}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-cell={`${line.key} update`}
      tabIndex={-1}
      dir="auto"
      onClick={() => {
        state.cell.value = isOpen ? null : { row: line.key, name: "update" };
      }}
    >
      {last.name}: {words.slice(0, SAID_MAX)}
    </button>
  );
}

const SAID_MAX = 200;

interface Last {
  readonly text: string;
  readonly name: string;
  readonly created: string;
}

/** Returns what was posted last about a row; what is no update is passed over. */
function lastOf({ screen }: PortfolioState, { id }: Line): Last | null {
  let last: Last | null = null;
  for (const { value } of screen.live.recordsFor("update", id)) {
    const { text, name, created } = (value ?? {}) as Partial<Record<keyof Last, unknown>>;
    if (typeof text !== "string" || typeof created !== "string") continue;
    if (last === null || created >= last.created) last = { text, name: String(name ?? ""), created };
  }
  return last;
}

const UPDATE: Saying = { noun: "updates", about: "about", field: "Write a status update", button: "Post" };

type Parts = Pick<typeof import("./page_hands.ts"), "CommentRow" | "NewComment" | "readSaid">;

/** Drawn with what draws the comments of a card, which has been fetched by then. */
export const Updates = part(pageHands, (parts) => (props: RowProps) => <Panel {...props} parts={parts} />);

function Panel({ state, line, parts }: RowProps & { readonly parts: Parts }) {
  const { screen } = state;
  const { CommentRow, NewComment } = parts;
  const [last, ...earlier] = parts.readSaid(screen.live.recordsFor("update", line.id)).reverse();
  return (
    <section class="portfolio-updates" aria-label={`Status updates of ${nameOf(state, line)}`}>
      {screen.canEdit.value && <NewComment screen={screen} about={line.id} saying={UPDATE} />}
      <ol class="comments">
        {last !== undefined && <CommentRow key={last.id} screen={screen} comment={last} saying={UPDATE} />}
      </ol>
      {last === undefined && <p class="empty">Nothing was posted yet.</p>}
      {earlier.length > 0 && (
        <details>
          <summary>{earlier.length === 1 ? "1 earlier update" : `${earlier.length} earlier updates`}</summary>
          <ol class="comments">
            {earlier.slice(0, EARLIER_MAX).map((update) => (
              <CommentRow key={update.id} screen={screen} comment={update} saying={UPDATE} />
            ))}
          </ol>
          {earlier.length > EARLIER_MAX && (
            <p class="empty">And {earlier.length - EARLIER_MAX} before them.</p>
          )}
        </details>
      )}
    </section>
  );
}

/** Nobody reads more; all of them are in the export. */
const EARLIER_MAX = 50;
