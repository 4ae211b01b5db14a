/** A row of the timeline: a column or a card in the tree, and its bar. */

import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { type Bar, lengthOf } from "../ui/bars.ts";
import { inWords } from "../ui/days.ts";
import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { type Visitor, Visitors, visitors } from "../ui/people_marks.tsx";
import { useScreen } from "../ui/screen.ts";
import type { TreeRow } from "../ui/tree.ts";
import { useFocus } from "./face.tsx";
import type { TimelineState } from "./timeline_state.ts";
import { goTo } from "./timeline_tools.tsx";

interface RowProps {
  readonly timeline: TimelineState;
  readonly row: TreeRow;
  readonly index: number;
  readonly around: number;
}

export function Row({ timeline, row, index, around }: RowProps) {
  const screen = useScreen();
  const card = row.kind === "card" ? screen.live.card(row.id) : undefined;
  const here = visitors(screen.live.peers.value, row.id);
  const isFocused = card !== undefined && screen.focus.value === row.id;
  const states = [
    row.kind === "column" ? " is-column" : "",
    isFocused ? " is-focused" : "",
    screen.selection.value.has(row.id) ? " is-selected" : "",
    screen.open.value === row.id || screen.peek.value === row.id ? " is-open" : "",
  ];
  return (
    <li
      class={`tl-row${states.join("")}`}
      aria-setsize={timeline.rows.value.length}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${index * 100}%)` }}
    >
      <div class="tl-name" style={{ "--depth": row.depth }}>
        <Fold timeline={timeline} row={row} name={card?.title ?? "the column"} />
        {card === undefined ? (
          <ColumnName id={row.id} size={row.size} />
        ) : (
          <CardName timeline={timeline} card={card} isFocused={isFocused} here={here} />
        )}
      </div>
      {/* For eyes and pointers; the tree says it all in words. */}
      <div class="tl-lane" aria-hidden="true">
        {row.span !== null && <Summary timeline={timeline} from={row.span.from} to={row.span.to} />}
        {card !== undefined && <CardBar timeline={timeline} card={card} here={here} around={around} />}
      </div>
    </li>
  );
}

function Fold({ timeline, row, name }: { timeline: TimelineState; row: TreeRow; name: string }) {
  if (row.size === 0) return <span class="tl-fold" />;
  const isFolded = timeline.folded.value.has(row.key);
  return (
    <button
      type="button"
      class="tl-fold icon-button"
      aria-label={`${isFolded ? "Unfold" : "Fold"} ${name}`}
      aria-expanded={!isFolded}
      tabIndex={-1}
      onClick={() => timeline.fold(row.key, !isFolded)}
    >
      <Icon name={isFolded ? "next" : "down"} />
    </button>
  );
}

function ColumnName({ id, size }: { readonly id: string; readonly size: number }) {
  const column = useScreen().live.column(id);
  return (
    <>
      <h2 dir="auto">{id === UNSORTED ? "Unsorted" : column?.name || "Column without a name"}</h2>
      <span class="count">{size}</span>
    </>
  );
}

interface CardProps {
  readonly timeline: TimelineState;
  readonly card: Card;
  readonly here: readonly Visitor[];
}

function CardName({ timeline, card, isFocused, here }: CardProps & { readonly isFocused: boolean }) {
  const screen = useScreen();
  const link = useFocus(screen, card.id, isFocused);
  const number = screen.numberOf(card.id);
  const words = wordsOf(timeline, card);
  return (
    <>
      <a
        ref={link}
        dir="auto"
        class="list-title"
        href={cardPath(screen.board, number ?? card.id) + query.value}
        data-card={card.id}
        title={words}
        tabIndex={isFocused || screen.focus.value === null ? 0 : -1}
        onFocus={() => {
          screen.focus.value = card.id;
        }}
      >
        {card.title || "Card without a title"}
        <span class="unseen">, {words}</span>
      </a>
      {timeline.conflictsOf(card.id).length > 0 && (
        <span class="tl-mark" title="Starts before what it waits for ends">
          <Icon name="clock" />
        </span>
      )}
      <Visitors people={here} />
      {screen.canEdit.value && (
        <button
          type="button"
          class="icon-button tl-more"
          aria-label={`Dates and dependencies of ${card.title}`}
          title="Dates and dependencies (B)"
          aria-haspopup="dialog"
          aria-expanded={timeline.menu.value === card.id}
          tabIndex={isFocused ? 0 : -1}
          data-more={card.id}
          onClick={() => {
            timeline.menu.value = timeline.menu.peek() === card.id ? null : card.id;
          }}
        >
          <Icon name="more" />
        </button>
      )}
    </>
  );
}

const NAMED_MAX = 3;

/** Everything that the bar shows, for those who hear it. */
function wordsOf(timeline: TimelineState, card: Card): string {
  const { bars, plan, showsPath, screen } = timeline;
  const [bar, conflicts] = [bars.value.get(card.id), timeline.conflictsOf(card.id)];
  const slack = showsPath.value ? plan.value?.slack.get(card.id) : undefined;
  return [
    bar === undefined ? "no date" : inWords(bar.from, bar.to),
    ...(bar?.kind === "reversed" ? ["due before it starts"] : []),
    ...conflicts.slice(0, NAMED_MAX).map((id) => `starts before ${screen.live.card(id)?.title ?? ""} ends`),
    ...(conflicts.length > NAMED_MAX ? [`and before ${conflicts.length - NAMED_MAX} more`] : []),
    ...(slack === undefined ? [] : [slackInWords(timeline, card.id, slack)]),
  ].join(", ");
}

function slackInWords({ plan }: TimelineState, id: string, slack: number): string {
  if (plan.value?.critical.has(id)) return "on the critical path";
  return `${slack} ${slack === 1 ? "day" : "days"} of slack`;
}

/** What is under a head, from its first day to its last. */
function Summary({ timeline, from, to }: { timeline: TimelineState; from: number; to: number }) {
  return <div class="tl-summary" style={{ left: across(timeline, from), width: wide(timeline, from, to) }} />;
}

const across = (timeline: TimelineState, from: number) => `${clipped(timeline, from)}px`;
const wide = (timeline: TimelineState, from: number, to: number) =>
  `${Math.max(6, clipped(timeline, to + 1) - clipped(timeline, from))}px`;

/** Where a day begins, or the edge of the axis that it lies behind. */
function clipped(timeline: TimelineState, day: number): number {
  const { from, to } = timeline.reach.value;
  return timeline.xOf(Math.min(Math.max(day, from), to));
}

/** Narrower ones have their title beside them. */
const TITLE_WIDTH = 64;

function CardBar({ timeline, card, here, around }: CardProps & { readonly around: number }) {
  const screen = useScreen();
  const bar = timeline.shownBar(card.id);
  if (bar === null) return null;
  const held = timeline.held.value;
  const isHeld = timeline.isHeld(card.id);
  const isTarget = held?.what === "link" && held.onto === card.id;
  const look = timeline.lookOf(card, bar, here);
  const { left, width } = timeline.view.value;
  const isInSight = ({ from, to }: Pick<Bar, "from" | "to">, more = around) =>
    clipped(timeline, to + 1) >= left - more &&
    clipped(timeline, from) <= left + width - timeline.tree.value + more;
  const plan = timeline.showsPath.value ? timeline.plan.value : null;
  const slack = plan?.slack.get(card.id) ?? 0;
  const states = `${isTarget ? " is-target" : ""}${plan?.critical.has(card.id) ? " is-critical" : ""}`;
  const isWide = lengthOf(bar) * timeline.dayWidth.value >= TITLE_WIDTH;
  const place = { left: across(timeline, bar.from), width: wide(timeline, bar.from, bar.to) };
  return (
    <>
      {(isInSight(bar) || isHeld) && (
        <a
          key={`${timeline.zoom.value} ${timeline.reach.value.from}`}
          class={look.class + states}
          href={cardPath(screen.board, screen.numberOf(card.id) ?? card.id) + query.value}
          draggable={false}
          data-bar={card.id}
          tabIndex={-1}
          title={`${card.title}: ${wordsOf(timeline, card)}`}
          style={{ ...place, ...look.style }}
        >
          {card.progress !== undefined && <i class="tl-progress" style={{ width: `${card.progress}%` }} />}
          {(isHeld || isInSight(bar, 0)) && (
            <span class={isWide ? "tl-title" : "tl-title is-beside"}>
              {isHeld ? inWords(bar.from, bar.to) : card.title}
            </span>
          )}
          {screen.canEdit.value && (
            <>
              <i class="tl-end is-start" data-hold="start" />
              <i class="tl-end" data-hold="end" />
              <i class="tl-knob" data-hold="link" />
            </>
          )}
        </a>
      )}
      {!isHeld && !isInSight(bar, 0) && <Away timeline={timeline} bar={bar} />}
      {slack > 0 && isInSight({ from: bar.to, to: bar.to + slack }) && (
        <div
          class="tl-slack"
          title={slackInWords(timeline, card.id, slack)}
          style={{ left: across(timeline, bar.to + 1), width: wide(timeline, bar.to + 1, bar.to + slack) }}
        />
      )}
      {timeline.ghostsOf(card.id).map(({ session, person, span }) => (
        <div
          key={session}
          class="tl-bar is-ghost"
          style={{
            ...{ left: across(timeline, span.from), width: wide(timeline, span.from, span.to) },
            "--visit": hue(person.color),
          }}
        >
          <b>{person.name}</b>
        </div>
      ))}
    </>
  );
}

/** Says on which side a bar lies that is out of sight, and leads there. */
function Away({ timeline, bar }: { readonly timeline: TimelineState; readonly bar: Bar }) {
  const isLeft = timeline.xOf(bar.to) < timeline.view.value.left;
  return (
    <button
      type="button"
      class={`tl-away${isLeft ? "" : " is-right"}`}
      tabIndex={-1}
      onClick={() => goTo(timeline, bar.from)}
    >
      {isLeft ? `← ${inWords(bar.from, bar.to)}` : `${inWords(bar.from, bar.to)} →`}
    </button>
  );
}
