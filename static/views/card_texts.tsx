/** A card's two co-edited texts: the title, always open, and the description, a preview until it is edited. */

import { useLayoutEffect, useState } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { Markdown } from "../ui/markdown.tsx";
import { useScreen } from "../ui/screen.ts";
import { SharedText } from "../ui/shared_text.tsx";
import { LongText, useCarets, useText } from "./written.tsx";

/** Plain text until what edits it is there. */
export function Title({ card }: { readonly card: Card }) {
  const screen = useScreen();
  if (!screen.hasHands.value) return <h2 class="sheet-title is-plain">{card.title}</h2>;
  return <TitleField card={card} />;
}

function TitleField({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const text = useText(screen, "cards", card.id, "title");
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
  const others = useCarets(screen, "cards", card.id, "description");
  return (
    <section class="sheet-section" aria-label="Description">
      <h3 class="section-title">
        Description
        {others.length > 0 && !editing && (
          <span class="adding">{others.map(({ name }) => name).join(", ")} typing…</span>
        )}
      </h3>
      {editing ? (
        <LongText
          root="cards"
          id={card.id}
          name="description"
          label="Description"
          placeholder="Markdown: **bold**, *italic*, - lists, [links](https://…)"
          onDone={() => setEditing(false)}
        />
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
