/** A card's properties as chips; each opens its picker, and every choice takes effect at once. */

import { PRIORITIES, type Priority, UNSORTED } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { dayOf } from "../ui/due.ts";
import { type Choice, Picker } from "../ui/picker.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { Cover, MilestoneRow } from "./card_more.tsx";
import { Property, type RowProps } from "./card_property.tsx";
import { Due, isInDone } from "./face.tsx";
import { act, sendCard, toggleMember } from "./verbs.ts";
import { labelFor } from "./verbs_card.ts";

export function Properties({ card }: { readonly card: Card }) {
  const screen = useScreen();
  return (
    <dl class="properties">
      <Column screen={screen} card={card} />
      <Assignees screen={screen} card={card} />
      <Labels screen={screen} card={card} />
      <PriorityRow screen={screen} card={card} />
      <DateRow screen={screen} card={card} name="start" title="Start" />
      <DateRow screen={screen} card={card} name="due" title="Due" />
      <Estimate screen={screen} card={card} />
      <MilestoneRow screen={screen} card={card} />
      <Cover screen={screen} card={card} />
    </dl>
  );
}

function Column({ screen, card }: RowProps) {
  const current = screen.client.board.shownColumn(card.id);
  const columns = screen.live.columns();
  const name =
    columns.find(({ id }) => id === current)?.name ?? (current === UNSORTED ? "Unsorted" : "Archive");
  return (
    <Property screen={screen} name="column" title="Column" icon="board" value={name} isEmpty={false}>
      {(close) => (
        <Picker
          label="Move to column"
          choices={columns.map((column) => ({ ...column, isChosen: column.id === current }))}
          onChoose={(column) => {
            sendCard(screen, card.id, column);
            close();
          }}
        />
      )}
    </Property>
  );
}

function Assignees({ screen, card }: RowProps) {
  const value = card.assignees.map((id) => {
    const { name, color } = screen.people.of(id);
    return (
      <span key={id} class="person">
        <Avatar name={name} color={color} />
        {name}
      </span>
    );
  });
  const choices = screen.people.all.value.map(({ id, name, color }) => ({
    ...{ id, name, isChosen: card.assignees.includes(id), mark: <Avatar name={name} color={color} /> },
  }));
  return (
    <Property
      screen={screen}
      name="assignees"
      title="Assignees"
      icon="person"
      value={value}
      isEmpty={value.length === 0}
    >
      {members(screen, card, "assignee", "Assign", choices)}
    </Property>
  );
}

function Labels({ screen, card }: RowProps) {
  const value = screen.labelsOf(card).map(({ id, name, color }) => (
    <span key={id} class="label" style={{ "--hue": hue(color) }}>
      {name || color}
    </span>
  ));
  const choices = screen.live.labels().map(({ id, name, color }) => ({
    ...{ id, name: name || (color ?? "Label"), isChosen: card.labels.includes(id) },
    mark: <span class="dot" style={{ "--hue": hue(color) }} />,
  }));
  return (
    <Property
      screen={screen}
      name="labels"
      title="Labels"
      icon="label"
      value={value}
      isEmpty={value.length === 0}
    >
      {members(screen, card, "label", "Label", choices, (name) =>
        toggleMember(screen, [card.id], "label", labelFor(screen, name)),
      )}
    </Property>
  );
}

/** Returns a picker of a family's members: Shift keeps it open for the next. */
function members(
  screen: Screen,
  card: Card,
  family: "assignee" | "label",
  label: string,
  choices: readonly Choice[],
  onMake?: (name: string) => void,
) {
  return (close: () => void) => (
    <Picker
      label={label}
      choices={choices}
      onChoose={(id, keep) => {
        toggleMember(screen, [card.id], family, id);
        if (!keep) close();
      }}
      {...(onMake === undefined
        ? {}
        : {
            onMake: (name: string) => {
              onMake(name);
              close();
            },
          })}
    />
  );
}

function PriorityRow({ screen, card }: RowProps) {
  const choices = [
    ...PRIORITIES.map((id) => ({ id: id as string, name: capital(id), isChosen: card.priority === id })),
    { id: "", name: "None", isChosen: card.priority === undefined },
  ];
  const value =
    card.priority === undefined ? null : <span class={`mark is-${card.priority}`}>{card.priority}</span>;
  return (
    <Property
      screen={screen}
      name="priority"
      title="Priority"
      icon="priority"
      value={value}
      isEmpty={value === null}
    >
      {(close) => (
        <Picker
          label="Priority"
          choices={choices}
          onChoose={(id) => {
            const value: Priority | null = PRIORITIES.find((priority) => priority === id) ?? null;
            act(screen, "cards.set", { id: card.id, key: "priority", value });
            close();
          }}
        />
      )}
    </Property>
  );
}

function DateRow({
  screen,
  card,
  name,
  title,
}: RowProps & { readonly name: "due" | "start"; readonly title: string }) {
  const date = card[name];
  const isDone = card.done || isInDone(screen, card);
  const set = (value: string | null) => act(screen, "cards.set", { id: card.id, key: name, value });
  return (
    <Property
      screen={screen}
      name={name}
      title={title}
      icon="calendar"
      value={date !== undefined && <Due due={date} done={name === "due" && isDone} />}
      isEmpty={date === undefined}
    >
      {(close) => (
        <div class="date-picker">
          <input
            type="date"
            aria-label={title}
            value={date === undefined ? "" : dayOf(date)}
            onChange={(event) => set(event.currentTarget.value || null)}
          />
          {name === "due" && (
            <label class="check">
              <input
                type="checkbox"
                checked={card.done}
                onChange={(event) =>
                  act(screen, "cards.set", { id: card.id, key: "done", value: event.currentTarget.checked })
                }
              />
              Done
            </label>
          )}
          <button
            type="button"
            class="button is-plain"
            onClick={() => {
              set(null);
              close();
            }}
          >
            No date
          </button>
        </div>
      )}
    </Property>
  );
}

function Estimate({ screen, card }: RowProps) {
  return (
    <Property
      screen={screen}
      name="estimate"
      title="Estimate"
      icon="estimate"
      value={card.estimate}
      isEmpty={card.estimate === undefined}
    >
      {(close) => (
        <form
          class="date-picker"
          onSubmit={(event) => {
            event.preventDefault();
            close();
          }}
        >
          <input
            type="number"
            aria-label="Estimate"
            min={0}
            step="any"
            value={card.estimate ?? ""}
            onChange={(event) => {
              const value = event.currentTarget.valueAsNumber;
              act(screen, "cards.set", {
                id: card.id,
                key: "estimate",
                value: Number.isFinite(value) ? Math.max(0, value) : null,
              });
            }}
          />
        </form>
      )}
    </Property>
  );
}
