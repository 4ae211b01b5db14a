/** One line of a portfolio: an initiative, a board, or how many boards there are that one may not see. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar, hue } from "../ui/avatar.tsx";
import { shortDay, urgency } from "../ui/due.ts";
import { isWatching } from "../ui/facts.ts";
import { suggested } from "../ui/health.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { deedAt, Visitors } from "../ui/people_marks.tsx";
import type { Line } from "../ui/portfolio_lines.ts";
import { boardsIn, shareDone, type Totals } from "../ui/rollup.ts";
import { EmptyCell } from "./empty_cell.tsx";
import {
  type About,
  aboutOf,
  CELLS,
  facesOf,
  mayChange,
  nameOf,
  STATUS_HUES,
  words,
} from "./portfolio_about.ts";
import { type CellName, hands, type PortfolioState, time } from "./portfolio_state.ts";

const FACES_MAX = 3;

interface RowProps {
  readonly state: PortfolioState;
  readonly line: Line;
  /** The one that Tab reaches while none has the focus. */
  readonly isFirst: boolean;
}

export function Row({ state, line, isFirst }: RowProps) {
  if (line.kind === "hidden") return <HiddenRow line={line} />;
  const isFocused = state.focus.value === line.key;
  const drop = state.drop.value?.key === line.key ? ` is-${state.drop.value.part}` : "";
  const isHeld = state.held.value === line.key ? " is-held" : "";
  const [about, totals, parts] = [aboutOf(state, line), state.totals(line), hands.value];
  const timed = state.showsWhen.value ? time.value : null;
  const partial = line.kind === "initiative" ? boardsIn(totals).partial : "";
  const reached = isFocused || (isFirst && state.line(state.focus.value) === undefined);
  const cell = (name: CellName, says: string, shown: ComponentChildren) => (
    <CellButton state={state} line={line} name={name} says={says} isReached={reached}>
      {shown}
    </CellButton>
  );
  const owner = about.owner === undefined ? null : state.screen.people.of(about.owner);
  return (
    <div
      class={`portfolio-row portfolio-grid${drop}${isHeld}`}
      style={indent(line.depth)}
      data-line={line.key}
      onFocusIn={() => {
        state.focus.value = line.key;
      }}
    >
      <Name state={state} line={line} isReached={reached} />
      {cell("note", about.note, about.note)}
      {cell("owner", owner?.name ?? "", owner !== null && <Avatar name={owner.name} color={owner.color} />)}
      <Status about={about} totals={totals} cell={cell} />
      <Progress state={state} totals={totals} isSum={line.kind === "initiative"} />
      {cell(
        "target",
        about.target ?? "",
        about.target !== undefined && <Day date={about.target} isDone={about.status === "done"} />,
      )}
      <span class="portfolio-cell is-next" title={partial}>
        {totals.next !== null && (
          <>
            <span class="portfolio-text">{totals.next.name}</span>{" "}
            <Day date={totals.next.date} isDone={false} />
          </>
        )}
      </span>
      <span class="portfolio-cell is-overdue" title={partial}>
        {totals.overdue > 0 && <span class="count is-over">{totals.overdue}</span>}
      </span>
      <span class="portfolio-cell is-people" title={told("People with cards that are not done", partial)}>
        {totals.people.size > 0 && (
          <>
            <Icon name="person" />
            {totals.people.size}
          </>
        )}
      </span>
      <Faces state={state} line={line} />
      {timed !== null && <timed.When state={state} line={line} />}
      {parts !== null && <parts.RowMenu state={state} line={line} />}
    </div>
  );
}

/** Deeper ones stand as far in as this: their names would have no room. */
const DEPTH_MAX = 8;

export function indent(depth: number) {
  return { "--depth": Math.min(depth, DEPTH_MAX) };
}

export function HiddenRow({ line: { count, depth } }: { readonly line: Line }) {
  return (
    <div class="portfolio-row is-hidden" style={indent(depth)}>
      <span class="portfolio-name">
        <Icon name="board" />
        {count === 1 ? "1 board you may not see" : `${count} boards you may not see`}
      </span>
    </div>
  );
}

