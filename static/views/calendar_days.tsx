/** The calendar where there is little room: the days of a week under each other, or those of a month as dots over the day that is chosen. */

import { calendarOf as calendarDay, type Day, inWords, namesOf } from "../ui/days.ts";
import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { Popup } from "../ui/menu.tsx";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { type CalendarState, daysOf, milestoneOf } from "./calendar_state.ts";
import { MilestoneOf, NewOnDay, stateOfDay } from "./calendar_week.tsx";
import { CardFace, Due } from "./face.tsx";

interface DaysProps {
  readonly calendar: CalendarState;
}

const heights = new Heights(matchMedia("(pointer: coarse)").matches ? 48 : 36);
const inFull = namesOf({ weekday: "long", day: "numeric", month: "long" });
const DOTS_MAX = 3;

/** The cards of the days in the list, whole on the first day of each. */
export function DaysList({ calendar }: DaysProps) {
  const { screen } = calendar;
  // The day and the card of each row; a row without a card is the head of its day.
  const ids: string[] = [];
  const heads: number[] = [];
  const firsts = new Map<string, string>();
  for (const day of calendar.listed.value) {
    heads.push(ids.length);
    ids.push(`${day}`);
    for (const { id } of calendar.onDay(day)) {
      const key = `${day} ${id}`;
      ids.push(key);
      if (!firsts.has(id)) firsts.set(id, key);
    }
  }
  const focused = firsts.get(screen.focus.value ?? "") ?? null;
  // What is held, too, or a finger would lose what it touches.
  const pinned = ids.filter((key) => key === focused || calendar.isHeld(key.split(" ")[1] ?? ""));
  // Where no card has the keyboard: as far down as the day that the address names.
  const chosen = ids[ids.indexOf(`${calendar.day.value}`) + 1] ?? null;
  return (
    <Windowed
      class="list"
      label="Cards by their days"
      ids={ids}
      heads={heads}
      heights={heights}
      gap={0}
      pinned={new Set(pinned)}
      wanted={focused ?? chosen}
      summons={screen.summons.value + 1}
      row={(key) => {
        const [day = "", id] = key.split(" ");
        const props = { calendar, day: Number(day) };
        return id === undefined ? (
          <Head {...props} />
        ) : (
          <Row {...props} id={id} isFirst={firsts.get(id) === key} />
        );
      }}
    />
  );
}

interface DayProps extends DaysProps {
  readonly day: Day;
}

function Head({ calendar, day }: DayProps) {
  const { screen } = calendar;
  const count = calendar.onDay(day).length;
  return (
    <div class={`list-group${stateOfDay(calendar, day)}`} data-day={day}>
      <h2>{inFull(day)}</h2>
      <span class="count">{count > 0 && count}</span>
      <span class="header-gap" />
      {screen.canEdit.value && (
        <Popup label={`New card due ${inWords(day, day)}`} button={<Icon name="add" />}>
          {() => <NewOnDay day={day} />}
        </Popup>
      )}
    </div>
  );
}

interface RowProps extends DayProps {
  readonly id: string;
  readonly isFirst: boolean;
}

function Row({ calendar, day, id, isFirst }: RowProps) {
  const milestone = milestoneOf(id);
  return (
    <div
      class={calendar.isHeld(id) ? "cal-line is-held" : "cal-line"}
      data-day={day}
      data-bar={milestone === null ? id : undefined}
    >
      {milestone !== null ? (
        <MilestoneOf id={milestone} />
      ) : isFirst ? (
        <CardFace id={id} />
      ) : (
        <Later calendar={calendar} day={day} id={id} />
      )}
    </div>
  );
}

/** A card on a later day of its own: in one line, and with its due date on its last. */
function Later({ calendar, day, id }: DayProps & { readonly id: string }) {
  const { screen } = calendar;
  const card = screen.live.card(id);
  if (card === undefined) return null;
  return (
    <a
      class="tray-card"
      href={cardPath(screen.board, screen.numberOf(id) ?? id) + query.value}
      draggable={false}
      data-card={id}
    >
      {card.due !== undefined && calendar.bars.value.get(id)?.to === day && (
        <Due due={card.due} done={screen.isDone(card)} />
      )}
      <span dir="auto">{card.title || "Card without a title"}</span>
    </a>
  );
}

/** A week of a month: of each day the number, and a dot for each of its first cards. */
export function DotsOfWeek({ calendar, week }: DaysProps & { readonly week: Day }) {
  return (
    <div class="cal-week">
      {daysOf(week).map((day) => (
        <DotsOfDay key={day} calendar={calendar} day={day} />
      ))}
    </div>
  );
}

function DotsOfDay({ calendar, day }: DayProps) {
  const spans = calendar.onDay(day);
  return (
    <button
      type="button"
      class={`cal-day cal-dots${stateOfDay(calendar, day)}`}
      aria-label={`${inWords(day, day)}, ${spans.length} card${spans.length === 1 ? "" : "s"}`}
      aria-pressed={day === calendar.day.value}
      data-day={day}
      onClick={() => calendar.show(day)}
    >
      <b>{calendarDay(day).date}</b>
      <span>
        {spans.slice(0, DOTS_MAX).map(({ id }) => (
          <Dot key={id} calendar={calendar} id={id} />
        ))}
        {spans.length > DOTS_MAX && `+${spans.length - DOTS_MAX}`}
      </span>
    </button>
  );
}

function Dot({ calendar, id }: DaysProps & { readonly id: string }) {
  const [card, bar] = [calendar.screen.live.card(id), calendar.bars.value.get(id)];
  if (card === undefined || bar === undefined) return <i class="dot" style={{ "--hue": "var(--purple)" }} />;
  const { class: states, style } = calendar.lookOf(card, bar, []);
  return <i class={states.replace("tl-bar", "dot")} style={style} />;
}
