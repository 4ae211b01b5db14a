/** The forms in which rules and recurring cards are put together: fetched by whoever begins to. */

import type { PlainMap } from "../../clients/js/codec.ts";
import type { Recurrence, Rule } from "../ui/rule_words.ts";
import { PublishForm } from "./publish_form.tsx";
import { RecurrenceEditor } from "./recurrence_editor.tsx";
import type { OpenForm } from "./rule_drafts.ts";
import { RuleEditor } from "./rule_editor.tsx";

export interface EditorProps {
  readonly form: OpenForm;
  /** null: a new one. */
  readonly value: PlainMap | null;
}

export default function Editor({ form, value }: EditorProps) {
  if (form.kind === "publish") return <PublishForm form={form} />;
  return form.kind === "rule" ? (
    <RuleEditor form={form} rule={value as unknown as Rule | null} />
  ) : (
    <RecurrenceEditor form={form} recurrence={value as unknown as Recurrence | null} />
  );
}
