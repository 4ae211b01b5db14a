/** A card's properties as chips; each opens its picker, and every choice takes effect at once. */

import type { ComponentChildren } from "preact";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card } from "../../clients/js/values.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import type { IconName } from "../ui/icons.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { Cover, GoalsRow, MilestoneRow } from "./card_more.tsx";
import { Property } from "./card_property.tsx";
import { Due, isInDone } from "./face.tsx";
import { type PropertyName, PropertyPicker } from "./property_pickers.tsx";

/** What stands in a row, or null where there is nothing. */
type Show = (screen: Screen, card: Card) => ComponentChildren;

const ROWS: readonly (readonly [PropertyName, string, IconName, Show])[] = [
  ["column", "Column", "board", columnOf],
  ["assignees", "Assignees", "person", assignees],
  ["labels", "Labels", "label", labels],
  ["priority", "Priority", "priority", priority],
  ["start", "Start", "calendar", (_, { start }) => start && <Due due={start} done={false} />],
  ["due", "Due", "calendar", due],
  ["estimate", "Estimate", "estimate", (_, { estimate }) => estimate],
];

export function Properties({ card }: { readonly card: Card }) {
  const screen = useScreen();
  return (
    <dl class="properties">
      {ROWS.map(([name, title, icon, show]) => {
        const value = show(screen, card) ?? null;
        return (
          <Property key={name} {...{ screen, name, title, icon, value }} isEmpty={value === null}>
            {(close) => <PropertyPicker name={name} cards={[card.id]} close={close} />}
          </Property>
        );
      })}
      <MilestoneRow screen={screen} card={card} />
      <GoalsRow screen={screen} card={card} />
      <Cover screen={screen} card={card} />
    </dl>
  );
}

function columnOf(screen: Screen, { id }: Card) {
  const column = screen.client.board.shownColumn(id);
  const shown = screen.live.columns().find((one) => one.id === column);
  return shown?.name ?? (column === UNSORTED ? "Unsorted" : "Archive");
}

function assignees(screen: Screen, card: Card) {
  if (card.assignees.length === 0) return null;
  return card.assignees.map((id) => {
    const { name, color } = screen.people.of(id);
    return (
      <span key={id} class="person">
        <Avatar name={name} color={color} />
        {name}
      </span>
    );
  });
}

function labels(screen: Screen, card: Card) {
  const shown = screen.labelsOf(card);
  if (shown.length === 0) return null;
  return shown.map(({ id, name, color }) => (
    <span key={id} class="label" style={{ "--hue": hue(color) }}>
      {name || color}
    </span>
  ));
}

function priority(_: Screen, card: Card) {
  return card.priority && <span class={`mark is-${card.priority}`}>{card.priority}</span>;
}

function due(screen: Screen, card: Card) {
  return card.due && <Due due={card.due} done={card.done || isInDone(screen, card)} />;
}
