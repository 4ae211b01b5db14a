/** The sheet of one card: everything about it, edited in place, beside the board or over it on a phone. */

import { useEffect, useRef } from "preact/hooks";
import { copyText } from "../ui/copy.ts";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { boardPath, cardPath, go, query, route } from "../ui/location.ts";
import { ReferencesProvider } from "../ui/markdown.tsx";
import { MenuList, Popup } from "../ui/menu.tsx";
import { Visitors, visitors } from "../ui/people_marks.tsx";
import { REFERENCES } from "../ui/references.tsx";
import { useScreen } from "../ui/screen.ts";
import { Checklists } from "./card_checklists.tsx";
import { Comments } from "./card_comments.tsx";
import { Fields } from "./card_fields.tsx";
import { Links } from "./card_links.tsx";
import { Properties } from "./card_properties.tsx";
import { Relations } from "./card_relations.tsx";
import { Description, Title } from "./card_texts.tsx";
import { planning } from "./templates_of.ts";
import { archiveCards, restoreCards } from "./verbs.ts";
import { addChecklist } from "./verbs_card.ts";

const CardActivity = lazy<{ readonly card: string }>(() => import("./card_activity.tsx"));

export function CardSheet({ id }: { readonly id: string }) {
  const screen = useScreen();
  const sheet = useRef<HTMLElement>(null);
  const card = screen.live.card(id);
  const isPeek = screen.open.value !== id;
  const canEdit = screen.canEdit.value;

  const close = () => {
    screen.peek.value = null;
    const current = route.peek();
    // Asked now: the key that opened it may be not drawn yet.
    if (screen.open.peek() === id)
      go(boardPath(screen.board, current.name === "board" ? current.view : "board") + query.peek());
    if (screen.client.board.shownColumn(id) !== undefined) queueMicrotask(() => screen.focusOn(id));
  };
  useEscape(close);
  useEffect(() => {
    const inside = sheet.current?.contains(document.activeElement) === true;
    if (!isPeek && !inside) sheet.current?.focus({ preventScroll: true });
  }, [isPeek]);
  if (card === undefined) return null;
  const number = screen.numberOf(id);

  return (
    <section
      ref={sheet}
      class="sheet"
      role="dialog"
      aria-label={`Card ${card.title || "without a title"}`}
      tabIndex={-1}
    >
      <div class="sheet-head">
        {number === null ? (
          <span class="sheet-number">new</span>
        ) : (
          <a class="sheet-number" href={cardPath(screen.board, number)} title="Link to this card">
            #{number}
          </a>
        )}
        <Visitors people={visitors(screen.live.peers.value, id)} />
        <span class="header-gap" />
        {canEdit && (
          <Popup label="More about this card" button={<Icon name="more" />}>
            {(done) => (
              <MenuList
                close={done}
                items={[
                  {
                    name: "Copy link",
                    icon: "link",
                    run: () =>
                      void copyText(location.origin + cardPath(screen.board, number ?? id), "Link copied"),
                  },
                  { name: "Add a checklist", icon: "checklist", run: () => addChecklist(screen, id) },
                  {
                    name: "Save as template",
                    icon: "list",
                    run: () => void planning().then((plan) => plan.keepAsTemplate(screen, card)),
                  },
                  {
                    name: "Make it recur",
                    icon: "redo",
                    run: () => void planning().then((plan) => plan.makeRecur(screen, card)),
                  },
                  card.archived
                    ? { name: "Restore", icon: "restore", run: () => restoreCards(screen, [id]) }
                    : {
                        name: "Archive",
                        icon: "archive",
                        run: () => {
                          close();
                          archiveCards(screen, [id]);
                        },
                      },
                ]}
              />
            )}
          </Popup>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label="Close the card"
          title="Close (Esc)"
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="sheet-body">
        {card.archived && (
          <p class="notice is-inline">
            In the archive.
            {canEdit && (
              <button type="button" class="button" onClick={() => restoreCards(screen, [id])}>
                Restore
              </button>
            )}
          </p>
        )}
        <ReferencesProvider value={REFERENCES}>
          <Title card={card} />
          <Properties card={card} />
          <Description card={card} />
          <Checklists card={card} />
          <Fields card={card} />
          <Relations card={card} />
          <Links card={card} />
          <Comments card={id} />
          <CardActivity card={id} />
        </ReferencesProvider>
      </div>
    </section>
  );
}
