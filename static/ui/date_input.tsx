/** A field for a day, or none. */

import { useRef } from "preact/hooks";
import { newGroup } from "../../clients/js/client.ts";
import { dayOf } from "./due.ts";
import { isRefused } from "./limits.ts";

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
  const was = useRef("");
  const day = value === undefined ? "" : dayOf(value);
  const restore = (field: HTMLInputElement) => {
    field.value = was.current;
    onSet(was.current || null, group.current);
  };
  return (
    <input
      type="date"
      aria-label={label}
      value={day}
      disabled={isDisabled}
      onFocus={() => {
        group.current = newGroup();
        was.current = day;
      }}
      onChange={({ currentTarget: { value, validity } }) => {
        if (!validity.badInput) onSet(value || null, group.current);
      }}
      onBlur={({ currentTarget: field }) => {
        if (isRefused(field)) restore(field);
      }}
      onKeyDown={(event) => {
        const { key, currentTarget: field } = event;
        if (key === "Escape" && field.validity.badInput) restore(field); // given up, so there is nothing to refuse
        if (key !== "Enter" || onEnter === undefined) return;
        event.preventDefault(); // else it also presses the button that gets the keyboard back
        if (isRefused(field)) restore(field);
        else onEnter();
      }}
    />
  );
}
