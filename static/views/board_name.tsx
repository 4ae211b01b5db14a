/** Renaming the board in the header. */

import { isComposing } from "../ui/keys.ts";
import { useScreen } from "../ui/screen.ts";
import { act } from "./verbs.ts";

export function BoardNameField({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const screen = useScreen();
  return (
    <input
      class="board-name"
      aria-label="Board name"
      defaultValue={name}
      maxLength={256}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
      }}
      onBlur={(event) => {
        const value = event.currentTarget.value.trim();
        if (value !== "" && value !== name) act(screen, "board.set", { key: "name", value });
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !isComposing(event)) event.currentTarget.blur();
      }}
    />
  );
}
