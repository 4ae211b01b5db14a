/** Workload: people by weeks over all boards I may see, what they have to do against what they can take on, as it changes. */

import { effect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import "../ui/icons_later.ts";
import { type Action, useActions } from "../ui/actions.ts";
import { Avatar } from "../ui/avatar.tsx";
import { spellDay } from "../ui/days.ts";
import { shortDay } from "../ui/due.ts";
import { Icon } from "../ui/icons.tsx";
import { short } from "../ui/numbers.ts";
import { Popover } from "../ui/popover.tsx";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { type Cell, NOBODY, type Part, type Row, WEEK } from "../ui/workload.ts";
import { isAdmin, loadWorkspace, me } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import { sendUnsent, waiting } from "./opened_boards.ts";
import { takeBackLast } from "./other_cards.ts";
import { WorkspacePage } from "./page.tsx";
import { IdleButton } from "./workload_idle.tsx";
import { useKeptLoads } from "./workload_kept.ts";
import {
  allBoards,
  BOARDS_MAX,
  type Colleague,
  hands,
  loadHands,
  type Place,
  TRAYS,
  type Tray,
  WorkloadState,
  weekInWords,
} from "./workload_state.ts";

const heights = new Heights(49);
const WEEKS_MIN = 2;
const WEEKS_MAX = 12;
const WEEK_PX = 92;
const NAME_PX = { wide: 200, narrow: 104 };
const NARROW = 640;

export default function Workload() {
  const state = useMemo(() => new WorkloadState(), []);
  const body = useRef<HTMLDivElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [form, setForm] = useState<{ readonly anchor: HTMLElement; readonly who: Colleague } | null>(null);
  useFollowing(state);
  const last = useKeptLoads(state);
  const { isTold, isAway } = state.known;
  useWidth(state, body);
  useActions(useMemo(() => actions(state), [state]));
  useEffect(() => void loadHands(), []);
  const [{ rows }, parts] = [state.plan.value, hands.value];
  const byPerson = new Map(rows.map((row) => [row.person, row]));
  const [first = 0] = state.weeks.value;
  const open: Open = (from, what) => {
    setAnchor(from);
    state.open.value = what;
  };
  return (
    <WorkspacePage title="Workload">
      {isAway.value && <AsLastTold at={last?.at ?? null} />}
      <div class="list-view wl" ref={body} style={{ "--weeks": state.count.value }}>
        <div class="wl-tools" role="toolbar" aria-label="Workload">
          <Step state={state} name="Earlier weeks" icon="back" by={-1} />
          <button type="button" class="button" onClick={() => goToToday(state)}>
            Today
          </button>
          <Step state={state} name="Later weeks" icon="next" by={1} />
          {(Object.keys(TRAYS) as Tray[]).map((tray) => (
            <TrayButton key={tray} state={state} tray={tray} onOpen={open} />
          ))}
          <IdleButton state={state} />
          <State state={state} />
        </div>
        <div class="wl-row wl-head">
          <span class="wl-name">Person</span>
          {state.weeks.value.map((week) => (
            <span key={week} aria-current={week === state.thisWeek.value ? "date" : undefined}>
              {shortDay(spellDay(week), Date.now())}
            </span>
          ))}
        </div>
        <Windowed
          class="wl-rows"
          label="People by weeks"
          ids={rows.map(({ person }) => `p${person}`)}
          heights={heights}
          gap={0}
          pinned={new Set()}
          row={(id) => {
            const row = byPerson.get(id.slice(1));
            return row === undefined ? null : (
              <PersonRow
                state={state}
                row={row}
                onOpen={open}
                onCapacity={(anchor, who) => setForm({ anchor, who })}
              />
            );
          }}
        />
        {(isTold.value || (isAway.value && last !== null)) &&
          rows.every(({ cells }) => cells.every(isBare)) && (
            <p class="empty">
              No open card has its dates in these weeks, from {shortDay(spellDay(first), Date.now())} on.
            </p>
          )}
        {parts !== null && form !== null && (
          <Popover anchor={form.anchor} label={`Capacity of ${form.who.name}`} onClose={() => setForm(null)}>
            <parts.CapacityForm state={state} who={form.who} close={() => setForm(null)} />
          </Popover>
        )}
        {parts !== null && anchor !== null && (
          <parts.Panel key={JSON.stringify(state.open.value)} state={state} anchor={anchor} />
        )}
      </div>
    </WorkspacePage>
  );
}

type Open = (from: HTMLElement, what: Place | Tray) => void;

interface TrayProps {
  readonly state: WorkloadState;
  readonly tray: Tray;
  readonly onOpen: Open;
}

function TrayButton({ state, tray, onOpen }: TrayProps) {
  const count = state.plan.value[tray].length;
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="button"
      aria-haspopup="dialog"
      onClick={(event) => onOpen(event.currentTarget, tray)}
    >
      {TRAYS[tray]} <span class="count">{count}</span>
    </button>
  );
}

