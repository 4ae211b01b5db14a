/** A card's two co-edited texts: the title, always open, and the description, a preview until it is edited. */

import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { EditError } from "../../clients/js/errors.ts";
import type { Card } from "../../clients/js/values.ts";
import { copyText } from "../ui/copy.ts";
import { Markdown } from "../ui/markdown.tsx";
import { reason } from "../ui/reasons.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { type Caret, SharedText } from "../ui/shared_text.tsx";
import { toastError } from "../ui/toast.tsx";

type TextKey = "title" | "description";

/** Plain text until what edits it is there. */
export function Title({ card }: { readonly card: Card }) {
  const screen = useScreen();
  if (!screen.hasHands.value) return <h2 class="sheet-title is-plain">{card.title}</h2>;
  return <TitleField card={card} />;
}

function TitleField({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const text = useText(screen, card.id, "title");
  const [asked, setAsked] = useState(0);
  const isAsked = screen.picker.value === "title";
  useLayoutEffect(() => {
    if (!isAsked) return;
    screen.picker.value = null;
    setAsked((times) => times + 1);
  }, [isAsked]);
  return (
    <SharedText
      class="sheet-title"
      label="Title"
      placeholder="Title"
      isOneLine
      focusAsked={asked}
      readOnly={!screen.canEdit.value}
      {...text}
    />
  );
}

export function Description({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const [editing, setEditing] = useState(false);
  const canEdit = screen.canEdit.value;
  const others = useCarets(screen, card.id, "description");
  return (
    <section class="sheet-section" aria-label="Description">
      <h3 class="section-title">
        Description
        {others.length > 0 && !editing && (
          <span class="adding">{others.map(({ name }) => name).join(", ")} typing…</span>
        )}
      </h3>
      {editing ? (
        <DescriptionField card={card.id} onDone={() => setEditing(false)} />
      ) : (
        <Preview card={card} canEdit={canEdit} onEdit={() => setEditing(true)} />
      )}
    </section>
  );
}

function Preview(props: { readonly card: Card; readonly canEdit: boolean; readonly onEdit: () => void }) {
  const { card, canEdit, onEdit } = props;
  const onClick = (event: MouseEvent) => {
    const isLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (canEdit && !isLink && getSelection()?.isCollapsed !== false) onEdit();
  };
  return (
    // biome-ignore lint/a11y: pressing anywhere in the text is a short cut of the button below
    <div class="description" onClick={onClick}>
      {card.hasDescription && <Markdown text={card.description} />}
      {canEdit && (
        <button
          type="button"
          class={card.hasDescription ? "button is-plain" : "description-add"}
          onClick={onEdit}
        >
          {card.hasDescription ? "Edit description" : "Add a description…"}
        </button>
      )}
    </div>
  );
}

function DescriptionField({ card, onDone }: { readonly card: string; readonly onDone: () => void }) {
  const screen = useScreen();
  const text = useText(screen, card, "description");
  return (
    <SharedText
      class="sheet-description"
      label="Description"
      placeholder="Markdown: **bold**, *italic*, - lists, [links](https://…)"
      focusAsked={1}
      readOnly={!screen.canEdit.value}
      onDone={onDone}
      {...text}
    />
  );
}

/** Opens one text for typing while it is drawn, and ties my caret in it to my presence. */
function useText(screen: Screen, card: string, key: TextKey) {
  const field = useMemo(() => screen.client.text(card, key), [screen, card, key]);
  useEffect(() => () => field.close(), [field]);
  const carets = useCarets(screen, card, key, (anchor) => field.resolve(anchor));
  const onCaret = (selection: readonly [number, number] | null) => {
    const caret =
      selection === null ? null : [card, key, field.anchor(selection[0]), field.anchor(selection[1])];
    screen.client.presence.set({ caret });
  };
  return { field, carets, onCaret, onRefused: tellRefused };
}

/** Says why what was typed is not taken, and offers it back if it is more than a stroke. */
function tellRefused(error: EditError, typed: string): void {
  const copy = { name: "Copy it", run: () => void copyText(typed) };
  toastError(reason(error), [...typed].length > 1 ? copy : null);
}

/** Returns the carets of others in a text, each at its place by now. */
function useCarets(
  screen: Screen,
  card: string,
  key: TextKey,
  resolve: (anchor: string) => number | null = () => 0,
): readonly Caret[] {
  screen.live.card(card); // a caret moves with the text
  return screen.live.peers.value.flatMap(({ session, person, state }) => {
    const caret = state["caret"];
    if (!Array.isArray(caret) || caret[0] !== card || caret[1] !== key || typeof caret[3] !== "string")
      return [];
    const at = resolve(caret[3]);
    return at === null ? [] : [{ session, name: person.name, color: person.color, at }];
  });
}
