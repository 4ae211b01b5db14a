/** What is asked for of the cards of a portfolio; all of it is in the address, so that it can be sent to somebody. */

import { Avatar, hue } from "../ui/avatar.tsx";
import { SPANS } from "../ui/due.ts";
import { toggled } from "../ui/filter.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { GROUPINGS, labelKey, ME } from "../ui/many_cards.ts";
import { Popup } from "../ui/menu.tsx";
import { type Choice, Picker } from "../ui/picker.tsx";
import { FilterChip } from "./filter_chip.tsx";
import { hands, type ManyState } from "./many_state.ts";
import { SPAN_NAMES } from "./spans.ts";

interface ToolsProps {
  readonly state: ManyState;
}

const GROUPING_NAMES = { board: "Board", due: "Due date", none: "Nothing" } as const;

export function ManyTools({ state }: ToolsProps) {
  const { filter, isBlocked, withDone, grouping, isByStage } = state.asked.value;
  const count = state.shown.value.length;
  const isKnown = state.known.isTold.value || state.items.value.length > 0;
  // Over all boards that were changed from here: without a network they wait on this device.
  const unsaved = hands.value?.waiting.value ?? 0;
  const flag = (name: string, isOn: boolean, says: string) => (
    <button
      type="button"
      class={isOn ? "chip is-chosen" : "chip"}
      aria-pressed={isOn}
      onClick={() => state.toggle(name)}
    >
      {says}
    </button>
  );
  return (
    <search class="filter-bar">
      <Icon name="search" />
      <input
        type="search"
        aria-label="Words in the title, or #number"
        placeholder="Words in the title, or #number"
        value={filter.text}
        onInput={(event) => state.ask("q", event.currentTarget.value)}
      />
      <button
        type="button"
        class={filter.people.includes(ME) ? "chip is-chosen" : "chip"}
        aria-pressed={filter.people.includes(ME)}
        onClick={() => state.ask("person", `${toggled(filter.people, ME)}`)}
      >
        Mine
      </button>
      <Chip state={state} word="person" name="Person" icon="person" choices={peopleIn(state)} />
      <Chip state={state} word="label" name="Label" icon="label" choices={labelsIn(state)} />
      <Chip
        state={state}
        word="due"
        name="Due"
        icon="calendar"
        choices={SPANS.map((id) => ({ id, name: SPAN_NAMES[id], isChosen: filter.due.includes(id) }))}
      />
      {flag("blocked", isBlocked, "Blocked")}
      {!isByStage && flag("done", withDone, "With what is done")}
      {!isByStage && (
        <Popup label="Group by" class="chip" button={`By ${GROUPING_NAMES[grouping].toLowerCase()}`}>
          {(close) => (
            <Picker
              label="Group by"
              choices={GROUPINGS.map((id) => ({ id, name: GROUPING_NAMES[id], isChosen: id === grouping }))}
              onChoose={(id) => {
                close();
                state.ask("group", id === "board" ? "" : id);
              }}
            />
          )}
        </Popup>
      )}
      <button
        type="button"
        class={isByStage ? "chip is-chosen" : "chip"}
        aria-pressed={isByStage}
        onClick={() => state.ask("as", isByStage ? "" : "columns")}
      >
        By stage
      </button>
      <span class="filter-count" role="status">
        {isKnown && (count === 1 ? "1 card" : `${count} cards`)}
        {unsaved > 0 && `, saving ${unsaved}`}
      </span>
    </search>
  );
}

interface ChipProps extends ToolsProps {
  /** In the address. */
  readonly word: string;
  readonly name: string;
  readonly icon: IconName;
  readonly choices: readonly Choice[];
}

function Chip({ state, word, ...shown }: ChipProps) {
  const chosen = shown.choices.filter(({ isChosen }) => isChosen).map(({ id }) => id);
  return <FilterChip {...shown} onToggle={(id) => state.ask(word, `${toggled(chosen, id)}`)} />;
}

function peopleIn(state: ManyState): readonly Choice[] {
  const { people } = state.asked.value.filter;
  const gone = people.filter((id) => id !== ME).map((id) => state.person(id));
  const all = new Map([...gone, ...state.assigned()].map((one) => [one.id, one]));
  return [...all.values()].map(({ id, name, color }) => ({
    ...{ id, name, isChosen: people.includes(id) },
    mark: <Avatar name={name} color={color} />,
  }));
}

/** A name stands for the labels of that name on any board. */
function labelsIn(state: ManyState): readonly Choice[] {
  const { labels } = state.asked.value.filter;
  const found = new Map<string, Choice>(labels.map((id) => [id, { id, name: id, isChosen: true }]));
  for (const summary of state.known.summaries.value.values())
    for (const [, name, color] of summary.labels ?? []) {
      const id = labelKey(name);
      if (id === "") continue;
      const mark = <span class="dot" style={{ "--hue": hue(color ?? undefined) }} />;
      found.set(id, { id, name, isChosen: labels.includes(id), mark });
    }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}