/** Says what is not as it should be: no server to save what is moved, edits that wait, boards that are not counted. */
function State({ state: { known } }: { readonly state: WorkloadState }) {
  const [unsent, uncounted] = [waiting.value, allBoards.value.length - BOARDS_MAX];
  const says = [
    ...(known.isAway.value ? ["What is moved now waits on this device"] : []),
    ...(unsent > 0 ? [`${unsent} ${unsent === 1 ? "change waits" : "changes wait"} to be saved`] : []),
    ...(uncounted > 0 ? [`${uncounted} boards are not counted`] : []),
  ];
  return (
    <span class="hint" role="status">
      {says.join(" · ")}
    </span>
  );
}

const isBare = ({ parts }: Cell) => parts.length === 0;

/** Follows the cards of all boards, also of those that are made meanwhile. */
function useFollowing(state: WorkloadState): void {
  useEffect(() => {
    void loadWorkspace().then(() => sendUnsent(state.boardIds()));
    void state.loadPeople();
    const watch = state.follow();
    let asked = state.boardIds().join();
    const stop = effect(() => {
      const ids = state.boardIds();
      if (ids.join() === asked) return;
      asked = ids.join();
      watch.want({ summaries: true, cards: ids });
    });
    return () => {
      stop();
      watch.close();
    };
  }, [state]);
}

/** As many weeks as there is room for. */
function useWidth(state: WorkloadState, body: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const element = body.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => {
      const width = element.clientWidth;
      const name = width < NARROW ? NAME_PX.narrow : NAME_PX.wide;
      state.count.value = Math.min(Math.max(Math.floor((width - name) / WEEK_PX), WEEKS_MIN), WEEKS_MAX);
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [state]);
}

interface StepProps {
  readonly state: WorkloadState;
  readonly name: string;
  readonly icon: "back" | "next";
  readonly by: number;
}

function Step({ state, name, icon, by }: StepProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={name}
      onClick={() => go(state, by * Math.max(1, state.count.value - 1))}
    >
      <Icon name={icon} />
    </button>
  );
}

interface PersonRowProps {
  readonly state: WorkloadState;
  readonly row: Row;
  readonly onOpen: Open;
  readonly onCapacity: (from: HTMLElement, who: Colleague) => void;
}

function PersonRow({ state, row, onOpen, onCapacity }: PersonRowProps) {
  const { person, cells } = row;
  const known = state.of(person);
  const who = state.colleague(person);
  // All of the week is off; who takes on nothing at all is not away.
  const isAway = ({ room }: Cell) => room === 0 && (who?.capacity.per_week ?? 0) > 0;
  const name = (
    <>
      {person !== NOBODY && <Avatar name={known.name} color={known.color} />}
      <span class="wl-who">
        <span dir="auto">{known.name}</span>
        <small dir="auto">{state.about(person)}</small>
      </span>
    </>
  );
  return (
    <div class="wl-row">
      {who !== undefined && (isAdmin.value || me.value?.id === person) ? (
        <button
          type="button"
          class="wl-name"
          aria-label={`Capacity of ${known.name}`}
          title={`Capacity of ${known.name}`}
          aria-haspopup="dialog"
          onClick={(event) => onCapacity(event.currentTarget, who)}
        >
          {name}
        </button>
      ) : (
        <span class="wl-name">{name}</span>
      )}
      {cells.map((cell, at) => {
        const week = state.weeks.value[at] ?? 0;
        const { value: target } = state.target;
        const isTarget = target?.person === person && target.week === week;
        return (
          <button
            key={week}
            type="button"
            class={`wl-cell is-${isBare(cell) ? "bare" : cell.level}${isTarget ? " is-target" : ""}`}
            data-cell={at}
            data-person={person}
            data-week={week}
            aria-haspopup="dialog"
            aria-label={`${known.name}, ${weekInWords(week)}: ${inWords(cell, who?.capacity.unit ?? "points")}${isAway(cell) ? ", away" : ""}`}
            onKeyDown={walk}
            onClick={(event) => onOpen(event.currentTarget, { person, week })}
          >
            <CellFace cell={cell} isAway={isAway(cell)} />
          </button>
        );
      })}
    </div>
  );
}

