/** The calendar: a month or a week, cards over the days from their start to their due date. */

import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "../ui/icons_later.ts";
import { useActions } from "../ui/actions.ts";
import { inWords, namesOf } from "../ui/days.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { WEEK } from "../ui/weeks.ts";
import { calendarActions } from "./calendar_actions.ts";
import { DaysList, DotsOfWeek } from "./calendar_days.tsx";
import { dragOnCalendar } from "./calendar_drag.ts";
import { type CalendarState, calendarOf, daysOf, isNarrow, milestoneOf } from "./calendar_state.ts";
import { WeekRow } from "./calendar_week.tsx";
import { editing } from "./editing.ts";
import { walkIn } from "./focus.ts";
import { openSubscribe } from "./overlay.ts";
import { Unscheduled } from "./unscheduled.tsx";

/** Of the number of a day, and of a lane; the style sheet knows them too. */
const isTouched = matchMedia("(pointer: coarse)").matches;
const NUMBER = isTouched ? 44 : 26;
const LANE = 24;
/** A week shows all there is, within reason; the rest is in the panel of its day. */
const LANES_MAX = 40;

export default function CalendarView(): JSX.Element {
  const screen = useScreen();
  const calendar = calendarOf(screen);
  const root = useRef<HTMLDivElement>(null);
  const canEdit = screen.canEdit.value;
  useActions(calendarActions(screen));
  useEffect(() => walkIn(() => cardsOf(calendar)), [calendar]);
  useEffect(() => {
    if (root.current === null || !canEdit) return;
    return dragOnCalendar(root.current, calendar);
  }, [calendar, canEdit, isNarrow.value]);
  useFollowing(calendar);
  const [shown, isWeek] = [calendar.weeks.value, calendar.isWeek.value];
  const [parts, column] = [editing.value, screen.composing.value];
  return (
    <div class="tl" ref={root} style={{ "--number": `${NUMBER}px`, "--tl-row": "32px" }}>
      <Tools calendar={calendar} />
      <Elsewhere calendar={calendar} />
      <div class="tl-body">
        <div class="cal">
          {!(isNarrow.value && isWeek) && (
            <div class="cal-names" aria-hidden="true">
              {daysOf(shown[0] ?? 0).map((day) => (
                <span key={day}>{weekdayOf(day)}</span>
              ))}
            </div>
          )}
          {isNarrow.value ? (
            <>
              {!isWeek && shown.map((week) => <DotsOfWeek key={week} calendar={calendar} week={week} />)}
              <DaysList calendar={calendar} />
            </>
          ) : (
            <Weeks calendar={calendar} />
          )}
        </div>
        {calendar.showsTray.value && (
          <Unscheduled
            ids={calendar.unscheduled.value}
            onClose={() => {
              calendar.showsTray.value = false;
            }}
          />
        )}
      </div>
      {parts !== null && column !== null && (
        <div class="list-composer">
          <p class="hint">New card in {screen.live.column(column)?.name}</p>
          <parts.Composer column={column} />
        </div>
      )}
    </div>
  );
}

const weekdayOf = namesOf({ weekday: "short" });
const monthOf = namesOf({ month: "long", year: "numeric" });

/** The weeks under each other, with as many lanes as there is room for. */
function Weeks({ calendar }: { readonly calendar: CalendarState }) {
  const weeks = useRef<HTMLDivElement>(null);
  const [height, shown] = [useHeight(weeks), calendar.weeks.value];
  const lanes = calendar.isWeek.value
    ? LANES_MAX
    : Math.max(0, Math.floor((height / shown.length - NUMBER - 2) / LANE));
  return (
    <div ref={weeks} class="cal-weeks">
      {shown.map((week) => (
        <WeekRow key={week} calendar={calendar} week={week} lanes={lanes} />
      ))}
    </div>
  );
}