/** Takes the keyboard to what it returns each time that this counts up, unless somebody types. */
export function useSummons(summoned: number) {
  const anchor = useRef<HTMLButtonElement & HTMLAnchorElement>(null);
  useEffect(() => {
    const typing = document.activeElement?.closest("input, textarea, dialog, .popover") ?? null;
    if (summoned > 0 && typing === null) anchor.current?.focus({ preventScroll: true });
  }, [summoned]);
  return anchor;
}

function Name({
  state,
  line,
  isReached,
}: {
  readonly state: PortfolioState;
  readonly line: Line;
  readonly isReached: boolean;
}) {
  const { screen } = state;
  const anchor = useSummons(state.focus.value === line.key ? state.summons.value : 0);
  const cell = state.cell.value;
  const parts = hands.value;
  if (parts !== null && line.kind === "initiative" && cell?.row === line.key && cell.name === "name")
    return <parts.NameField state={state} line={line} />;
  const name = nameOf(state, line);
  const here = visitorsOf(state, line);
  const folded = screen.folded.has(line.id);
  const rename = () => {
    if (screen.canEdit.peek()) state.cell.value = { row: line.key, name: "name" };
  };
  return (
    <span class="portfolio-name">
      {line.kind === "initiative" ? (
        <button
          type="button"
          class={`icon-button portfolio-fold${folded ? "" : " is-open"}`}
          aria-label={`${folded ? "Unfold" : "Fold"} ${name}`}
          aria-expanded={!folded}
          disabled={line.count === 0}
          tabIndex={-1}
          onClick={() => screen.folded.set(line.id, !folded)}
        >
          <Icon name="next" />
        </button>
      ) : (
        <Icon name="board" />
      )}
      <span class="portfolio-named">
        {line.kind === "initiative" ? (
          <button
            type="button"
            ref={anchor}
            class="portfolio-title"
            dir="auto"
            tabIndex={isReached ? 0 : -1}
            aria-label={`Initiative ${name}`}
            onDblClick={rename}
            onClick={({ detail }) => detail === 0 && rename() /* by key */}
          >
            {name}
          </button>
        ) : (
          <a
            ref={anchor}
            class="portfolio-title"
            dir="auto"
            tabIndex={isReached ? 0 : -1}
            href={boardPath(line.id)}
          >
            {name}
          </a>
        )}
        {parts !== null && <parts.Latest state={state} line={line} />}
      </span>
      {state.board(line.id)?.archived === true && <span class="label is-archived">archived</span>}
      <Visitors people={here} />
    </span>
  );
}

function visitorsOf(state: PortfolioState, { key, id }: Line) {
  const found = state.screen.live.peers.value.filter(({ state: shown }) => shown["row"] === key);
  const people = new Map(found.map(({ person, state: shown }) => [person.id, { person, shown }]));
  return [...people.values()].map(({ person, shown }) => ({
    ...person,
    deed: shown["drag"] === key ? ("moving" as const) : (deedAt(shown, id) ?? "looking at"),
  }));
}

function Status({
  about,
  totals,
  cell,
}: {
  readonly about: About;
  readonly totals: Totals;
  readonly cell: (name: CellName, says: string, shown: ComponentChildren) => ComponentChildren;
}) {
  const hint = suggested(totals, about, minute.value);
  const set = about.status;
  const differs = hint !== null && set !== "done" && set !== "paused" && set !== hint.status;
  const why = told(hint?.why ?? "", boardsIn(totals).partial);
  const says = told(
    set === undefined ? "" : words(set),
    differs ? `facts suggest ${words(hint.status)}: ${why}` : "",
  );
  return (
    <>
      {cell(
        "status",
        says,
        <>
          {set !== undefined && (
            <span class="label" style={{ "--hue": hue(STATUS_HUES[set]) }}>
              {words(set)}
            </span>
          )}
          {differs && (
            <span
              class="portfolio-hint"
              style={{ "--hue": hue(STATUS_HUES[hint.status]) }}
              title={`Facts suggest: ${words(hint.status)}, ${why}`}
            >
              {words(hint.status)}?
            </span>
          )}
        </>,
      )}
    </>
  );
}

