/** The custom fields of a board as rows of a card's sheet, each with the control of its type. */

import type { Card, Field } from "../../clients/js/values.ts";
import { DateInput } from "../ui/date_input.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { act } from "./verbs.ts";

const TEXT_MAX = 4_000;

export function Fields({ card }: { readonly card: Card }) {
  const screen = useScreen();
  screen.live.follow("fields");
  const fields = screen.client.board.fields();
  if (fields.length === 0) return null;
  return (
    <section class="sheet-section" aria-label="Fields">
      <h3 class="section-title">Fields</h3>
      {fields.map((field) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control of the field's type is in it
        <label key={field.id} class="property">
          <span class="field-name">{field.name}</span>
          <Control screen={screen} card={card} field={field} />
        </label>
      ))}
    </section>
  );
}

interface ControlProps {
  readonly screen: Screen;
  readonly card: Card;
  readonly field: Field;
}

function Control({ screen, card, field }: ControlProps) {
  const value = card.fields.get(field.id);
  const set = (now: string | number | true | null, group?: string) =>
    act(screen, "cards.set", { id: card.id, key: `field:${field.id}`, value: now }, group);
  const disabled = !screen.canEdit.value;
  switch (field.type) {
    case "checkbox":
      return (
        <input
          type="checkbox"
          checked={value === true}
          disabled={disabled}
          onChange={(event) => set(event.currentTarget.checked ? true : null)}
        />
      );
    case "select":
      return (
        <select
          value={typeof value === "string" ? value : ""}
          disabled={disabled}
          onChange={(event) => set(event.currentTarget.value || null)}
        >
          <option value="">None</option>
          {field.options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <input
          type="number"
          step="any"
          placeholder="None"
          value={typeof value === "number" ? value : ""}
          disabled={disabled}
          onChange={(event) => {
            const number = event.currentTarget.valueAsNumber;
            set(Number.isFinite(number) ? number : null);
          }}
        />
      );
    case "date":
      return (
        <DateInput value={typeof value === "string" ? value : undefined} isDisabled={disabled} onSet={set} />
      );
    case "text":
      return (
        <input
          value={typeof value === "string" ? value : ""}
          maxLength={TEXT_MAX}
          placeholder="None"
          disabled={disabled}
          onChange={(event) => set(event.currentTarget.value.trim() || null)}
        />
      );
  }
}
