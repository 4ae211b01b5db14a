/** The cards of many boards in three columns, by what their own columns mean; a card dragged on goes on, on its board. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Avatar } from "../ui/avatar.tsx";
import { nameOf } from "../ui/board_line.ts";
import { draggable, type Grip } from "../ui/drag.ts";
import { cardPath } from "../ui/location.ts";
import { type Item, STAGES, type Stage } from "../ui/many_cards.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { Due } from "./face.tsx";
import { toStage } from "./many_deeds.ts";
import type { ManyState } from "./many_state.ts";

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  backlog: "To come",
  doing: "Doing",
  done: "Done",
};

const heights = new Heights(84);
const over = signal<Stage | null>(null);

export function Stages({ state }: { readonly state: ManyState }) {
  const plane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = plane.current;
    return root === null ? undefined : draggable(root, (target) => gripOf(state, target));
  }, [state]);
  const stages = state.stages.value;
  const focused = state.focus.value;
  return (
    <div class="many-stages" ref={plane}>
      {STAGES.map((stage) => (
        <section
          key={stage}
          class={over.value === stage ? "many-stage is-over" : "many-stage"}
          aria-label={STAGE_NAMES[stage]}
          data-stage={stage}
        >
          <h2>
            {STAGE_NAMES[stage]} <span class="count">{stages[stage].length}</span>
          </h2>
          <Windowed
            class="list"
            label={`Cards: ${STAGE_NAMES[stage]}`}
            ids={stages[stage].map(({ key }) => key)}
            heights={heights}
            gap={8}
            pinned={new Set(focused === null ? [] : [focused])}
            wanted={focused}
            summons={state.summons.value}
            row={(key) => {
              const item = state.byKey.value.get(key);
              return item === undefined ? null : <Face state={state} item={item} />;
            }}
          />
        </section>
      ))}
    </div>
  );
}

function Face({ state, item }: { readonly state: ManyState; readonly item: Item }) {
  const { key, board, id, card, isDone, isBlocked } = item;
  const link = useRef<HTMLAnchorElement>(null);
  const summoned = state.focus.value === key ? state.summons.value : 0;
  useEffect(() => {
    if (summoned > 0 && document.activeElement?.closest(".popover") == null)
      link.current?.focus({ preventScroll: true });
  }, [summoned]);
  const line = state.board(board);
  return (
    <a
      ref={link}
      class="card"
      href={cardPath(board, card.number ?? id)}
      draggable={false}
      data-key={key}
      data-cell={`${key} column`}
      onFocus={() => {
        state.focus.value = key;
      }}
    >
      <span class="card-title" dir="auto">
        {card.title || "Card without a title"}
      </span>
      <span class="my-where" dir="auto">
        {line === undefined ? "" : nameOf(line)} / {state.columnName(item)}
      </span>
      <span class="card-marks">
        {card.priority !== null && <span class={`mark is-${card.priority}`}>{card.priority}</span>}
        {isBlocked && <span class="mark is-urgent">blocked</span>}
        {card.due !== null && <Due due={card.due} done={isDone} />}
        {item.assignees.slice(0, FACES_MAX).map((person) => {
          const { name, color } = state.person(person);
          return <Avatar key={person} name={name} color={color} />;
        })}
      </span>
    </a>
  );
}

const FACES_MAX = 3;

function gripOf(state: ManyState, target: Element): Grip | null {
  const element = target.closest<HTMLElement>("[data-key]");
  const item = state.byKey.peek().get(element?.dataset["key"] ?? "");
  if (element === null || item === undefined || !state.mayEdit(item)) return null;
  return {
    element,
    over: ({ x, y }) => {
      const found = document.elementsFromPoint(x, y).find((one) => one.closest("[data-stage]") !== null);
      const name = found?.closest<HTMLElement>("[data-stage]")?.dataset["stage"];
      over.value = STAGES.find((stage) => stage === name) ?? null;
    },
    drop: () => {
      const stage = over.peek();
      over.value = null;
      if (stage !== null) void toStage(state, item, stage);
    },
    cancel: () => {
      over.value = null;
    },
    scrollers: () => [],
  };
}
