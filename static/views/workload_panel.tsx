/** The cards of a person's week, or of a tray: each leads to its board, and is moved by a menu or dragged. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { draggable, type Grip } from "../ui/drag.ts";
import { Icon } from "../ui/icons.tsx";
import type { Told } from "../ui/known_cards.ts";
import { cardPath } from "../ui/location.ts";
import { short } from "../ui/numbers.ts";
import type { Member } from "../ui/people.ts";
import { Picker } from "../ui/picker.tsx";
import { Popover } from "../ui/popover.tsx";
import { lastWorkOf, NOBODY, type Part, spanOf } from "../ui/workload.ts";
import { move } from "./workload_deeds.ts";
import { type Place, TRAYS, type Tray, type WorkloadState, weekInWords } from "./workload_state.ts";

/** Nobody reads more; all of them count. */
const SHOWN_MAX = 100;

interface PanelProps {
  readonly state: WorkloadState;
  readonly anchor: HTMLElement;
}

export function Panel({ state, anchor }: PanelProps) {
  const place = state.open.value;
  const [moving, setMoving] = useState<Told | null>(null);
  if (place === null) return null;
  const parts = partsOf(state, place);
  const label =
    typeof place === "string" ? TRAYS[place] : `${state.of(place.person).name}, ${weekInWords(place.week)}`;
  const close = () => {
    state.open.value = null;
  };
  const stay = () => {
    setMoving(null);
    // The picker that had the keyboard is gone: back to the panel.
    anchor.ownerDocument.querySelector<HTMLElement>(".popover")?.focus();
  };
  return (
    <Popover anchor={anchor} label={label} onClose={close}>
      {moving !== null ? (
        <Mover state={state} told={moving} from={takenFrom(state, place, moving)} onEnd={stay} />
      ) : (
        <Cards state={state} label={label} parts={parts} place={place} onMove={setMoving} />
      )}
    </Popover>
  );
}

function partsOf(state: WorkloadState, place: Place | Tray): readonly Part[] {
  if (typeof place !== "string") return state.cellAt(place)?.parts ?? [];
  return state.plan.value[place].map((told) => ({
    ...{ told, load: told.card.estimate ?? 0 },
    // In its own tray it need not be said.
    ...{ isOff: false, isLate: false },
  }));
}

/** Returns where a card is taken from; from a tray it is taken from everybody it is assigned to. */
function takenFrom(state: WorkloadState, place: Place | Tray, { card }: Told): Partial<Place> {
  if (typeof place !== "string") return place;
  const span = spanOf(card);
  return span === null ? {} : { week: state.weekOf(lastWorkOf(span)) };
}

interface CardsProps {
  readonly state: WorkloadState;
  readonly label: string;
  readonly parts: readonly Part[];
  readonly place: Place | Tray;
  readonly onMove: (told: Told) => void;
}

function Cards({ state, label, parts, place, onMove }: CardsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const root = list.current;
    return root === null ? undefined : draggable(root, (target) => gripOf(state, target, parts, place));
  }, [state, parts, place]);
  return (
    <section class="wl-panel" aria-label={label}>
      <p class="section-title">{label}</p>
      {parts.length === 0 && <p class="empty">No card is here.</p>}
      <ul ref={list}>
        {parts.slice(0, SHOWN_MAX).map(({ told, load, isOff, isLate }, at) => (
          <li key={`${told.board}/${told.id}`} class="wl-card" data-part={at}>
            <a dir="auto" href={cardPath(told.board, told.card.number ?? told.id)}>
              {told.card.title || "Card without a title"}
            </a>
            <span class="hint" dir="auto">
              {isLate && <b class="wl-over">overdue · </b>}
              {isOff && "no working day · "}
              {state.known.summaries.value.get(told.board)?.name || "Board without a name"}
              {typeof place === "string" && ` · ${whose(state, told)}`}
            </span>
            <span class="wl-load" title={`${short(load)} of ${short(told.card.estimate ?? 0)}`}>
              {told.card.estimate === null ? "–" : short(load)}
            </span>
            <button
              type="button"
              class="icon-button"
              aria-label={`Move ${told.card.title}`}
              title="Move to another person or week"
              onClick={() => onMove(told)}
            >
              <Icon name="more" />
            </button>
          </li>
        ))}
      </ul>
      {parts.length > SHOWN_MAX && <p class="hint">And {parts.length - SHOWN_MAX} more.</p>}
    </section>
  );
}