interface CellFaceProps {
  readonly cell: Cell;
  readonly isAway: boolean;
}

function CellFace({ cell: { load, room, percent, level, parts }, isAway }: CellFaceProps) {
  if (isAway && parts.length === 0) return <span>Away</span>;
  if (parts.length === 0 && room === null) return null;
  const late = lateOf(parts);
  return (
    <>
      <span>
        <b>{short(load)}</b>
        {room !== null && <span class="wl-room">{isAway ? " · away" : ` / ${short(room)}`}</span>}
        {late > 0 && (
          <span class="wl-over" title={`${late} overdue`}>
            {" "}
            <Icon name="clock" />
          </span>
        )}
      </span>
      {level === "over" ? (
        <span class="wl-over">+{short(load - (room ?? 0))} over</span>
      ) : (
        parts.length > 0 && <span class="wl-room">{cards(parts.length)}</span>
      )}
      {percent !== null && <i class="wl-meter" style={{ width: `${Math.min(100, percent)}%` }} />}
    </>
  );
}

const LEVELS = { none: "", free: ", free", full: ", full", over: ", too much" } as const;

function inWords({ load, room, percent, level, parts }: Cell, unit: string): string {
  const of = room === null ? "" : ` of ${short(room)}`;
  const share = percent === null ? "" : `, ${percent} %`;
  const late = lateOf(parts);
  const overdue = late === 0 ? "" : `, ${late} overdue`;
  return `${short(load)}${of} ${unit}${share}${LEVELS[level]}, ${cards(parts.length)}${overdue}`;
}

const lateOf = (parts: readonly Part[]) => parts.filter(({ isLate }) => isLate).length;

const cards = (count: number) => `${count} ${count === 1 ? "card" : "cards"}`;

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Arrows walk from cell to cell; rows just out of sight are drawn too. */
function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = STEPS[event.key];
  if (step === undefined || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
  const [down, along] = step;
  const line = event.currentTarget.closest("li");
  const next = down === 0 ? line : down > 0 ? line?.nextElementSibling : line?.previousElementSibling;
  const column = Number(event.currentTarget.dataset["cell"]) + along;
  const cell = next?.querySelector<HTMLElement>(`[data-cell="${column}"]`);
  event.preventDefault();
  cell?.focus();
}

function go(state: WorkloadState, weeks: number): void {
  state.open.value = null;
  state.firstWeek.value += weeks * WEEK;
}

function goToToday(state: WorkloadState): void {
  go(state, (state.thisWeek.peek() - state.firstWeek.peek()) / WEEK);
}

function actions(state: WorkloadState): readonly Action[] {
  return [
    {
      ...{ id: "workload-today", title: "Go to this week", group: "View", keys: ["t"] },
      run: () => goToToday(state),
    },
    {
      ...{ id: "workload-earlier", title: "A week earlier", group: "View", keys: ["shift+ArrowLeft"] },
      run: () => go(state, -1),
    },
    {
      ...{ id: "workload-later", title: "A week later", group: "View", keys: ["shift+ArrowRight"] },
      run: () => go(state, 1),
    },
    {
      id: "workload-walk",
      title: "Walk from cell to cell",
      group: "Move",
      keys: ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"],
      // Once a cell has the keyboard, it walks by itself.
      when: () => document.activeElement === document.body,
      run: () => document.querySelector<HTMLElement>(".wl-cell")?.focus(),
      isQuiet: true,
    },
    {
      ...{ id: "workload-undo", title: "Undo", group: "Edit", keys: ["mod+z"], isQuiet: true },
      run: () => takeBackLast(state.known),
    },
  ];
}
