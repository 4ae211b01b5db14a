/** The form in which a rule or a recurring card is put together: Save, Cancel, and Escape as Cancel. */

import type { ComponentChildren } from "preact";

interface RuleFormProps {
  readonly label: string;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly cannotSave: boolean;
  /** Buttons beside those two. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function RuleForm({ label, onSave, onCancel, cannotSave, tools, children }: RuleFormProps) {
  return (
    <form
      class="rule-editor"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      {children}
      <div class="rule-foot">
        {tools}
        <span class="rule-space" />
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button is-primary" disabled={cannotSave}>
          Save
        </button>
      </div>
    </form>
  );
}
