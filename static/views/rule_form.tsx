/** The form in which a rule or a recurring card is put together: Save, Cancel, and Escape as Cancel. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Refused } from "../ui/choose.tsx";
import { type Refusal, wholly } from "../ui/refusals.ts";
import { cancelsOnEscape } from "./rule_drafts.ts";

interface RuleFormProps {
  readonly label: string;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly cannotSave: boolean;
  /** Why it could not be saved. */
  readonly refusal: Refusal | null;
  /** The places of its fields: what is refused elsewhere is said above the buttons. */
  readonly places: readonly string[];
  /** Buttons beside those two. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function RuleForm({
  label,
  onSave,
  onCancel,
  cannotSave,
  refusal,
  places,
  tools,
  children,
}: RuleFormProps) {
  const id = useId();
  const isElsewhere = refusal !== null && !places.some((place) => refusal.at.startsWith(place));
  return (
    <form
      class="rule-editor"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      onKeyDown={(event) => cancelsOnEscape(event, onCancel)}
    >
      <Refused.Provider value={{ refusal, id }}>{children}</Refused.Provider>
      {isElsewhere && (
        <p class="field-error" role="alert">
          {wholly(refusal)}
        </p>
      )}
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
