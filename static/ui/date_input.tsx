/** A field for a day, or none. */

import { useRef } from "preact/hooks";
import { newGroup } from "../../clients/js/client.ts";
import { dayOf } from "./due.ts";

interface DateInputProps {
  readonly value: string | undefined;
  readonly onSet: (day: string | null, group: string) => void;
  readonly onEnter?: () => void;
  /** Where no `<label>` is around it. */
  readonly label?: string;
  readonly isDisabled?: boolean;
}

export function DateInput({ value, onSet, onEnter, label, isDisabled = false }: DateInputProps) {
  // A day that is typed is a valid one several times before it is whole: each visit is one step of undo.
  const group = useRef("");
  return (
    <input
      type="date"
      aria-label={label}
      value={value === undefined ? "" : dayOf(value)}
      disabled={isDisabled}
      onFocus={() => {
        group.current = newGroup();
      }}
      onChange={(event) => onSet(event.currentTarget.value || null, group.current)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || onEnter === undefined) return;
        event.preventDefault(); // else it also presses the button that gets the keyboard back
        onEnter();
      }}
    />
  );
}
