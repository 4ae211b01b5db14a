/** A card as a row of the list; a press on a cell edits it in place. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { Visitors, visitors } from "../ui/people_marks.tsx";
import { useScreen } from "../ui/screen.ts";
import { Due, isTyping } from "./face.tsx";
import { selectUpTo, toggleSelected } from "./focus.ts";
import { Cell } from "./list_cell.tsx";
import { CELL_NAMES, type CellName, listOf, type Row as RowPlace } from "./list_state.ts";
import { act } from "./verbs.ts";

const LABELS_MAX = 3;
const FACES_MAX = 3;

export function Row({ place }: { readonly place: RowPlace }) {
  const screen = useScreen();
  const list = listOf(screen);
  const card = screen.live.card(place.card);
  if (card === undefined) return null;
  const { id } = card;
  const isFocused = list.focused.value?.key === place.key;
  const isSelected = screen.selection.value.has(id);
  const isOpen = screen.open.value === id || screen.peek.value === id;
  const number = screen.numberOf(id);
  const isReached = isFocused || list.focused.value === null;
  const cell = (name: CellName, says: string, children: ComponentChildren) => (
    <Cell
      {...{ cell: list.cell, row: place.key, name, label: CELL_NAMES[name], says }}
      mayEdit={screen.canEdit.value}
      isReached={isFocused}
    >
      {children}
    </Cell>
  );
  const people = card.assignees.map((person) => screen.people.of(person));
  const labels = screen.labelsOf(card);
  const column = screen.live.column(screen.client.board.shownColumn(id) ?? "");
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).join(", ");
  return (
    <div
      class={`list-row list-grid${isSelected ? " is-selected" : ""}${isOpen ? " is-open" : ""}`}
      onFocusCapture={() => {
        list.group.value = place.group;
        screen.focus.value = id;
      }}
    >
      {screen.canEdit.value && (
        <label class="list-check">
          <input
            type="checkbox"
            aria-label={`Select ${card.title}`}
            checked={isSelected}
            tabIndex={isReached ? 0 : -1}
            onClick={(event) => {
              if (!event.shiftKey) return toggleSelected(screen, id);
              event.preventDefault();
              selectUpTo(screen, id);
            }}
          />
        </label>
      )}
      <span class="list-number">{number === null ? "new" : `#${number}`}</span>
      <Title place={place} card={card} isFocused={isFocused} isReached={isReached} />
      {cell("column", column?.name ?? "", column?.name)}
      {cell(
        "labels",
        names(labels),
        labels.length > 0 && (
          <>
            {labels.slice(0, LABELS_MAX).map(({ id, name, color }) => (
              <span key={id} class="label" style={{ "--hue": hue(color) }}>
                {name || color}
              </span>
            ))}
            {labels.length > LABELS_MAX && <span class="more">+{labels.length - LABELS_MAX}</span>}
          </>
        ),
      )}
      {cell(
        "priority",
        card.priority ?? "",
        card.priority !== undefined && <span class={`mark is-${card.priority}`}>{card.priority}</span>,
      )}
      {cell(
        "due",
        card.due ?? "",
        card.due !== undefined && <Due due={card.due} done={screen.isDone(card)} />,
      )}
      {cell("estimate", `${card.estimate ?? ""}`, card.estimate)}
      {cell(
        "assignees",
        names(people),
        people.length > 0 && (
          <>
            {people.slice(0, FACES_MAX).map(({ id, name, color }) => (
              <Avatar key={id} name={name} color={color} />
            ))}
            {people.length > FACES_MAX && <span class="more">+{people.length - FACES_MAX}</span>}
          </>
        ),
      )}
    </div>
  );
}

interface TitleProps {
  readonly place: RowPlace;
  readonly card: Card;
  readonly isFocused: boolean;
  readonly isReached: boolean;
}

function Title({ place, card, isFocused, isReached }: TitleProps) {
  const screen = useScreen();
  const list = listOf(screen);
  const link = useRef<HTMLAnchorElement>(null);
  const summoned = isFocused ? screen.summons.value : 0;
  useEffect(() => {
    // Whoever types fast may have gone on since this was drawn.
    if (summoned > 0 && !isTyping() && list.focused.peek()?.key === place.key)
      link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const cell = list.cell.value;
  if (cell?.name === "title" && cell.row === place.key) return <TitleField card={card} />;
  const here = visitors(screen.live.peers.value, card.id);
  return (
    <span class="list-title">
      <a
        ref={link}
        dir="auto"
        href={cardPath(screen.board, screen.numberOf(card.id) ?? card.id) + query.value}
        data-card={card.id}
        tabIndex={isReached ? 0 : -1}
      >
        {card.title || "Card without a title"}
      </a>
      {screen.canEdit.value && (
        <button
          type="button"
          class="icon-button list-rename"
          aria-label={`Edit the title of ${card.title}`}
          title="Edit the title (E)"
          tabIndex={-1}
          onClick={() => {
            list.cell.value = { row: place.key, name: "title" };
          }}
        >
          <Icon name="edit" />
        </button>
      )}
      <Visitors people={here} />
    </span>
  );
}

function TitleField({ card }: { readonly card: Card }) {
  const screen = useScreen();
  return (
    <input
      class="list-title"
      aria-label="Title"
      dir="auto"
      maxLength={1_024}
      defaultValue={card.title}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
      }}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim();
        // Only what was changed here: somebody else may have gone on with the title meanwhile.
        if (text !== "" && text !== event.currentTarget.defaultValue)
          act(screen, "cards.text", { id: card.id, key: "title", text });
        listOf(screen).cell.value = null;
      }}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Escape") event.currentTarget.value = event.currentTarget.defaultValue;
        else if (event.key !== "Enter") return;
        event.preventDefault();
        event.currentTarget.blur();
        screen.focusOn(card.id);
      }}
    />
  );
}
