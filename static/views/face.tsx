/** The face of a card on the board: labels, title, one row of marks, faces. It is a link to the card. */

import { useEffect, useRef } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { shortDay, urgency } from "../ui/due.ts";
import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { type Visitor, Visitors, visitors } from "../ui/people_marks.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";

const FACES_MAX = 3;

export function CardFace({ id }: { readonly id: string }) {
  const screen = useScreen();
  const link = useFocus(screen, id);
  const card = screen.live.card(id);
  if (card === undefined) return null;
  const here = visitors(screen.live.peers.value, id);
  const states = [
    screen.selection.value.has(id) ? " is-selected" : "",
    screen.open.value === id || screen.peek.value === id ? " is-open" : "",
    here.length > 0 ? " is-visited" : "",
    here.some(({ deed }) => deed === "moving") ? " is-moving" : "",
  ];
  const address = cardPath(screen.board, screen.numberOf(id) ?? id) + query.value;
  return (
    <a
      ref={link}
      class={`card${states.join("")}`}
      href={address}
      draggable={false}
      data-card={id}
      tabIndex={screen.focus.value === id ? 0 : -1}
      style={here[0] === undefined ? {} : { "--hue": hue(here[0].color) }}
      onFocus={() => {
        screen.focus.value = id;
      }}
    >
      {card.cover !== undefined && <span class="card-cover" style={{ "--hue": hue(card.cover) }} />}
      <Labels card={card} />
      <span class="card-title">{card.title || "Card without a title"}</span>
      <Marks card={card} here={here} />
    </a>
  );
}

/** Gives a link the keyboard when its card is summoned; the first card of all can be reached by Tab. */
export function useFocus(
  screen: Screen,
  id: string,
  isFocused = screen.focus.value === id,
  options: FocusOptions = { preventScroll: true },
) {
  const link = useRef<HTMLAnchorElement>(null);
  const summoned = isFocused ? screen.summons.value : 0;
  useEffect(() => {
    if (summoned > 0 && screen.focus.peek() === id && !isTyping()) link.current?.focus(options);
  }, [summoned]);
  return link;
}

/** Whether the keyboard is where nothing may take it from. */
export function isTyping(): boolean {
  return Boolean(document.activeElement?.closest("search, .composer, .sheet, dialog, .popover"));
}

function Labels({ card }: { readonly card: Card }) {
  const screen = useScreen();
  if (card.labels.length === 0) return null;
  return (
    <span class="card-labels">
      {screen.labelsOf(card).map(({ id, name, color }) => (
        <span
          key={id}
          class={name === "" ? "label is-bar" : "label"}
          title={name || color}
          style={{ "--hue": hue(color) }}
        >
          {name}
        </span>
      ))}
    </span>
  );
}

function Marks({ card, here }: { readonly card: Card; readonly here: readonly Visitor[] }) {
  const screen = useScreen();
  const number = screen.numberOf(card.id);
  const items = card.checklists.flatMap((checklist) => checklist.items);
  const done = items.filter((item) => item.done).length;
  const comments = screen.live.recordsFor("comment", card.id).length;
  const more = card.assignees.length - FACES_MAX;
  return (
    <span class="card-marks">
      <span class="mark">{number === null ? "new" : `#${number}`}</span>
      {card.priority !== undefined && <span class={`mark is-${card.priority}`}>{card.priority}</span>}
      {card.due !== undefined && <Due due={card.due} done={card.done || isInDone(screen, card)} />}
      {items.length > 0 && (
        <span class={done === items.length ? "mark is-done" : "mark"} title="Checklist">
          <Icon name="checklist" />
          {done}/{items.length}
        </span>
      )}
      {comments > 0 && (
        <span class="mark" title="Comments">
          <Icon name="comment" />
          {comments}
        </span>
      )}
      {card.estimate !== undefined && (
        <span class="mark" title="Estimate">
          <Icon name="estimate" />
          {card.estimate}
        </span>
      )}
      {card.assignees.length > 0 && (
        <span class="card-faces">
          {card.assignees.slice(0, FACES_MAX).map((person) => {
            const { name, color } = screen.people.of(person);
            return <Avatar key={person} name={name} color={color} />;
          })}
          {more > 0 && <span class="more">+{more}</span>}
        </span>
      )}
      <Visitors people={here} />
    </span>
  );
}

export function isInDone(screen: Screen, card: Card): boolean {
  return screen.live.column(card.column)?.category === "done";
}

/** A due date with its colour; the word says what the colour does. */
export function Due({ due, done }: { readonly due: string; readonly done: boolean }) {
  const now = Date.now();
  const state = urgency(due, done, now);
  return (
    <span class={`mark is-${state}`} title={TITLES[state]}>
      <Icon name={ICONS[state]} />
      {shortDay(due, now)}
    </span>
  );
}

/** Never by colour alone. */
const ICONS = { done: "check", later: "calendar", soon: "calendar", due: "clock", overdue: "clock" } as const;
const TITLES = {
  done: "Done",
  later: "Due",
  soon: "Due within a day",
  due: "Due now",
  overdue: "Overdue",
} as const;
