/** The form in which a board is kept as a template for others. */

import { api, Problem } from "../ui/api.ts";
import { Words } from "../ui/choose.tsx";
import { useScreen } from "../ui/screen.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { isAdmin } from "../ui/workspace.ts";
import { openNewBoard } from "./overlay.ts";
import { cancelsOnEscape, dropForm, giveUp, type OpenForm, useDraft } from "./rule_drafts.ts";

export function PublishForm({ form }: { readonly form: OpenForm }) {
  const screen = useScreen();
  const [{ name }, set] = useDraft(form, () => ({ name: screen.client.board.meta().name.slice(0, 100) }));
  const save = async () => {
    try {
      await api("POST", `/api/boards/${screen.board}/templates`, { name: name.trim() });
      dropForm(form);
      toast(
        `“${name.trim()}” is a template of the workspace now`,
        isAdmin.peek() ? { name: "New board", run: openNewBoard } : null,
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toastError(error.message);
    }
  };
  return (
    <form
      class="rule-editor"
      aria-label="New board template"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => cancelsOnEscape(event, () => giveUp(form))}
    >
      <Words label="Name of the template" value={name} most={100} onSet={(name) => set({ name })} isFirst />
      <p class="hint">
        Everybody who may make boards will see its columns and cards. Dates count from its first day; people,
        comments and archived cards stay behind.
      </p>
      <div class="rule-foot">
        <span class="rule-space" />
        <button type="button" class="button" onClick={() => giveUp(form)}>
          Cancel
        </button>
        <button type="submit" class="button is-primary" disabled={name.trim() === ""}>
          Keep
        </button>
      </div>
    </form>
  );
}
