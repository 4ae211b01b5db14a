/** Changing what is said of a line, in place. */

import { useLayoutEffect, useState } from "preact/hooks";
import { HEALTHS, STATUSES } from "../../clients/js/schema.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { DateInput } from "../ui/date_input.tsx";
import { suggested } from "../ui/health.ts";
import { part } from "../ui/lazy.tsx";
import { Picker } from "../ui/picker.tsx";
import { Popover } from "../ui/popover.tsx";
import { isBelow, type Line } from "../ui/portfolio_lines.ts";
import { pageHands } from "./later.ts";
import { OutlineName } from "./outline_name.tsx";
import { aboutOf, CELLS, nameOf, STATUS_HUES, words } from "./portfolio_about.ts";
import { moveLine, nameInitiative, setKey } from "./portfolio_deeds.ts";
import type { CellName, PortfolioState } from "./portfolio_state.ts";
import { Updates } from "./portfolio_updates.tsx";

interface EditorProps {
  readonly state: PortfolioState;
  readonly line: Line;
  readonly close: () => void;
}

const EDITORS = {
  owner: Owner,
  status: StatusPicker,
  target: Target,
  note: Note,
  update: Updates,
  move: Move,
} as const satisfies Partial<Record<CellName, unknown>>;

export function CellEditor({ state }: { readonly state: PortfolioState }) {
  const cell = state.cell.value;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  // The row is drawn anew when it moves: after each drawing the cell is looked for again.
  useLayoutEffect(() => {
    const sought = cell === null ? "" : `[data-cell="${CSS.escape(`${cell.row} ${cell.name}`)}"]`;
    const found =
      sought === "" ? null : (shownOf(sought) ?? shownOf(`[data-cell="${CSS.escape(`${cell?.row} move`)}"]`));
    if (found !== anchor) setAnchor(found);
  });
  const line = state.line(cell?.row ?? null);
  if (cell === null || cell.name === "name" || line === undefined || anchor === null) return null;
  const Editor = EDITORS[cell.name];
  const close = () => {
    state.cell.value = null;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) state.focusOn(line.key);
    });
  };
  return (
    <Popover anchor={anchor} label={CELLS[cell.name]} onClose={close}>
      <Editor state={state} line={line} close={close} />
    </Popover>
  );
}

/** Where there is no room for a cell, what it holds opens at the row's menu. */
function shownOf(selector: string): HTMLElement | null {
  const found = document.querySelector<HTMLElement>(selector);
  return found?.checkVisibility() === true ? found : null;
}

const NONE = { id: "", name: "None" };

function Owner({ state, line, close }: EditorProps) {
  const { owner } = aboutOf(state, line);
  const people = state.screen.people.all.value.map(({ id, name, color }) => ({
    ...{ id, name, isChosen: id === owner },
    mark: <Avatar name={name} color={color} />,
  }));
  return (
    <Picker
      label="Owner"
      choices={[...people, { ...NONE, isChosen: owner === undefined }]}
      onChoose={(id) => {
        setKey(state, line, "owner", id || null);
        close();
      }}
    />
  );
}

function StatusPicker({ state, line, close }: EditorProps) {
  const about = aboutOf(state, line);
  const hint = suggested(state.totals(line), about, Date.now());
  const statuses: readonly (keyof typeof STATUS_HUES)[] = line.kind === "board" ? HEALTHS : STATUSES;
  return (
    <>
      <Picker
        label="Status"
        choices={[
          ...statuses.map((id) => ({
            ...{ id: id as string, name: words(id), isChosen: id === about.status },
            mark: <span class="dot" style={{ "--hue": hue(STATUS_HUES[id]) }} />,
          })),
          { ...NONE, isChosen: about.status === undefined },
        ]}
        onChoose={(id) => {
          setKey(state, line, "status", id || null);
          close();
        }}
      />
      {hint !== null && (
        <p class="hint portfolio-why">
          Facts suggest {words(hint.status).toLowerCase()}: {hint.why}
        </p>
      )}
    </>
  );
}

function Target({ state, line, close }: EditorProps) {
  const { target } = aboutOf(state, line);
  return (
    <div class="date-picker">
      <DateInput
        label="Target date"
        value={target}
        onSet={(day, group) => setKey(state, line, "target", day, group)}
        onEnter={close}
      />
      <div class="date-end">
        <button
          type="button"
          class="button is-plain"
          onClick={() => {
            setKey(state, line, "target", null);
            close();
          }}
        >
          No date
        </button>
      </div>
    </div>
  );
}

/** What one types in travels with the sheet of a card, which has been fetched by then. */
const LongText = part(pageHands, ({ LongText }) => LongText);

function Note({ line, close }: EditorProps) {
  return (
    <div class="portfolio-words">
      <LongText
        root="initiatives"
        id={line.id}
        name="note"
        label="Note"
        placeholder="How it stands"
        onDone={close}
      />
    </div>
  );
}

function Move({ state, line, close }: EditorProps) {
  const parents = state.parents.value;
  const choices = state.outlined.value
    .filter(({ value }) => line.kind === "board" || !isBelow(parents, value.id, line.id))
    .map(({ value: { id }, depth }) => ({
      ...{ id, isChosen: id === line.holder },
      name: "– ".repeat(depth) + nameOf(state, { kind: "initiative", id }),
    }));
  return (
    <Picker
      label="Move under"
      choices={[...choices, { ...NONE, isChosen: line.holder === undefined }]}
      onChoose={(id) => {
        if ((id || undefined) !== line.holder)
          moveLine(state, line, { holder: id || undefined, after: undefined });
        close();
      }}
    />
  );
}

interface NameFieldProps {
  readonly state: PortfolioState;
  readonly line: Line;
}

export function NameField({ state, line }: NameFieldProps) {
  return (
    <OutlineName
      what="Initiative"
      name={state.screen.client.board.initiative(line.id)?.name ?? ""}
      onSet={(value) => nameInitiative(state, line.id, value)}
      onDone={() => {
        state.cell.value = null;
        state.draft.value = null;
      }}
      onLeave={() => state.focusOn(line.key)}
    />
  );
}
