/** The picker of a cell of a card of another board; what can be chosen there is what its board has. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { PRIORITIES } from "../../clients/js/schema.ts";
import { api, Problem } from "../ui/api.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { DateInput } from "../ui/date_input.tsx";
import { shortDay } from "../ui/due.ts";
import type { Item } from "../ui/many_cards.ts";
import type { Known, Member } from "../ui/people.ts";
import { Picker } from "../ui/picker.tsx";
import { Popover } from "../ui/popover.tsx";
import { capital } from "../ui/words.ts";
import { EstimateField } from "./estimate_field.tsx";
import { change } from "./many_deeds.ts";
import { CELLS, type CellName, type ManyState } from "./many_state.ts";

interface EditorProps {
  readonly state: ManyState;
  readonly item: Item;
  readonly close: () => void;
}

const EDITORS = {
  ...{ column: Columns, priority: Priorities, due: Day, estimate: Estimate, labels: Labels },
  assignees: Assignees,
} as const satisfies Partial<Record<CellName, unknown>>;

export function CellEditor({ state }: { readonly state: ManyState }) {
  const cell = state.cell.value;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const item = state.items.value.find(({ key }) => key === cell?.row);
  // The row is drawn anew when it changes its group: after each drawing the cell is looked for again.
  useLayoutEffect(() => {
    const found = cell === null ? null : (placeOf(cell.row, cell.name) ?? placeOf(cell.row, "column"));
    if (found !== anchor) setAnchor(found);
  });
  if (cell === null || cell.name === "title" || item === undefined || anchor === null) return null;
  const Editor = EDITORS[cell.name];
  const close = () => {
    state.cell.value = null;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) state.focusOn(item.key);
    });
  };
  return (
    <Popover anchor={anchor} label={CELLS[cell.name]} onClose={close}>
      <Editor state={state} item={item} close={close} />
    </Popover>
  );
}

/** Among the stages a card's face stands for all of its cells. */
function placeOf(row: string, name: CellName): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${row} ${name}`)}"]`);
}

function Columns({ state, item, close }: EditorProps) {
  return (
    <Picker
      label="Move to column"
      choices={state.columnsOf(item).map(({ id, name }) => ({
        id,
        name,
        isChosen: id === item.card.column,
      }))}
      onChoose={(column) => {
        close();
        const name = state.columnsOf(item).find(({ id }) => id === column)?.name ?? state.columnName(item);
        if (column !== item.card.column)
          void change(state, item, { what: "move", column }, { words: `Moved to ${name}` });
      }}
    />
  );
}

function Priorities({ state, item, close }: EditorProps) {
  const names = [...PRIORITIES.map((id) => [id, capital(id)]), ["", "None"]];
  return (
    <Picker
      label="Priority"
      choices={names.map(([id = "", name = ""]) => ({
        id,
        name,
        isChosen: id === (item.card.priority ?? ""),
      }))}
      onChoose={(id) => {
        close();
        const words = id === "" ? "No priority" : `Priority: ${id}`;
        void change(state, item, { what: "set", key: "priority", value: id || null }, { words });
      }}
    />
  );
}

function Day({ state, item, close }: EditorProps) {
  const set = (value: string | null, group?: string) =>
    void change(
      state,
      item,
      { what: "set", key: "due", value },
      {
        words: value === null ? "No due date" : `Due ${shortDay(value, Date.now())}`,
        ...(group === undefined ? {} : { group }),
      },
    );
  return (
    <div class="date-picker">
      <DateInput label="Due" value={item.card.due ?? undefined} onSet={set} onEnter={close} />
      <div class="date-end">
        <button
          type="button"
          class="button is-plain"
          onClick={() => {
            close();
            set(null);
          }}
        >
          No date
        </button>
      </div>
    </div>
  );
}

function Estimate({ state, item, close }: EditorProps) {
  const set = (value: number | null) => {
    const words = value === null ? "No estimate" : `Estimate: ${value}`;
    void change(state, item, { what: "set", key: "estimate", value }, { words });
  };
  return <EstimateField value={item.card.estimate} onSet={set} close={close} />;
}

function Assignees({ state, item, close }: EditorProps) {
  const people = usePeopleOf(state, item);
  return (
    <Picker
      label="Assign"
      choices={people.map(({ id, name, color }) => ({
        ...{ id, name, isChosen: item.assignees.includes(id) },
        mark: <Avatar name={name} color={color} />,
      }))}
      onChoose={(person, keep) => {
        if (!keep) close();
        const isIn = !item.assignees.includes(person);
        const { name } = state.person(person);
        const words = isIn ? `Assigned to ${name}` : `Not assigned to ${name} any more`;
        void change(state, item, { what: "include", family: "assignee", member: person, isIn }, { words });
      }}
    />
  );
}

function Labels({ state, item, close }: EditorProps) {
  return (
    <Picker
      label="Label"
      choices={state.labelsOf(item).map(({ id, name, color }) => ({
        ...{ id, name, isChosen: item.card.labels.includes(id) },
        mark: <span class="dot" style={{ "--hue": hue(color) }} />,
      }))}
      onChoose={(label, keep) => {
        if (!keep) close();
        const isIn = !item.card.labels.includes(label);
        const name = state.labelsOf(item).find(({ id }) => id === label)?.name ?? "";
        const words = isIn ? `Labelled ${name}` : `Not labelled ${name} any more`;
        void change(state, item, { what: "include", family: "label", member: label, isIn }, { words });
      }}
    />
  );
}

/** Who can be assigned on a card's board, and who is; without a network, everybody who is known. */
function usePeopleOf(state: ManyState, { board, assignees }: Item): readonly Known[] {
  const [members, setMembers] = useState<readonly Known[]>(state.people.peek());
  useEffect(() => {
    api<{ readonly people: readonly Member[] }>("GET", `/api/boards/${board}/people`).then(
      ({ people }) => setMembers(people),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      },
    );
  }, [board]);
  const known = new Map(members.map((one) => [one.id, one]));
  const { named = {} } = state.known.summaries.value.get(board) ?? {};
  for (const id of [...Object.keys(named), ...assignees]) if (!known.has(id)) known.set(id, state.person(id));
  return [...known.values()].sort((one, other) => one.name.localeCompare(other.name));
}

export function TitleField({ state, item }: Omit<EditorProps, "close">) {
  const isGivenUp = useRef(false);
  return (
    <input
      class="list-title"
      aria-label="Title"
      dir="auto"
      maxLength={1_000}
      defaultValue={item.card.title}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
      }}
      onBlur={({ currentTarget: { value, defaultValue } }) => {
        const text = value.trim();
        state.cell.value = null;
        if (!isGivenUp.current && text !== "" && text !== defaultValue)
          void change(state, item, { what: "title", text }, { words: `Renamed to “${text}”` });
      }}
      onKeyDown={(event) => {
        if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter")) return;
        isGivenUp.current = event.key === "Escape";
        event.preventDefault();
        event.currentTarget.blur();
        state.focusOn(item.key);
      }}
    />
  );
}
