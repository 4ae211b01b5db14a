/** The list: the same cards as rows, grouped by column. */

import { useEffect, useRef } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { cardPath, query } from "../ui/location.ts";
import { Visitors, visitors } from "../ui/people_marks.tsx";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { Due, isInDone } from "./face.tsx";
import { toggleSelected } from "./focus.ts";

const ROW = 36;
const rows = new Heights(ROW);
const HEAD = "head:";

export default function ListView() {
  const screen = useScreen();
  const strays = screen.live.order(UNSORTED).length > 0;
  const columns = [...screen.live.columns().map(({ id }) => id), ...(strays ? [UNSORTED] : [])];
  const ids = columns.flatMap((column) => [HEAD + column, ...screen.shown(column)]);
  const focused = screen.focus.value;
  return (
    <Windowed
      class="list"
      label="Cards"
      ids={ids}
      heights={rows}
      gap={0}
      pinned={new Set(focused === null ? [] : [focused])}
      wanted={focused}
      summons={screen.summons.value}
      row={(id) => (id.startsWith(HEAD) ? <GroupHead id={id.slice(HEAD.length)} /> : <Row id={id} />)}
    />
  );
}

function GroupHead({ id }: { readonly id: string }) {
  const screen = useScreen();
  const name = id === UNSORTED ? "Unsorted" : (screen.live.column(id)?.name ?? "");
  return (
    <h2 class="list-head">
      {name}
      <span class="count">{screen.shown(id).length}</span>
    </h2>
  );
}

function Row({ id }: { readonly id: string }) {
  const screen = useScreen();
  const link = useRef<HTMLAnchorElement>(null);
  const isFocused = screen.focus.value === id;
  const summoned = isFocused ? screen.summons.value : 0;
  useEffect(() => {
    if (summoned > 0 && document.activeElement?.closest(".sheet, dialog, .popover") == null)
      link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const card = screen.live.card(id);
  if (card === undefined) return null;
  const isSelected = screen.selection.value.has(id);
  const number = screen.numberOf(id);
  const state = `${isSelected ? " is-selected" : ""}${screen.open.value === id ? " is-open" : ""}`;
  return (
    <div class={`list-row${state}`}>
      <input
        type="checkbox"
        class="list-check"
        aria-label={`Select ${card.title}`}
        checked={isSelected}
        onChange={() => toggleSelected(screen, id)}
      />
      <span class="list-number">{number === null ? "new" : `#${number}`}</span>
      <a
        ref={link}
        class="list-title"
        href={cardPath(screen.board, number ?? id) + query.value}
        data-card={id}
        tabIndex={isFocused || screen.focus.value === null ? 0 : -1}
        onFocus={() => {
          screen.focus.value = id;
        }}
      >
        {card.title || "Card without a title"}
      </a>
      <Visitors people={visitors(screen.live.peers.value, id)} />
      <span class="list-labels">
        {card.labels.map((label) => {
          const known = screen.live.label(label);
          if (known === undefined) return null;
          return (
            <span key={label} class="label" style={{ "--hue": hue(known.color) }}>
              {known.name || known.color}
            </span>
          );
        })}
      </span>
      {card.priority !== undefined && <span class={`mark is-${card.priority}`}>{card.priority}</span>}
      {card.due !== undefined && <Due due={card.due} done={card.done || isInDone(screen, card)} />}
      {card.estimate !== undefined && <span class="mark">{card.estimate}</span>}
      <span class="card-faces">
        {card.assignees.map((person) => {
          const { name, color } = screen.people.of(person);
          return <Avatar key={person} name={name} color={color} />;
        })}
      </span>
    </div>
  );
}
