/** The place behind the last column where a new one is made. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { addColumn } from "./verbs.ts";

export function AddColumn() {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <NewColumn onClose={() => setOpen(false)} />;
  return (
    <button type="button" class="add-column" onClick={() => setOpen(true)}>
      <Icon name="add" /> Add column
    </button>
  );
}

function NewColumn({ onClose }: { readonly onClose: () => void }) {
  const screen = useScreen();
  const input = useRef<HTMLInputElement>(null);
  useEscape(onClose);
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <form
      class="new-column"
      onSubmit={(event) => {
        event.preventDefault();
        const name = input.current?.value.trim() ?? "";
        if (name === "" || addColumn(screen, name) === null || input.current === null) return;
        input.current.value = "";
        input.current.scrollIntoView({ inline: "nearest", block: "nearest" });
      }}
      onFocusOut={(event) => {
        const inside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside && input.current?.value === "") onClose();
      }}
    >
      <input ref={input} aria-label="Name of the new column" placeholder="Column name" maxLength={256} />
      <button type="submit" class="button is-primary">
        Add
      </button>
    </form>
  );
}
