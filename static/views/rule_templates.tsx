/** Templates: cards kept to be made again by hand, and this board as a beginning for others. */

import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { cardPath, go } from "../ui/location.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { makeCard } from "./card_plan.ts";
import { recordsOf } from "./records_of.ts";
import { asked, NOTED } from "./rule_asks.ts";
import { formsOf, openForm } from "./rule_drafts.ts";

const Editor = lazy(() => import("./rules_hands.tsx"));

export function Templates({ mayPublish }: { readonly mayPublish: boolean }) {
  const screen = useScreen();
  const canEdit = screen.canEdit.value;
  const [column] = screen.live.columns();
  const rows = recordsOf(screen, "template");
  return (
    <section class="rules-section" aria-label="Templates">
      <header class="rules-head">
        <h2>Templates</h2>
        {rows.length > 0 && <span class="count">{rows.length}</span>}
      </header>
      <p class="hint">
        Cards to begin from, where one is added or in the command menu. Save one from the menu of its sheet.
      </p>
      <ul class="rules-list">
        {rows.map(([id, value]) => (
          <li key={id} class="rule">
            <div class="rule-line">
              <Icon name="checklist" />
              <div class="rule-words">
                <strong>{String(value["name"])}</strong>
              </div>
              {canEdit && column !== undefined && (
                <button
                  type="button"
                  class="button"
                  aria-label={`Make a card of ${String(value["name"])}`}
                  onClick={() => make(screen, column.id, value)}
                >
                  <Icon name="add" /> Make a card
                </button>
              )}
              {canEdit && (
                <button
                  type="button"
                  class="icon-button"
                  aria-label={`Remove ${String(value["name"])}`}
                  title="Remove"
                  onClick={() => void remove(screen, id, value)}
                >
                  <Icon name="close" />
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {mayPublish && <Publish />}
    </section>
  );
}

function make(screen: Screen, column: string, value: PlainMap): void {
  const { card } = value;
  const id = isMap(card) ? makeCard(screen, column, card) : null;
  if (id !== null) go(cardPath(screen.board, id), { below: "rules" });
}

async function remove(screen: Screen, id: string, value: PlainMap): Promise<void> {
  if (!(await asked(screen, "templates.remove", { id }))) return;
  const template = Object.fromEntries(Object.entries(value).filter(([key]) => !NOTED.includes(key)));
  toast("The template was taken away", {
    name: "Undo",
    run: () => void asked(screen, "templates.add", { id, template }),
    isDeed: true,
  });
}

/** This board as a template of the workspace. */
function Publish() {
  const screen = useScreen();
  const place = { board: screen.board, kind: "publish", id: "" } as const;
  const [form] = formsOf(screen.board, place.kind);
  if (form !== undefined) return <Editor form={form} value={null} />;
  return (
    <button type="button" class="button" onClick={() => openForm(place)}>
      <Icon name="board" /> Keep this board as a template
    </button>
  );
}
