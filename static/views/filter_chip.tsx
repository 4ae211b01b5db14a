/** One kind of what a filter asks for: a chip that says what was chosen, over a list to choose from. */

import { Icon, type IconName } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { type Choice, Picker } from "../ui/picker.tsx";

interface ChipProps {
  readonly name: string;
  readonly icon: IconName;
  readonly choices: readonly Choice[];
  readonly onToggle: (id: string) => void;
}

export function FilterChip({ name, icon, choices, onToggle }: ChipProps) {
  const chosen = choices.filter(({ isChosen }) => isChosen).map((choice) => choice.name);
  const label = `Filter by ${name.toLowerCase()}`;
  return (
    <Popup
      label={label}
      class={chosen.length === 0 ? "chip" : "chip is-chosen"}
      button={
        <>
          <Icon name={icon} />
          <span>{chosen.length === 0 ? name : chosen.join(", ")}</span>
        </>
      }
    >
      {() => <Picker label={label} choices={choices} onChoose={onToggle} />}
    </Popup>
  );
}
