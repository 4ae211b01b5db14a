/**
 * What edits a board as a file of its own, since a page shows a board before anybody can change it.
 *
 * Nothing is lost by that: rows that wait were made by verbs, so where there are any, opening waits for the verbs too.
 */

import { EditError } from "../errors.ts";
import type { TextField, TextHost, TextKey, TextRoot } from "../textfield.ts";
import type { Intent, Plan, Scope } from "./index.ts";

type Editing = typeof import("./editing.ts");

let editing: Editing | null = null;

/** Fetches what edits: from a file of its own, or with what else a page needs. */
export type Bring = () => Promise<Editing>;

/** Fetches the verbs and text fields; from then on edits can be planned. */
export async function loadVerbs(bring: Bring = () => import("./editing.ts")): Promise<void> {
  editing ??= await bring();
}

/** Plans an edit as `plan` of index.ts does; throws `EditError` of code "not-ready" before the verbs are there. */
export function plan(scope: Scope, intent: Intent): Plan | null {
  if (editing === null) throw new EditError("not-ready", intent[0]);
  return editing.plan(scope, intent);
}

/** Opens one text for typing; throws as `plan` does. */
export function openText(host: TextHost, root: TextRoot, id: string, key: TextKey): TextField {
  if (editing === null) throw new EditError("not-ready", key);
  return new editing.TextField(host, root, id, key);
}
