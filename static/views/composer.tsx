/** Adding cards: type, Enter, next card. Several pasted lines become one card or one each. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useEscape } from "../ui/escape.ts";
import { useScreen } from "../ui/screen.ts";
import { addCards } from "./verbs.ts";

export function Composer({ column }: { readonly column: string }) {
  const screen = useScreen();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

  const close = () => {
    screen.composing.value = null;
  };
  /** Closes, and leaves the keyboard on the card that was added last. */
  const leave = () => {
    close();
    const last = screen.focus.peek();
    // Once the composer is gone: a card does not take the keyboard from somebody who types.
    if (last !== null) requestAnimationFrame(() => screen.focusOn(last));
  };
  useEscape(leave);
  useLayoutEffect(() => area.current?.focus(), []);
  useEffect(() => {
    screen.client.presence.set({ adding: column });
    return () => screen.client.presence.set({ adding: null });
  }, [column]);

  const add = (titles: readonly string[]) => {
    if (titles.length === 0) return;
    const last = addCards(screen, column, titles).at(-1);
    if (last === undefined) return;
    setText("");
    screen.focus.value = last;
    screen.summons.value += 1;
    area.current?.focus();
  };
  const one = () => add(lines.length === 0 ? [] : [lines.join(" ")]);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        one();
      }}
      onFocusOut={(event) => {
        const inside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside && text.trim() === "") close();
      }}
    >
      <textarea
        ref={area}
        aria-label="Title of the new card"
        placeholder="Title, then Enter"
        rows={Math.min(6, Math.max(2, text.split("\n").length))}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          one();
        }}
      />
      <div class="composer-buttons">
        <button type="submit" class="button is-primary" disabled={lines.length === 0}>
          Add card
        </button>
        {lines.length > 1 && (
          <button type="button" class="button" onClick={() => add(lines)}>
            Add {lines.length} cards
          </button>
        )}
        <button type="button" class="button is-plain" onClick={leave}>
          Close
        </button>
      </div>
    </form>
  );
}
