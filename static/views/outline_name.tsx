/** The name of a row (an initiative, a goal) while it is edited in place: Enter and leaving keep it, Escape does not. */

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
  return (
    <input
      class="portfolio-name"
      aria-label={`Name of the ${what.toLowerCase()}`}
      placeholder={what}
      dir="auto"
      maxLength={256}
      defaultValue={name}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
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
        event.currentTarget.blur();
        onLeave();
      }}
    />
  );
}
