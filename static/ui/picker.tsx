/** Choosing among names: a filter on top, what is chosen checked, digits choose, Shift keeps it open. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Choices, type Line } from "./choices.tsx";
import { fold } from "./filter.ts";
import { Icon } from "./icons.tsx";

export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly isChosen: boolean;
  readonly mark?: ComponentChildren;
}

interface PickerProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** `keep`: leave the picker open, because Shift was held. */
  readonly onChoose: (id: string, keep: boolean) => void;
  /** Offers to make what was typed. */
  readonly onMake?: (name: string) => void;
}

const SHOWN_MAX = 100;
const MAKE = "make";

export function Picker({ label, choices, onChoose, onMake }: PickerProps) {
  const [words, setWords] = useState("");
  const sought = fold(words.trim());
  const found = choices.filter((choice) => fold(choice.name).includes(sought)).slice(0, SHOWN_MAX);
  const makes =
    onMake !== undefined && sought !== "" && !found.some((choice) => fold(choice.name) === sought);
  const lines: readonly Line[] = [
    ...found.map(({ id, name, isChosen, mark }) => ({
      ...{ id, name, isChosen, before: mark },
      behind: isChosen && <Icon name="check" />,
    })),
    ...(makes ? [{ id: MAKE, name: `Create “${words.trim()}”`, before: <Icon name="add" /> }] : []),
  ];
  return (
    <Choices
      label={label}
      words={words}
      onWords={setWords}
      lines={lines}
      takesDigits
      onChoose={(id, keep) => (id === MAKE ? onMake?.(words.trim()) : onChoose(id, keep))}
    />
  );
}
