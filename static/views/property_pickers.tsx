/** Pickers that set one property of one card or of many; what is chosen once is one step of undo. */

import type { ComponentChildren } from "preact";
import { PRIORITIES } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { DateInput } from "../ui/date_input.tsx";
import { spelled } from "../ui/due.ts";
import { Picker } from "../ui/picker.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { EstimateField } from "./estimate_field.tsx";
import type { CellName } from "./list_state.ts";
import { moveCards, sendCard, setAll, toggleMember } from "./verbs.ts";
import { labelFor } from "./verbs_card.ts";

/** As the registry asks for it. */
export type PropertyName = Exclude<CellName, "title"> | "start";

interface PickerProps {
  readonly cards: readonly string[];
  readonly close: () => void;
}

const PICKERS: Readonly<Record<PropertyName, (props: PickerProps) => ComponentChildren>> = {
  column: Columns,
  labels: Labels,
  priority: Priorities,
  start: (props) => <Day {...props} name="start" title="Start" />,
  due: (props) => <Day {...props} name="due" title="Due" />,
  estimate: Estimate,
  assignees: Assignees,
};

export function PropertyPicker({ name, ...props }: PickerProps & { readonly name: PropertyName }) {
  const Chosen = PICKERS[name];
  return <Chosen {...props} />;
}

/** Returns what all cards agree on; undefined where they do not. */
function shared<Value>(
  screen: Screen,
  cards: readonly string[],
  read: (card: Card) => Value,
): Value | undefined {
  const values = new Set(cards.map((id) => screen.live.card(id)).map((card) => card && read(card)));
  return values.size === 1 ? [...values][0] : undefined;
}

function Columns({ cards, close }: PickerProps) {
  const screen = useScreen();
  const current = shared(screen, cards, ({ id }) => screen.client.board.shownColumn(id));
  return (
    <Picker
      label="Move to column"
      choices={screen.live.columns().map(({ id, name }) => ({ id, name, isChosen: id === current }))}
      onChoose={(column) => {
        const [first = "", ...more] = cards;
        if (more.length === 0) sendCard(screen, first, column);
        else moveCards(screen, cards, column);
        close();
      }}
    />
  );
}

function Labels({ cards, close }: PickerProps) {
  const screen = useScreen();
  return (
    <Picker
      label="Label"
      choices={screen.live.labels().map(({ id, name, color }) => ({
        ...{ id, name: name || (color ?? "Label"), isChosen: haveAll(screen, cards, "labels", id) },
        mark: <span class="dot" style={{ "--hue": hue(color) }} />,
      }))}
      onChoose={(label, keep) => {
        toggleMember(screen, cards, "label", label);
        if (!keep) close();
      }}
      onMake={(name) => {
        toggleMember(screen, cards, "label", labelFor(screen, name));
        close();
      }}
    />
  );
}

function Assignees({ cards, close }: PickerProps) {
  const screen = useScreen();
  return (
    <Picker
      label="Assign"
      choices={screen.people.all.value.map(({ id, name, color }) => ({
        ...{ id, name, isChosen: haveAll(screen, cards, "assignees", id) },
        mark: <Avatar name={name} color={color} />,
      }))}
      onChoose={(person, keep) => {
        toggleMember(screen, cards, "assignee", person);
        if (!keep) close();
      }}
    />
  );
}

function haveAll(
  screen: Screen,
  cards: readonly string[],
  family: "assignees" | "labels",
  id: string,
): boolean {
  return cards.every((card) => screen.live.card(card)?.[family].includes(id));
}

function Priorities({ cards, close }: PickerProps) {
  const screen = useScreen();
  const current = shared(screen, cards, ({ priority }) => priority ?? "");
  const names = [...PRIORITIES.map((id) => [id, capital(id)]), ["", "None"]];
  return (
    <Picker
      label="Priority"
      choices={names.map(([id = "", name = ""]) => ({ id, name, isChosen: id === current }))}
      onChoose={(id) => {
        setAll(screen, cards, "priority", id === "" ? null : id);
        close();
      }}
    />
  );
}

const DAYS = [
  ["Today", 0],
  ["Tomorrow", 1],
  ["In a week", 7],
] as const;

function Day({
  cards,
  close,
  name: key,
  title,
}: PickerProps & { readonly name: "due" | "start"; readonly title: string }) {
  const screen = useScreen();
  const date = shared(screen, cards, (card) => card[key]);
  const choose = (value: string | null) => {
    setAll(screen, cards, key, value);
    close();
  };
  return (
    <div class="date-picker">
      <DateInput
        label={title}
        value={date}
        onSet={(day, group) => setAll(screen, cards, key, day, group)}
        onEnter={close}
      />
      <div class="date-days">
        {DAYS.map(([name, days]) => (
          <button key={name} type="button" class="button" onClick={() => choose(inDays(days))}>
            {name}
          </button>
        ))}
      </div>
      <div class="date-end">
        {key === "due" && <Done cards={cards} />}
        <button type="button" class="button is-plain" onClick={() => choose(null)}>
          No date
        </button>
      </div>
    </div>
  );
}

function Done({ cards }: { readonly cards: readonly string[] }) {
  const screen = useScreen();
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={shared(screen, cards, ({ done }) => done) ?? false}
        onChange={(event) => setAll(screen, cards, "done", event.currentTarget.checked)}
      />
      Done
    </label>
  );
}

function inDays(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return spelled(day);
}

function Estimate({ cards, close }: PickerProps) {
  const screen = useScreen();
  const value = shared(screen, cards, (card) => card.estimate);
  return <EstimateField value={value} onSet={(to) => setAll(screen, cards, "estimate", to)} close={close} />;
}
