/** A week of the calendar: its days, and the cards and milestones that lie on them in lanes. */

import type { Card } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { type Bar, heldSpan } from "../ui/bars.ts";
import { calendarOf as calendarDay, type Day, inWords, spellDay, weekday } from "../ui/days.ts";
import { cardPath, go, query } from "../ui/location.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { visitors } from "../ui/people_marks.tsx";
import { useScreen } from "../ui/screen.ts";
import { type Piece, packed, WEEK } from "../ui/weeks.ts";
import { type CalendarState, milestoneOf } from "./calendar_state.ts";
import { useFocus } from "./face.tsx";
import { addCards } from "./verbs.ts";

interface WeekProps {
  readonly calendar: CalendarState;
  readonly week: Day;
  readonly lanes: number;
}

/** In a panel; the rest is in the list, which groups by due date. */
const LISTED_MAX = 200;
/** Of what is dragged together, so many are seen to move. */
const HELD_MAX = 20;

export function WeekRow({ calendar, week, lanes }: WeekProps) {
  const { screen } = calendar;
  const { pieces, hidden } = packed(calendar.spans.value, week, lanes, screen.focus.value);
  const tallest = Math.max(0, ...pieces.map(({ lane }) => lane + 1));
  return (
    <section
      class="cal-week"
      aria-label={`Week of ${inWords(week, week)}`}
      style={{ "--lanes": calendar.isWeek.value ? tallest : 0 }}
    >
      {hidden.map((count, at) => (
        <DayCell key={week + at} calendar={calendar} day={week + at} hidden={count} />
      ))}
      <ul aria-label={`Cards in the week of ${inWords(week, week)}`}>
        {pieces.map((piece) => (
          <li key={piece.id} class="cal-piece" style={placeOf(piece)}>
            <PieceOf calendar={calendar} week={week} piece={piece} />
          </li>
        ))}
        <Ghosts calendar={calendar} week={week} pieces={pieces} />
      </ul>
    </section>
  );
}

const share = (days: number) => `${(days / WEEK) * 100}%`;

function placeOf({ first, last, lane }: Pick<Piece, "first" | "last" | "lane">) {
  return { left: share(first), width: share(last - first + 1), "--lane": lane };
}

interface DayProps {
  readonly calendar: CalendarState;
  readonly day: Day;
  readonly hidden: number;
}

/** Returns the classes of a day: free, of another month, today, or where what I hold would lie. */
export function stateOfDay(calendar: CalendarState, day: Day): string {
  const isOutside =
    !calendar.isWeek.value && calendarDay(day).month !== calendarDay(calendar.day.value).month;
  const states = [
    weekday(day) % 6 === 0 ? " is-free" : "",
    isOutside ? " is-outside" : "",
    day === calendar.today.value ? " is-today" : "",
    calendar.isTarget(day) ? " is-target" : "",
  ];
  return states.join("");
}

function DayCell({ calendar, day, hidden }: DayProps) {
  const more = hidden > 0 ? `, ${hidden} more` : "";
  return (
    <div class={`cal-day${stateOfDay(calendar, day)}`} data-day={day}>
      <Popup
        label={inWords(day, day) + more}
        class="cal-number"
        button={
          <>
            <b>{calendarDay(day).date}</b>
            {hidden > 0 && <span>+{hidden}</span>}
          </>
        }
      >
        {(close) => (
          <>
            <NewOnDay day={day} />
            <DayCards calendar={calendar} day={day} close={close} />
          </>
        )}
      </Popup>
    </div>
  );
}

interface PanelProps {
  readonly calendar: CalendarState;
  readonly day: Day;
}

/** All that lies on a day. */
function DayCards({ calendar, day, close }: PanelProps & { readonly close: () => void }) {
  const { screen } = calendar;
  const onDay = calendar.onDay(day).filter(({ id }) => !milestoneOf(id));
  const items = onDay.slice(0, LISTED_MAX).map(({ id }) => ({
    name: screen.live.card(id)?.title || "Card without a title",
    icon: "calendar" as const,
    run: () => go(cardPath(screen.board, screen.numberOf(id) ?? id) + query.peek(), { below: "calendar" }),
  }));
  return (
    <div class="cal-panel">
      {items.length === 0 ? (
        <p class="hint">No card on this day.</p>
      ) : (
        <MenuList items={items} close={close} />
      )}
    </div>
  );
}

/** A line to add to a day. */
export function NewOnDay({ day }: Pick<PanelProps, "day">) {
  const screen = useScreen();
  const column = screen.live.columns()[0]?.id;
  if (!screen.canEdit.value || column === undefined) return null;
  return (
    <input
      class="cal-new"
      aria-label={`New card due ${inWords(day, day)}`}
      placeholder="New card due on this day"
      maxLength={1_000}
      onKeyDown={(event) => {
        const title = event.currentTarget.value.trim();
        if (event.key !== "Enter" || event.isComposing || title === "") return;
        event.preventDefault();
        event.currentTarget.value = "";
        addCards(screen, column, [{ title, assignees: [], labels: [], due: spellDay(day) }]);
      }}
    />
  );
}

