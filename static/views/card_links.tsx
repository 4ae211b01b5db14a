/** The links of a card: attachments that live elsewhere. Only http, https and mailto can be followed. */

import { useRef, useState } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { Icon } from "../ui/icons.tsx";
import { safeAddress } from "../ui/markdown.tsx";
import { useScreen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";
import { act } from "./verbs.ts";
import { addLink } from "./verbs_card.ts";

export function Links({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const [adding, setAdding] = useState(false);
  const canEdit = screen.canEdit.value;
  if (card.links.length === 0 && !adding)
    return canEdit ? (
      <button type="button" class="section-add" onClick={() => setAdding(true)}>
        <Icon name="add" /> Add a link
      </button>
    ) : null;
  return (
    <section class="sheet-section" aria-label="Links">
      <h3 class="section-title">Links</h3>
      <ul class="items">
        {card.links.map(({ id, url, name }) => (
          <li key={id} class="item">
            <Icon name="link" />
            <Address url={url} name={name} />
            {canEdit && (
              <button
                type="button"
                class="icon-button item-remove"
                aria-label={`Remove the link ${name || url}`}
                onClick={() => act(screen, "cards.unlink", { id: card.id, link: id })}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {canEdit && <NewLink card={card.id} />}
    </section>
  );
}

function Address({ url, name }: { readonly url: string; readonly name: string }) {
  const href = safeAddress(url);
  if (href === null) return <span class="editable">{name || url}</span>;
  return (
    <a class="editable" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {name || url}
    </a>
  );
}

function NewLink({ card }: { readonly card: string }) {
  const screen = useScreen();
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      class="new-item"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = input.current?.value.trim() ?? "";
        if (typed === "" || input.current === null) return;
        const url = safeAddress(typed) ?? safeAddress(`https://${typed}`);
        if (url === null) toastError("A link begins with http, https or mailto.");
        else if (addLink(screen, card, url, "")) input.current.value = "";
      }}
    >
      <input ref={input} aria-label="Address of the link" placeholder="Paste an address" maxLength={2_048} />
    </form>
  );
}
