/** A field over a list: letters narrow the list, arrows move in it, Enter chooses. Pickers and the command menu are this. */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { isComposing } from "./keys.ts";

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly isChosen?: boolean;
  readonly before?: ComponentChildren;
  readonly behind?: ComponentChildren;
}

interface ChoicesProps {
  readonly label: string;
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly lines: readonly Line[];
  /** `keep`: Shift was held. */
  readonly onChoose: (id: string, keep: boolean) => void;
  /** Digits choose while nothing is typed. */
  readonly takesDigits?: boolean;
}

export function Choices({ label, words, onWords, lines, onChoose, takesDigits = false }: ChoicesProps) {
  const id = useId();
  const [at, setAt] = useState(0);
  const current = Math.min(at, lines.length - 1);
  const choose = (index: number, keep: boolean) => {
    const line = lines[index];
    if (line !== undefined) onChoose(line.id, keep);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((current + step + lines.length) % Math.max(1, lines.length));
    else if (event.key === "Enter") choose(current, event.shiftKey);
    else if (takesDigits && words === "" && /^[1-9]$/.test(event.key))
      choose(Number(event.key) - 1, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <input
        class="choices-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={lines.length > 0 ? `${id}-${current}` : ""}
        aria-label={label}
        placeholder={label}
        value={words}
        onInput={(event) => {
          onWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="choices" id={`${id}-list`} role="listbox" aria-label={label}>
        {lines.map((line, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard, and its keys choose
          <div
            key={line.id}
            id={`${id}-${index}`}
            class={index === current ? "choice is-current" : "choice"}
            role="option"
            tabIndex={-1}
            aria-selected={line.isChosen ?? index === current}
            ref={(element) => {
              if (index === current) element?.scrollIntoView({ block: "nearest" });
            }}
            onClick={(event) => choose(index, event.shiftKey)}
          >
            {line.before}
            <span class="choice-name">{line.name}</span>
            {line.behind}
          </div>
        ))}
      </div>
      {lines.length === 0 && <p class="choices-none">Nothing found</p>}
    </>
  );
}