interface PieceProps {
  readonly calendar: CalendarState;
  readonly week: Day;
  readonly piece: Piece;
}

function PieceOf({ calendar, week, piece }: PieceProps) {
  const { screen } = calendar;
  const milestone = milestoneOf(piece.id);
  if (milestone !== null) return <MilestoneOf id={milestone} />;
  const card = screen.live.card(piece.id);
  const bar = calendar.bars.value.get(piece.id);
  if (card === undefined || bar === undefined) return null;
  return <CardPiece calendar={calendar} week={week} piece={piece} card={card} bar={bar} />;
}

export function MilestoneOf({ id }: { readonly id: string }) {
  const { name = "", done = false } = useScreen().client.board.milestone(id) ?? {};
  return (
    <span class={`tl-diamond cal-milestone${done ? " is-done" : ""}`} data-milestone={id}>
      <i /> {name || "Milestone"}
    </span>
  );
}

function CardPiece({ calendar, week, piece, card, bar }: PieceProps & { card: Card; bar: Bar }) {
  const { screen } = calendar;
  const [from] = calendar.reach();
  // Of a card that lies on several weeks, the first piece in sight takes the keyboard.
  const isFirst = piece.begins || week === from;
  const isFocused = isFirst && screen.focus.value === card.id;
  const link = useFocus(screen, card.id, isFocused, {});
  const here = visitors(screen.live.peers.value, card.id);
  const look = calendar.lookOf(card, bar, here);
  const states = [
    screen.selection.value.has(card.id) ? " is-selected" : "",
    piece.begins ? "" : " goes-before",
    piece.ends ? "" : " goes-on",
  ];
  const words = inWords(bar.from, bar.to) + (bar.kind === "reversed" ? ", due before it starts" : "");
  const isReached =
    screen.focus.value === null || !calendar.spans.value.some(({ id }) => id === screen.focus.value);
  return (
    <a
      ref={link}
      class={look.class + states.join("")}
      style={look.style}
      href={cardPath(screen.board, screen.numberOf(card.id) ?? card.id) + query.value}
      draggable={false}
      data-bar={card.id}
      data-card={card.id}
      tabIndex={isFirst && (isFocused || isReached) ? 0 : -1}
      title={`${card.title}: ${words}`}
      onFocus={() => {
        screen.focus.value = card.id;
      }}
    >
      <span class="tl-title" dir="auto">
        {card.title || "Card without a title"}
        <span class="unseen">
          , {words}
          {here.map(({ name, deed }) => `, ${name}: ${deed}`)}
        </span>
      </span>
      {screen.canEdit.value && (
        <>
          {piece.begins && <i class="tl-end is-start" data-hold="start" />}
          {piece.ends && <i class="tl-end" data-hold="end" />}
        </>
      )}
    </a>
  );
}

interface GhostsProps {
  readonly calendar: CalendarState;
  readonly week: Day;
  readonly pieces: readonly Piece[];
}

/** What I and others have in our hands, where we hold it. */
function Ghosts({ calendar, week, pieces }: GhostsProps) {
  const { live } = calendar.screen;
  const theirs = live.peers.value.flatMap(({ session, person, state }) => {
    const id = typeof state["drag"] === "string" ? state["drag"] : "";
    const span = heldSpan(state, id);
    return span === null ? [] : [{ ...span, key: session, id, name: person.name, color: hue(person.color) }];
  });
  return (
    <>
      {[...mine(calendar), ...theirs].flatMap(({ key, id, from, to, name, color }) => {
        if (to < week || from >= week + WEEK) return [];
        const [first, last] = [Math.max(0, from - week), Math.min(WEEK - 1, to - week)];
        const lane = pieces.find((piece) => piece.id === id)?.lane ?? 0;
        return [
          <li key={key} class="cal-piece" style={placeOf({ first, last, lane })} aria-hidden="true">
            <div class="tl-bar is-ghost" style={{ "--visit": color }}>
              <b>{name}</b>
            </div>
          </li>,
        ];
      })}
    </>
  );
}

/** Returns what I hold, as it is drawn. */
function mine(calendar: CalendarState) {
  const [held, { live, client }] = [calendar.held.value, calendar.screen];
  const look = { key: "mine", color: "var(--accent-text)" };
  if (held?.what === "milestone") {
    const name = client.board.milestone(held.id)?.name ?? "";
    return [{ ...look, id: held.id, from: held.day, to: held.day, name }];
  }
  if (held?.what !== "bars") return [];
  return [...held.ids].slice(0, HELD_MAX).flatMap((id) => {
    const bar = calendar.shownBar(id);
    return bar === null ? [] : [{ ...look, key: id, id, ...bar, name: live.card(id)?.title ?? "" }];
  });
}
