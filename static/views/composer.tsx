/** Adding cards: type, Enter, next card; marks set properties. Several pasted lines become one card or one each. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Avatar, hue } from "../ui/avatar.tsx";
import { shortDay } from "../ui/due.ts";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { isComposing } from "../ui/keys.ts";
import { lazy } from "../ui/lazy.tsx";
import { type Marked, readMarks } from "../ui/marks.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { useSuggestions } from "../ui/suggest.tsx";
import { markScope, offersFor } from "./offers.tsx";
import { planning, type Template, templatesOf } from "./templates_of.ts";
import { addCards } from "./verbs.ts";

const FromTemplate = lazy(
  () => import("./card_plan.ts"),
  (plan) => plan.FromTemplate,
);

export function Composer({ column }: { readonly column: string }) {
  const screen = useScreen();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const scope = markScope(screen);
  const suggestions = useSuggestions(area, "@#!^", (sign, rest) => offersFor(screen, sign, rest));

  const close = () => {
    screen.composing.value = null;
  };
  /** Closes, and leaves the keyboard on the card that was added last. */
  const leave = () => {
    close();
    const last = screen.focus.peek();
    // Once the composer is gone, and at once then: who is elsewhere by then keeps the keyboard.
    if (last !== null)
      requestAnimationFrame(() => {
        if (screen.focus.peek() !== last || document.activeElement !== document.body) return;
        const face = document.querySelector<HTMLElement>(`a[data-card="${last}"]`);
        if (face === null) screen.focusOn(last);
        else face.focus({ preventScroll: true });
      });
  };
  useEscape(leave);
  useLayoutEffect(() => area.current?.focus(), []);
  useEffect(() => {
    screen.client.presence.set({ adding: column });
    return () => screen.client.presence.set({ adding: null });
  }, [column]);

  const add = (texts: readonly string[]) => {
    if (texts.length === 0) return;
    const cards = texts.map((text) => readMarks(text, scope));
    const last = addCards(screen, column, cards).at(-1);
    if (last === undefined) return;
    added(last);
  };
  const added = (last: string) => {
    setText("");
    suggestions.close();
    screen.focus.value = last;
    screen.summons.value += 1;
    area.current?.focus();
  };
  const templates = templatesOf(screen);
  const make = async ({ card }: Template) => {
    const made = (await planning()).makeCard(screen, column, card, readMarks(lines.join(" "), scope));
    if (made !== null) added(made);
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
        {...suggestions.area}
        onInput={(event) => {
          setText(event.currentTarget.value);
          suggestions.look();
        }}
        onKeyDown={(event) => {
          if (suggestions.onKeyDown(event)) return;
          if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
          event.preventDefault();
          one();
        }}
      />
      {suggestions.list}
      {lines.length === 1 && <Marks screen={screen} marked={readMarks(lines[0] ?? "", scope)} />}
      <div class="composer-buttons">
        <button type="submit" class="button is-primary" disabled={lines.length === 0}>
          Add card
        </button>
        {lines.length > 1 && (
          <button type="button" class="button" onClick={() => add(lines)}>
            Add {lines.length} cards
          </button>
        )}
        {templates.length > 0 && <FromTemplate templates={templates} onChoose={(one) => void make(one)} />}
        <button type="button" class="button is-plain" onClick={leave}>
          Close
        </button>
      </div>
    </form>
  );
}

/** What the marks in the line will set, before it is added. */
function Marks({ screen, marked }: { readonly screen: Screen; readonly marked: Marked }) {
  const { assignees, labels, priority, due } = marked;
  if (assignees.length + labels.length === 0 && priority === undefined && due === undefined) return null;
  return (
    <p class="composer-marks" role="status">
      {assignees.map((id) => (
        <span key={id} class="person">
          <Avatar {...screen.people.of(id)} /> {screen.people.of(id).name}
        </span>
      ))}
      {screen.live
        .labels()
        .filter(({ id }) => labels.includes(id))
        .map(({ id, name, color }) => (
          <span key={id} class="label" style={{ "--hue": hue(color) }}>
            {name}
          </span>
        ))}
      {priority !== undefined && <span class={`mark is-${priority}`}>{priority}</span>}
      {due !== undefined && (
        <span class="mark">
          <Icon name="calendar" />
          {shortDay(due, Date.now())}
        </span>
      )}
    </p>
  );
}
