/**
 * The verbs as a file of their own, since a page shows a board before anybody can change it.
 *
 * Nothing is lost by that: rows that wait were made by verbs, so where there are any, opening waits for the verbs too.
 */

import { EditError } from "../errors.ts";
import type { Intent, Plan, Scope } from "./index.ts";

let verbs: typeof import("./index.ts") | null = null;

/** Fetches the verbs; from then on edits can be planned. */
export async function loadVerbs(): Promise<void> {
  verbs ??= await import("./index.ts");
}

/** Plans an edit as `plan` of index.ts does; throws `EditError` of code "not-ready" before the verbs are there. */
export function plan(scope: Scope, intent: Intent): Plan | null {
  if (verbs === null) throw new EditError("not-ready", intent[0]);
  return verbs.plan(scope, intent);
}
