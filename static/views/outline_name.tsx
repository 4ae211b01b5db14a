/**
 * The name of a row (an initiative, a goal) while it is edited in place: Enter and leaving keep it, Escape does not.
 * A row that has none yet is made by being named, and gone without.
 */

import { useRef } from "preact/hooks";
import { isComposing } from "../ui/keys.ts";

interface OutlineNameProps {
  readonly what: string;
  readonly name: string;
  /** Another name, not empty. */
  readonly onSet: (name: string) => void;
  readonly onDone: () => void;
  /** By the keyboard, which then belongs to the row. */
  readonly onLeave: () => void;
}

export function OutlineName({ what, name, onSet, onDone, onLeave }: OutlineNameProps) {
  const from = useRef<Element | null>(null);
  return (
    <input
      class="portfolio-name"
      aria-label={`Name of the ${what.toLowerCase()}`}
      placeholder={what}
      dir="auto"
      maxLength={256}
      defaultValue={name}
      ref={(input) => {
        if (input === null || document.activeElement === input) return;
        from.current ??= document.activeElement;
        input.select();
      }}
      onBlur={(event) => {
        const value = event.currentTarget.value.trim();
        if (value !== "" && value !== event.currentTarget.defaultValue) onSet(value);
        onDone();
      }}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key === "Escape") event.currentTarget.value = event.currentTarget.defaultValue;
        else if (event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        const isNamed = `${event.currentTarget.defaultValue}${event.currentTarget.value}`.trim() !== "";
        event.currentTarget.blur();
        if (isNamed) onLeave();
        else if (from.current instanceof HTMLElement) from.current.focus();
      }}
    />
  );
}