function whose(state: WorkloadState, { card: { assignees } }: Told): string {
  const people = assignees.length === 0 ? [NOBODY] : assignees;
  return people.map((id) => state.of(id).name).join(", ");
}

/** Lets a card be dragged out of the panel, onto any person's week. */
function gripOf(
  state: WorkloadState,
  target: Element,
  parts: readonly Part[],
  place: Place | Tray,
): Grip | null {
  const element = target.closest<HTMLElement>("[data-part]");
  const part = parts[Number(element?.dataset["part"])];
  if (element === null || part === undefined || target.closest("button") !== null) return null;
  return {
    element,
    over: ({ x, y }) => {
      // The panel itself may lie over the place.
      const cell = document.elementsFromPoint(x, y).find((one) => one.closest("[data-cell]") !== null);
      state.target.value = placeOf(cell?.closest<HTMLElement>("[data-cell]") ?? null);
    },
    drop: () => {
      const to = state.target.peek();
      state.target.value = null;
      const from = takenFrom(state, place, part.told);
      if (to === null || (to.person === from.person && to.week === from.week)) return;
      state.open.value = null;
      void move(state, { told: part.told, from, to });
    },
    cancel: () => {
      state.target.value = null;
    },
    scrollers: () => [...document.querySelectorAll<HTMLElement>(".wl-rows")],
  };
}

function placeOf(cell: HTMLElement | null): Place | null {
  const { person, week } = cell?.dataset ?? {};
  return person === undefined || week === undefined ? null : { person, week: Number(week) };
}

interface MoverProps {
  readonly state: WorkloadState;
  readonly told: Told;
  readonly from: Partial<Place>;
  readonly onEnd: () => void;
}

function Mover({ state, told, from, onEnd }: MoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const [people, setPeople] = useState<readonly { readonly id: string; readonly name: string }[]>([]);
  useEffect(() => {
    void peopleOf(state, told.board).then(setPeople);
  }, [state, told.board]);
  const choices = [
    ...state.weeks.value
      .filter((week) => week !== from.week)
      .map((week) => ({ id: `week ${week}`, name: `Week ${weekInWords(week)}`, isChosen: false })),
    ...[...people, ...importedOn(state, told.board), state.of(NOBODY)]
      .filter(({ id }) => id !== from.person)
      .map(({ id, name }) => ({ id: `person ${id}`, name, isChosen: told.card.assignees.includes(id) })),
  ];
  // What had the keyboard is gone.
  useLayoutEffect(() => box.current?.querySelector("input")?.focus(), []);
  return (
    <div ref={box}>
      <Picker
        label={`Move ${told.card.title} to`}
        choices={choices}
        onChoose={(choice) => {
          const at = choice.indexOf(" ");
          const [what, id] = [choice.slice(0, at), choice.slice(at + 1)];
          onEnd();
          void move(state, { told, from, to: what === "week" ? { week: Number(id) } : { person: id } });
        }}
      />
    </div>
  );
}

/** Returns who is assigned on a board without an account. */
function importedOn(state: WorkloadState, board: string) {
  const { named = {} } = state.known.summaries.value.get(board) ?? {};
  return Object.entries(named).map(([id, name]) => ({ id, name }));
}

/** Returns who can be assigned on a board; without a network, everybody who is known. */
async function peopleOf(state: WorkloadState, board: string) {
  try {
    return (await api<{ readonly people: readonly Member[] }>("GET", `/api/boards/${board}/people`)).people;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return state.people.peek();
  }
}
