/** Changing a goal in place: its measure, its owner, and what contributes to it. */

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { MEASURES } from "../../clients/js/schema.ts";
import type { Goal } from "../../clients/js/values.ts";
import { Avatar } from "../ui/avatar.tsx";
import { DateInput } from "../ui/date_input.tsx";
import { Icon } from "../ui/icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { Picker } from "../ui/picker.tsx";
import { Popover } from "../ui/popover.tsx";
import type { GoalCell, GoalsState } from "./goals_state.ts";
import { OutlineName } from "./outline_name.tsx";
import { portfolioOf } from "./portfolio_state.ts";
import { act } from "./verbs.ts";

interface EditorProps {
  readonly state: GoalsState;
  readonly goal: Goal;
  readonly close: () => void;
}

const EDITORS: Readonly<
  Record<
    Exclude<GoalCell, "name">,
    readonly [label: string, editor: (props: EditorProps) => preact.JSX.Element]
  >
> = {
  description: ["Description", Description],
  owner: ["Owner", Owner],
  measure: ["Measure", Measure],
  due: ["Due", Due],
  contributors: ["Contributes", Contributors],
};

export function GoalEditor({ state }: { readonly state: GoalsState }) {
  const cell = state.cell.value;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const sought = cell === null ? "" : `[data-cell="${CSS.escape(`${cell.goal} ${cell.name}`)}"]`;
    const found = sought === "" ? null : document.querySelector<HTMLElement>(sought);
    if (found !== anchor) setAnchor(found);
  });
  const goal = state.goals.value.find(({ id }) => id === cell?.goal);
  if (cell === null || cell.name === "name" || goal === undefined || anchor === null) return null;
  const [label, Editor] = EDITORS[cell.name];
  const close = () => {
    state.cell.value = null;
  };
  return (
    <Popover anchor={anchor} label={label} onClose={close}>
      <Editor state={state} goal={goal} close={close} />
    </Popover>
  );
}

const NONE = { id: "", name: "None" };

function Owner({ state, goal, close }: EditorProps) {
  const people = state.screen.people.all.value.map(({ id, name, color }) => ({
    ...{ id, name, isChosen: id === goal.owner },
    mark: <Avatar name={name} color={color} />,
  }));
  return (
    <Picker
      label="Owner"
      choices={[...people, { ...NONE, isChosen: goal.owner === undefined }]}
      onChoose={(id) => {
        state.set(goal.id, "owner", id || null);
        close();
      }}
    />
  );
}

function Due({ state, goal, close }: EditorProps) {
  return (
    <div class="date-picker">
      <DateInput
        label="Due"
        value={goal.due}
        onSet={(day, group) => state.set(goal.id, "due", day, group)}
        onEnter={close}
      />
      <div class="date-end">
        <button
          type="button"
          class="button is-plain"
          onClick={() => {
            state.set(goal.id, "due", null);
            close();
          }}
        >
          No date
        </button>
      </div>
    </div>
  );
}

const MEASURE_NAMES = { number: "A number", percent: "A percentage", cards: "Share of cards done" } as const;
const NUMBERS = [
  ["from", "From"],
  ["current", "Now"],
  ["target", "Target"],
] as const;

function Measure({ state, goal, close }: EditorProps) {
  const measure = goal.measure ?? "cards";
  const [wrong, setWrong] = useState({ key: "", why: "" });
  const refused = useRef(false); // known before the form is drawn again
  const id = useId();
  return (
    <form
      class="date-picker goal-measure"
      onKeyDown={(event) => {
        if (event.key !== "Enter" || isComposing(event)) return;
        event.preventDefault();
        const field = event.target instanceof HTMLElement ? event.target : null;
        field?.blur(); // what was typed counts
        if (refused.current) field?.focus();
        else close();
      }}
    >
      <select
        aria-label="Measured by"
        value={measure}
        onChange={(event) => state.set(goal.id, "measure", event.currentTarget.value)}
      >
        {MEASURES.map((id) => (
          <option key={id} value={id}>
            {MEASURE_NAMES[id]}
          </option>
        ))}
      </select>
      {measure !== "cards" &&
        NUMBERS.map(([key, label]) => (
          <label key={key}>
            {label}
            <input
              type="number"
              step="any"
              value={goal[key] ?? ""}
              {...(wrong.key === key ? { "aria-invalid": true, "aria-describedby": id } : {})}
              onChange={(event) => {
                const value = event.currentTarget.valueAsNumber;
                const why = state.try(goal.id, key, Number.isFinite(value) ? value : null);
                refused.current = why !== "";
                setWrong({ key: why === "" ? "" : key, why: `${label}: ${why}` });
              }}
            />
          </label>
        ))}
      {wrong.key !== "" && (
        <p id={id} class="field-error" role="alert">
          {wrong.why}
        </p>
      )}
      {measure === "number" && (
        <label>
          Unit
          <input
            maxLength={32}
            value={goal.unit}
            onChange={(event) => state.set(goal.id, "unit", event.currentTarget.value.trim())}
          />
        </label>
      )}
    </form>
  );
}

