/** Templates: cards kept to be made again by hand, and this board as a beginning for others. */

import { useState } from "preact/hooks";
import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { api, Problem } from "../ui/api.ts";
import { Words } from "../ui/choose.tsx";
import { Icon } from "../ui/icons.tsx";
import { cardPath, go } from "../ui/location.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { makeCard } from "./card_plan.ts";
import { recordsOf } from "./records_of.ts";
import { asked, NOTED } from "./rule_asks.ts";

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
  });
}

/** This board as a template of the workspace. */
function Publish() {
  const screen = useScreen();
  const [name, setName] = useState<string | null>(null);
  const save = async () => {
    try {
      await api("POST", `/api/boards/${screen.board}/templates`, { name: (name ?? "").trim() });
      setName(null);
      toast("Whoever makes a board can begin with it now");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toastError(error.message);
    }
  };
  if (name === null)
    return (
      <button
        type="button"
        class="button"
        onClick={() => setName(screen.client.board.meta().name.slice(0, 100))}
      >
        <Icon name="board" /> Keep this board as a template
      </button>
    );
  return (
    <form
      class="rule-editor"
      aria-label="New board template"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Words label="Name of the template" value={name} most={100} onSet={setName} isFirst />
      <p class="hint">
        Everybody who may make boards will see its columns and cards. Dates count from its first day; people,
        comments and archived cards stay behind.
      </p>
      <div class="rule-foot">
        <span class="rule-space" />
        <button type="button" class="button" onClick={() => setName(null)}>
          Cancel
        </button>
        <button type="submit" class="button is-primary" disabled={name.trim() === ""}>
          Keep
        </button>
      </div>
    </form>
  );
}
