/** A card of any board as a row: a press on a cell edits it in place, on its board. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar, hue } from "../ui/avatar.tsx";
import { nameOf } from "../ui/board_line.ts";
import { cardPath } from "../ui/location.ts";
import type { Item } from "../ui/many_cards.ts";
import { Due } from "./face.tsx";
import { Cell } from "./list_cell.tsx";
import { CELLS, type CellName, hands, type ManyState } from "./many_state.ts";

const FACES_MAX = 3;
const LABELS_MAX = 3;

export interface RowProps {
  readonly state: ManyState;
  readonly item: Item;
  /** The one that Tab reaches while none has the focus. */
  readonly isFirst: boolean;
}

export function Row({ state, item, isFirst }: RowProps) {
  const { key, card, isDone, isBlocked } = item;
  const isFocused = state.focus.value === key;
  const isReached = isFocused || (isFirst && !state.byKey.value.has(state.focus.value ?? ""));
  const mayEdit = state.mayEdit(item);
  const people = item.assignees.map((person) => state.person(person));
  const column = state.columnName(item);
  const labels = state.labelsOf(item).filter(({ id }) => card.labels.includes(id));
  const cell = (name: CellName, says: string, shown: ComponentChildren) => (
    <Cell {...{ cell: state.cell, row: key, name, label: CELLS[name], says, mayEdit }} isReached={isFocused}>
      {shown}
    </Cell>
  );
  return (
    <div
      class="list-row list-grid"
      onFocusCapture={() => {
        state.focus.value = key;
      }}
    >
      <label class="list-check">
        <input
          type="checkbox"
          aria-label={`Done: ${card.title}`}
          checked={isDone}
          // A card that its column makes done is moved, not ticked.
          disabled={!mayEdit || (isDone && !card.done)}
          tabIndex={isReached ? 0 : -1}
          onClick={(event) => {
            event.preventDefault(); // it shows what the card says
            void hands.peek()?.setDone(state, item);
          }}
        />
      </label>
      <span class="list-number">{card.number === null ? "" : `#${card.number}`}</span>
      <Title state={state} item={item} isReached={isReached} />
      {cell("column", column, column)}
      {cell(
        "labels",
        [...labels.map(({ name }) => name), ...(isBlocked ? ["blocked"] : [])].join(", "),
        <>
          {labels.slice(0, LABELS_MAX).map(({ id, name, color }) => (
            <span key={id} class="label" style={{ "--hue": hue(color) }}>
              {name}
            </span>
          ))}
          {isBlocked && (
            <span class="mark is-urgent" title="Waits for a card that is not done">
              blocked
            </span>
          )}
        </>,
      )}
      {cell(
        "priority",
        card.priority ?? "",
        card.priority !== null && <span class={`mark is-${card.priority}`}>{card.priority}</span>,
      )}
      {cell("due", card.due ?? "", card.due !== null && <Due due={card.due} done={isDone} />)}
      {cell("estimate", `${card.estimate ?? ""}`, card.estimate)}
      {cell(
        "assignees",
        people.map(({ name }) => name).join(", "),
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

function Title({ state, item, isReached }: Omit<RowProps, "isFirst"> & { readonly isReached: boolean }) {
  const { key, board, id, card } = item;
  const link = useRef<HTMLAnchorElement>(null);
  const summoned = state.focus.value === key ? state.summons.value : 0;
  useEffect(() => {
    const typing = document.activeElement?.closest("search, dialog, .popover") ?? null;
    if (summoned > 0 && typing === null) link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const cell = state.cell.value;
  const parts = hands.value;
  if (parts !== null && cell?.name === "title" && cell.row === key)
    return <parts.TitleField state={state} item={item} />;
  const line = state.board(board);
  return (
    <span class="list-title">
      <a
        ref={link}
        dir="auto"
        href={cardPath(board, card.number ?? id)}
        data-card={id}
        tabIndex={isReached ? 0 : -1}
      >
        {card.title || "Card without a title"}
      </a>
      {state.asked.value.grouping !== "board" && line !== undefined && (
        <span class="my-where" dir="auto">
          {nameOf(line)}
        </span>
      )}
    </span>
  );
}
