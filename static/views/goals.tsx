/** The goals of a board or portfolio: what each is measured by, what contributes, and how far it is. */

import "../ui/icons_later.ts";
import { useEffect } from "preact/hooks";
import { type Action, useActions } from "../ui/actions.ts";
import { followFacts } from "../ui/facts.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { loadWorkspace } from "../ui/workspace.ts";
import { GoalEditor } from "./goals_cells.tsx";
import { GoalRow } from "./goals_row.tsx";
import { type GoalCell, type GoalsState, goalsOf, nameOf } from "./goals_state.ts";
import { act } from "./verbs.ts";

/** A finger needs more room than a mouse; on a phone a row has two lines. The style sheet knows the same heights. */
const heights = new Heights(matchMedia("(max-width: 720px)").matches ? 64 : 44);

export default function GoalsView() {
  const screen = useScreen();
  const state = goalsOf(screen);
  useActions(actionsOf(state));
  useEffect(() => {
    if (screen.root !== "p") return undefined;
    void loadWorkspace();
    return followFacts();
  }, [screen]);
  const goals = state.goals.value;
  const byId = new Map(goals.map((goal) => [goal.id, goal]));
  const [focused, edited] = [state.focus.value, state.cell.value?.goal ?? null];
  return (
    <div class="portfolio is-goals">
      {screen.canEdit.value && (
        <div class="portfolio-tools">
          <button type="button" class="button" onClick={() => state.add()}>
            <Icon name="add" /> Goal
          </button>
          <Archive state={state} />
        </div>
      )}
      {goals.length > 0 && (
        <div class="portfolio-grid portfolio-head" aria-hidden="true">
          <span>Goal</span>
          <span class="is-note">Description</span>
          <span>Owner</span>
          <span>Measure</span>
          <span>Progress</span>
          <span class="is-target">Due</span>
          <span>Contributes</span>
        </div>
      )}
      {goals.length === 0 && (
        <p class="empty">
          No goal is set. A goal is measured by a number, a percentage, or the share of its{" "}
          {screen.root === "p" ? "boards’ cards" : "cards"} that are done.
        </p>
      )}
      <Windowed
        class="list"
        label="Goals"
        ids={goals.map(({ id }) => id)}
        heights={heights}
        gap={0}
        pinned={new Set([focused, edited].filter((id) => id !== null))}
        wanted={focused}
        summons={state.summons.value}
        row={(id) => {
          const goal = byId.get(id);
          return goal === undefined ? null : (
            <GoalRow state={state} goal={goal} isFirst={id === goals[0]?.id} />
          );
        }}
      />
      <GoalEditor state={state} />
    </div>
  );
}

/** The goals that were put away; one that is chosen comes back. */
function Archive({ state }: { readonly state: GoalsState }) {
  const put = state.screen.client.board.archivedGoals();
  if (put.length === 0) return null;
  return (
    <Popup label="Archived goals" button={<Icon name="archive" />}>
      {(close) => (
        <Picker
          label="Bring back"
          choices={put.map((goal) => ({ id: goal.id, name: nameOf(goal), isChosen: false }))}
          onChoose={(id) => {
            act(state.screen, "goals.restore", { id });
            close();
            queueMicrotask(() => state.focusOn(id)); // after the panel has given the keyboard back
          }}
        />
      )}
    </Popup>
  );
}

const known = new WeakMap<GoalsState, readonly Action[]>();

/** Returns what can be done on the page of goals, the same list each time. */
function actionsOf(state: GoalsState): readonly Action[] {
  const made = known.get(state) ?? actions(state);
  known.set(state, made);
  return made;
}

function actions(state: GoalsState): readonly Action[] {
  const canEdit = () => state.screen.canEdit.peek();
  const one = () => state.goals.peek().find(({ id }) => id === state.focus.peek())?.id;
  const about = (
    id: string,
    title: string,
    keys: readonly string[],
    run: (goal: string) => void,
  ): Action => ({
    ...{ id: `goal-${id}`, title, group: "Board", keys },
    when: () => canEdit() && one() !== undefined,
    run: () => {
      const goal = one();
      if (goal !== undefined) run(goal);
    },
  });
  const cell = (name: GoalCell, title: string, ...keys: readonly string[]) =>
    about(name, title, keys, (goal) => state.edit(goal, name));
  const step = (id: string, keys: readonly string[], by: -1 | 1): Action => ({
    ...{ id: `goal-${id}`, title: `Focus ${id}`, group: "Move", keys, isQuiet: true },
    run: () => {
      const goals = state.goals.peek();
      const at = goals.findIndex((goal) => goal.id === state.focus.peek());
      const next = at < 0 ? goals[0] : goals[at + by];
      if (next !== undefined) state.focusOn(next.id);
    },
  });
  return [
    step("up", ["ArrowUp", "k"], -1),
    step("down", ["ArrowDown", "j"], 1),
    {
      ...{ id: "goal-add", title: "Add a goal", group: "Board", keys: ["c", "n"] },
      when: canEdit,
      run: () => state.add(),
    },
    cell("name", "Rename the goal", "e", "Enter"),
    cell("description", "Describe the goal", "w"),
    cell("owner", "Set the owner of the goal", "a"),
    cell("measure", "Set what the goal is measured by", "s"),
    cell("due", "Set the due date of the goal", "d"),
    cell("contributors", "Choose what contributes to the goal", "x"),
    about("archive", "Archive the goal", ["#"], (goal) => state.archive(goal)),
  ];
}
