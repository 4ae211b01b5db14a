/** Every verb by name, and planning an edit: the same names and arguments as `kanverge_crdt.edits`. */

import { EditError } from "../errors.ts";
import { SCHEMA_VERSION } from "../schema.ts";
import type { ArgumentTable, Taken } from "./arguments.ts";
import { CARD_VERBS } from "./cards.ts";
import { CHECKLIST_VERBS } from "./checklists.ts";
import { PORTFOLIO_VERBS } from "./portfolio.ts";
import { RECORD_VERBS } from "./records.ts";
import type { Intent, Plan, Scope } from "./scope.ts";
import type { Verb } from "./verb.ts";

export type { Intent, Plan, Scope, Step } from "./scope.ts";

export const VERBS = { ...RECORD_VERBS, ...CARD_VERBS, ...CHECKLIST_VERBS, ...PORTFOLIO_VERBS };
export type VerbName = keyof typeof VERBS;
/** What a caller passes to each verb. */
export type VerbArgs = {
  readonly [Name in VerbName]: (typeof VERBS)[Name] extends Verb<infer Table> ? Taken<Table> : never;
};

/** Checks an edit and says what it would write; null: nothing to do. Throws `EditError`; writes nothing. */
export function plan(scope: Scope, [name, args]: Intent): Plan | null {
  const verbs: Readonly<Record<string, Verb<ArgumentTable>>> = VERBS;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw new EditError("unknown-verb", name);
  const version = scope.doc.getMap("meta").get("schema");
  if (typeof version === "number" && version > SCHEMA_VERSION + 1)
    throw new EditError("newer-schema", String(version));
  const draft = verb.plan(scope, args);
  if (draft === null) return null;
  const first = { intent: draft.intent ?? ([name, args] as const), write: draft.write };
  return { steps: [first, ...(draft.later ?? [])], inverse: draft.inverse };
}
