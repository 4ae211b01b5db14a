/** One goal as a row; a press on a cell changes it in place. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Goal } from "../../clients/js/values.ts";
import { Avatar } from "../ui/avatar.tsx";
import { shortDay, urgency } from "../ui/due.ts";
import { countsCards, reached, stands } from "../ui/goals.ts";
import { Icon } from "../ui/icons.tsx";
import { MenuList, Popup } from "../ui/menu.tsx";
import { minute } from "../ui/minute.ts";
import { EmptyCell } from "./empty_cell.tsx";
import { GoalName } from "./goals_cells.tsx";
import { type GoalCell, type GoalsState, nameOf } from "./goals_state.ts";

interface GoalRowProps {
  readonly state: GoalsState;
  readonly goal: Goal;
  /** The one that Tab reaches while none has the focus. */
  readonly isFirst: boolean;
}

const CELLS: Readonly<Record<GoalCell, string>> = {
  ...{ name: "Name", description: "Description", owner: "Owner", measure: "Measure", due: "Due" },
  contributors: "Contributes",
};

export function GoalRow({ state, goal, isFirst }: GoalRowProps) {
  const share = state.contribution(goal.id);
  const progress = reached(goal, share);
  const focus = state.focus.value;
  const isReached = focus === goal.id || (isFirst && !state.goals.value.some(({ id }) => id === focus));
  const owner = goal.owner === undefined ? null : state.screen.people.of(goal.owner);
  const unknown = share.unknown > 0 && countsCards(goal) ? `; not counted: ${share.unknown} boards` : "";
  const now = minute.value;
  const cell = (name: GoalCell, kind: string, says: string, shown: ComponentChildren) => (
    <Cell {...{ state, goal, name, kind, says, isReached }}>{shown}</Cell>
  );
  return (
    <div
      class="portfolio-row portfolio-grid"
      onFocusIn={() => {
        state.focus.value = goal.id;
      }}
    >
      <Name state={state} goal={goal} isReached={isReached} />
      {cell("description", "note", goal.description, goal.description)}
      {cell("owner", "owner", owner?.name ?? "", owner && <Avatar name={owner.name} color={owner.color} />)}
      {cell("measure", "measure", stands(goal, share), stands(goal, share))}
      <span class="portfolio-cell is-progress" title={stands(goal, share) + unknown}>
        {progress !== null && (
          <>
            <progress class="progress" value={progress} aria-label={stands(goal, share)} />
            <span>{Math.floor(progress * 100)} %</span>
          </>
        )}
      </span>
      {cell(
        "due",
        "target",
        goal.due ?? "",
        goal.due !== undefined && (
          <time dateTime={goal.due} class={`mark is-${urgency(goal.due, progress === 1, now)}`}>
            {shortDay(goal.due, now)}
          </time>
        ),
      )}
      {cell(
        "contributors",
        "contributors",
        contributes(goal, share.says),
        contributes(goal, share.says) || "none",
      )}
      <span class="portfolio-cell is-menu">
        <Popup label={`More about ${nameOf(goal)}`} button={<Icon name="more" />}>
          {(close) => (
            <MenuList
              close={close}
              items={
                state.screen.canEdit.value
                  ? [
                      // After the menu has given the keyboard back.
                      {
                        name: "Rename",
                        icon: "edit",
                        run: () => queueMicrotask(() => state.edit(goal.id, "name")),
                      },
                      { name: "Archive", icon: "archive", run: () => state.archive(goal.id) },
                    ]
                  : []
              }
            />
          )}
        </Popup>
      </span>
    </div>
  );
}

function contributes(goal: Goal, says: string): string {
  return says === "" || countsCards(goal) ? says : `${says}, not counted`;
}

interface NameProps {
  readonly state: GoalsState;
  readonly goal: Goal;
  readonly isReached: boolean;
}

function Name({ state, goal, isReached }: NameProps) {
  const button = useRef<HTMLButtonElement>(null);
  const summoned = state.focus.value === goal.id ? state.summons.value : 0;
  useEffect(() => {
    const typing = document.activeElement?.closest("input, textarea, dialog, .popover") ?? null;
    if (summoned > 0 && typing === null) button.current?.focus({ preventScroll: true });
  }, [summoned]);
  const cell = state.cell.value;
  const rename = () => state.screen.canEdit.peek() && state.edit(goal.id, "name");
  if (cell?.goal === goal.id && cell.name === "name") return <GoalName state={state} goal={goal} />;
  return (
    <span class="portfolio-name">
      <Icon name="goal" />
      <button
        type="button"
        ref={button}
        class="portfolio-title"
        dir="auto"
        tabIndex={isReached ? 0 : -1}
        aria-label={`Goal ${nameOf(goal)}`}
        onDblClick={rename}
        onClick={({ detail }) => detail === 0 && rename() /* by key */}
      >
        {nameOf(goal)}
      </button>
    </span>
  );
}

interface CellProps extends NameProps {
  readonly name: GoalCell;
  readonly kind: string;
  /** What is in it, for those who hear it. */
  readonly says: string;
  readonly children: ComponentChildren;
}

function Cell({ state, goal, name, kind, says, isReached, children }: CellProps) {
  if (!state.screen.canEdit.value)
    return (
      <span class={`portfolio-cell is-${kind}`} title={says}>
        {children}
      </span>
    );
  const cell = state.cell.value;
  const isOpen = cell?.name === name && cell.goal === goal.id;
  return (
    <button
      type="button"
      class={`portfolio-cell is-${kind}`}
      aria-label={`${CELLS[name]}: ${says || "none"}`}
      title={says}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-cell={`${goal.id} ${name}`}
      tabIndex={isReached ? 0 : -1}
      onClick={() => {
        if (isOpen) state.cell.value = null;
        else state.edit(goal.id, name);
      }}
    >
      {says === "" ? <EmptyCell name={name} label={CELLS[name]} /> : children}
    </button>
  );
}