const DESCRIPTION_MAX = 4_000;

function Description({ state, goal, close }: EditorProps) {
  return (
    <div class="date-picker">
      <textarea
        class="portfolio-note"
        aria-label="Description"
        rows={5}
        maxLength={DESCRIPTION_MAX}
        dir="auto"
        defaultValue={goal.description}
        onBlur={(event) => {
          const { value, defaultValue } = event.currentTarget;
          // Only what was changed here: somebody else may have written meanwhile.
          if (value !== defaultValue) state.set(goal.id, "description", value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.currentTarget.blur();
          close();
        }}
      />
    </div>
  );
}

function Contributors(props: EditorProps) {
  return props.state.screen.root === "p" ? <Boards {...props} /> : <Cards {...props} />;
}

/** Checked are the cards that contribute; a choice puts one in or takes it out. */
function Cards({ state, goal }: EditorProps) {
  const { screen } = state;
  screen.live.follow("cards");
  const { board } = screen.client;
  const cards = [...board.cardIds()].flatMap((id) => {
    const card = board.card(id);
    if (card === undefined || card.archived) return [];
    return [{ id, name: card.title || "Card without a title", isChosen: card.goals.includes(goal.id) }];
  });
  cards.sort((left, right) => Number(right.isChosen) - Number(left.isChosen));
  return (
    <Picker
      label="Card"
      choices={cards}
      onChoose={(id) => {
        const isIn = board.card(id)?.goals.includes(goal.id) === true;
        act(screen, isIn ? "cards.exclude" : "cards.include", { id, family: "goal", member: goal.id });
      }}
    />
  );
}

function Boards({ state, goal }: EditorProps) {
  const portfolio = portfolioOf(state.screen);
  const initiatives = portfolio.outlined.value.map(({ value, depth }) => ({
    ...{
      id: `initiative ${value.id}`,
      name: "– ".repeat(depth) + (value.name || "Initiative without a name"),
    },
    isChosen: goal.initiatives.includes(value.id),
  }));
  const boards = portfolio.listings.value
    .filter(({ id }) => portfolio.mayBeSeen(id))
    .map(({ id }) => ({
      ...{ id: `board ${id}`, name: portfolio.board(id)?.name || "Board without a name" },
      isChosen: goal.boards.includes(id),
      mark: <Icon name="board" />,
    }));
  return (
    <Picker
      label="Initiative or board"
      choices={[...initiatives, ...boards]}
      onChoose={(choice) => {
        const [family = "", member = ""] = choice.split(" ");
        const isIn = (family === "board" ? goal.boards : goal.initiatives).includes(member);
        act(state.screen, isIn ? "goals.exclude" : "goals.include", {
          ...{ id: goal.id, member, family: family === "board" ? "board" : "initiative" },
        });
      }}
    />
  );
}

interface GoalNameProps {
  readonly state: GoalsState;
  readonly goal: Goal;
}

export function GoalName({ state, goal }: GoalNameProps) {
  return (
    <OutlineName
      what="Goal"
      name={goal.name}
      onSet={(value) => state.name(goal.id, value)}
      onDone={() => {
        state.cell.value = null;
        state.draft.value = null;
      }}
      onLeave={() => state.focusOn(goal.id)}
    />
  );
}
