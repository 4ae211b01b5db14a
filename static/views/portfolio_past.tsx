/**
 * The rows of a portfolio as they were at a moment, or are: to be looked at only. What boards come to is known of today alone, so
 * nothing of it is shown.
 */

import { useEffect } from "preact/hooks";
import { outline } from "../../clients/js/outline.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { shortDay } from "../ui/due.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { type Line, linesOf } from "../ui/portfolio_lines.ts";
import { boardName, knownBoards, loadPutAway } from "../ui/put_away.ts";
import type { Screen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { loadWorkspace, me } from "../ui/workspace.ts";
import type { HistoryState } from "./history_state.ts";
import { STATUS_HUES, words } from "./portfolio_about.ts";
import { HiddenRow, indent, useSummons } from "./portfolio_row.tsx";

const heights = new Heights(44);

function linesOn({ live, client: { board } }: Screen): readonly Line[] {
  live.follow("initiatives");
  live.follow("boards");
  return linesOf(outline(board.initiatives()), board.boards(), {
    isFolded: () => false,
    isVisible: (id) => me.value === null || knownBoards.value.has(id),
  });
}

/** Moves the keyboard to a row so many on. */
export function focusRow(screen: Screen, by: number): void {
  const keys = linesOn(screen).flatMap(({ kind, key }) => (kind === "hidden" ? [] : [key]));
  const at = keys.indexOf(screen.focus.peek() ?? "");
  const key = keys[Math.min(Math.max(0, at + by), keys.length - 1)];
  if (key !== undefined) screen.focusOn(key);
}

export function PastRows({ history }: { readonly history: HistoryState }) {
  const screen = history.board;
  useEffect(() => {
    void loadWorkspace();
    void loadPutAway();
  }, []);
  const lines = linesOn(screen);
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const focus = screen.focus.value;
  const reached = byKey.has(focus ?? "") ? focus : lines.find(({ kind }) => kind !== "hidden")?.key;
  if (lines.length === 0) return <p class="empty">No initiatives and no boards.</p>;
  return (
    <div class="past-rows">
      <div class="portfolio-grid portfolio-head" aria-hidden="true">
        <span>Name</span>
        <span class="is-note">Note</span>
        <span>Owner</span>
        <span>Status</span>
        <span class="is-target">Target</span>
      </div>
      <Windowed
        class="list"
        label="Initiatives and boards"
        ids={lines.map(({ key }) => key)}
        heights={heights}
        gap={0}
        pinned={new Set(focus === null ? [] : [focus])}
        wanted={focus}
        summons={screen.summons.value}
        row={(key) => {
          const line = byKey.get(key);
          if (line === undefined) return null;
          return line.kind === "hidden" ? (
            <HiddenRow line={line} />
          ) : (
            <PastRow history={history} line={line} isReached={key === reached} />
          );
        }}
      />
    </div>
  );
}

interface RowProps {
  readonly history: HistoryState;
  readonly line: Line;
  /** The one that Tab reaches. */
  readonly isReached: boolean;
}

function PastRow({ history, line: { kind, id, key, depth }, isReached }: RowProps) {
  const screen = history.board;
  const anchor = useSummons(screen.focus.value === key ? screen.summons.value : 0);
  const { note, owner, status, target } = screen.client.board.initiative(kind === "board" ? "" : id) ?? {};
  const person = owner === undefined ? null : screen.people.of(owner);
  const shared = { class: "portfolio-title", dir: "auto", tabIndex: isReached ? 0 : -1 } as const;
  const name =
    (kind === "board" ? boardName(id) : screen.client.board.initiative(id)?.name) || `${kind} without a name`;
  return (
    <div
      class="portfolio-row portfolio-grid"
      style={indent(depth)}
      onFocusIn={() => {
        screen.focus.value = key;
      }}
    >
      <span class="portfolio-name">
        <Icon name={kind === "board" ? "board" : "portfolio"} />
        {kind === "board" ? (
          <a {...shared} ref={anchor} href={pathAt(id, history)}>
            {name}
          </a>
        ) : (
          <button
            {...shared}
            type="button"
            ref={anchor}
            aria-label={`Initiative ${name}`}
            onClick={() => history.look(id)}
          >
            {name}
          </button>
        )}
      </span>
      <span class="portfolio-cell is-note" title={note}>
        {note}
      </span>
      <span class="portfolio-cell">
        {person !== null && <Avatar name={person.name} color={person.color} />}
      </span>
      <span class="portfolio-cell">
        {status !== undefined && (
          <span class="label" style={{ "--hue": hue(STATUS_HUES[status]) }}>
            {words(status)}
          </span>
        )}
      </span>
      <span class="portfolio-cell is-target">
        {target !== undefined && <time dateTime={target}>{shortDay(target, minute.value)}</time>}
      </span>
    </div>
  );
}

/** Leads to the history of a board, at the same moment: an entry of the portfolio's log is none of the board's. */
function pathAt(board: string, { at, when }: HistoryState): string {
  const path = boardPath(board, "history");
  const isNone = at.value === "" || when === null || Number.isNaN(when);
  return isNone ? path : `${path}?at=${new Date(when).toISOString()}`;
}
