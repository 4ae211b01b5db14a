/** The forms in which rules and recurring cards are put together: fetched by whoever begins to. */

import type { PlainMap } from "../../clients/js/codec.ts";
import type { Recurrence, Rule } from "../ui/rule_words.ts";
import { RecurrenceEditor } from "./recurrence_editor.tsx";
import { RuleEditor } from "./rule_editor.tsx";

export interface EditorProps {
  readonly kind: "rule" | "recurrence";
  readonly id: string;
  /** null: a new one. */
  readonly value: PlainMap | null;
  readonly close: () => void;
}

export default function Editor({ kind, id, value, close }: EditorProps) {
  return kind === "rule" ? (
    <RuleEditor id={id} rule={value as unknown as Rule | null} close={close} />
  ) : (
    <RecurrenceEditor id={id} recurrence={value as unknown as Recurrence | null} close={close} />
  );
}