interface ProgressProps {
  readonly state: PortfolioState;
  readonly totals: Totals;
  /** Of several boards: says so where it is not of all. */
  readonly isSum: boolean;
}

function Progress({ state, totals, isSum }: ProgressProps) {
  const weight = state.weight.value;
  const share = shareDone(totals, weight);
  const [done, all] =
    weight === "cards" ? [totals.done, totals.cards] : [totals.estimateDone, totals.estimate];
  const unit = weight === "cards" ? 1 : 1_000;
  const { count, partial } = boardsIn(totals);
  const part = isSum && partial !== "" && <small class="portfolio-part">{count}</small>;
  if (share === null)
    return (
      <span class="portfolio-cell is-progress" title={isSum ? partial : ""}>
        {totals.boards > 0 ? "none" : ""}
        {part}
      </span>
    );
  const says = `${rounded(done / unit)} of ${rounded(all / unit)} ${weight === "cards" ? "cards" : "points"} done`;
  return (
    <span class="portfolio-cell is-progress" title={told(says, partial)}>
      <progress class="progress" value={share} aria-label={told(says, partial)} />
      <span>{Math.floor(share * 100)} %</span>
      {part}
    </span>
  );
}

function told(...says: readonly string[]): string {
  return says.filter((one) => one !== "").join("; ");
}

function rounded(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 1 });
}

function Day({ date, isDone }: { readonly date: string; readonly isDone: boolean }) {
  const now = minute.value;
  return (
    <time dateTime={date} class={`mark is-${urgency(date, isDone, now)}`}>
      {shortDay(date, now)}
    </time>
  );
}

function Faces({ state, line }: { readonly state: PortfolioState; readonly line: Line }) {
  const faces = facesOf(state, line);
  const more = faces.length - FACES_MAX;
  return (
    <span class="portfolio-cell is-faces">
      {faces.slice(0, FACES_MAX).map(({ id, name, color }) => (
        <Avatar key={id} name={name} color={color} doing="on this board now" />
      ))}
      {more > 0 && <span class="more">+{more}</span>}
    </span>
  );
}

interface CellProps {
  readonly state: PortfolioState;
  readonly line: Line;
  readonly name: CellName;
  /** What is in it, for those who hear it. */
  readonly says: string;
  readonly isReached: boolean;
  readonly children: ComponentChildren;
}

function CellButton({ state, line, name, says, isReached, children }: CellProps) {
  // A board has a description of its own.
  if (!mayChange(state, line) || (name === "note" && line.kind === "board"))
    return (
      <span class={`portfolio-cell is-${name}`} title={says}>
        {children}
      </span>
    );
  const cell = state.cell.value;
  const isOpen = cell?.name === name && cell.row === line.key;
  return (
    <button
      type="button"
      class={`portfolio-cell is-${name}`}
      aria-label={`${CELLS[name]}: ${says || "none"}`}
      title={says}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-cell={`${line.key} ${name}`}
      tabIndex={isReached ? 0 : -1}
      onClick={() => {
        state.cell.value = isOpen ? null : { row: line.key, name };
      }}
    >
      {says === "" ? <EmptyCell name={name} label={CELLS[name]} /> : children}
    </button>
  );
}

/** What the whole portfolio comes to, above its rows. */
export function Summary({ state }: { readonly state: PortfolioState }) {
  const whole = state.whole();
  const { count, partial } = boardsIn(whole);
  const { overdue } = whole;
  return (
    <p class="hint" title={partial}>
      {partial !== "" && "counts "}
      {count}
      {overdue > 0 && `, ${overdue} overdue`}
      {!isWatching.value && ", as last heard"}
    </p>
  );
}