/** Returns the cards in sight by their days, once each. */
function cardsOf(calendar: CalendarState): readonly string[] {
  return calendar.spans
    .peek()
    .filter(({ id }) => milestoneOf(id) === null)
    .map(({ id }) => id);
}

function useHeight(element: { current: HTMLElement | null }): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const sizes = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 0));
    sizes.observe(element.current);
    return () => sizes.disconnect();
  }, []);
  return height;
}

/** Goes to where the card is that takes the keyboard. */
function useFollowing(calendar: CalendarState): void {
  const { screen } = calendar;
  const summoned = screen.summons.value;
  const first = useRef(summoned);
  useLayoutEffect(() => {
    const bar = calendar.bars.peek().get(screen.focus.peek() ?? "");
    const [from, end] =
      isNarrow.peek() && !calendar.isWeek.peek()
        ? [calendar.day.peek(), calendar.day.peek() + 1]
        : calendar.reach();
    // Coming here is no reason to leave today.
    if (summoned === first.current || bar === undefined || (bar.to >= from && bar.from < end)) return;
    calendar.show(bar.from);
  }, [summoned]);
}

/** Where nothing is in sight: the way to the cards before and after. */
function Elsewhere({ calendar }: { readonly calendar: CalendarState }) {
  const { bars, beside, screen } = calendar;
  const [first] = calendar.reach();
  if (bars.value.size > 0 && beside.value.length === 0) return null;
  return (
    <div class="cal-elsewhere">
      <span class="hint">
        {beside.value.length === 0
          ? "No card here has a date yet. Give one a start or due date, or take it from “Without any date”."
          : `No card has a date in this ${calendar.isWeek.value ? "week" : "month"}.`}
      </span>
      {beside.value.map(({ id, day }) => (
        <button
          key={id}
          type="button"
          class="button"
          aria-label={`Go to the nearest card ${day < first ? "before" : "after"}: ${inWords(day, day)}`}
          onClick={() => {
            calendar.show(day);
            screen.focusOn(id);
          }}
        >
          {day < first ? `← ${inWords(day, day)}` : `${inWords(day, day)} →`}
        </button>
      ))}
    </div>
  );
}

function Tools({ calendar }: { readonly calendar: CalendarState }) {
  const [isWeek, week] = [calendar.isWeek.value, calendar.weeks.value[0] ?? 0];
  const name = isWeek ? inWords(week, week + WEEK - 1) : monthOf(calendar.day.value);
  const period = isWeek ? "week" : "month";
  const shows = (id: "month" | "week", title: string) => (
    <button
      type="button"
      class="button is-plain"
      aria-pressed={period === id}
      onClick={() => calendar.set("show", id === "week" ? id : null)}
    >
      {title}
    </button>
  );
  return (
    <div class="tl-toolbar" role="toolbar" aria-label="Calendar">
      <button type="button" class="button" onClick={() => calendar.show(calendar.today.peek())}>
        Today
      </button>
      {([-1, 1] as const).map((step) => (
        <button
          key={step}
          type="button"
          class="icon-button"
          aria-label={step < 0 ? `The ${period} before` : `The next ${period}`}
          onClick={() => calendar.turn(step)}
        >
          <Icon name={step < 0 ? "back" : "next"} />
        </button>
      ))}
      <h2 class="cal-title" aria-live="polite">
        {name}
      </h2>
      <fieldset class="tl-zoom" aria-label="Show">
        {shows("month", "Month")}
        {shows("week", "Week")}
      </fieldset>
      <span class="header-gap" />
      <button
        type="button"
        class="icon-button"
        aria-label="Subscribe in a calendar"
        title="Subscribe in a calendar"
        onClick={openSubscribe}
      >
        <Icon name="link" />
      </button>
      <button
        type="button"
        class="button is-plain"
        aria-pressed={calendar.showsTray.value}
        onClick={() => {
          calendar.showsTray.value = !calendar.showsTray.peek();
        }}
      >
        Without any date <span class="count">{calendar.unscheduled.value.length}</span>
      </button>
    </div>
  );
}
