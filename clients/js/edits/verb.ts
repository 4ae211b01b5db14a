/** A verb: the table of its arguments, and the function that plans it. */

import { type ArgumentTable, checked, type Given } from "./arguments.ts";
import type { Draft, Scope } from "./scope.ts";

export interface Verb<Table extends ArgumentTable> {
  readonly table: Table;
  plan(scope: Scope, given: Readonly<Record<string, unknown>>): Draft | null;
}

export function verb<Table extends ArgumentTable>(
  table: Table,
  plan: (scope: Scope, args: Given<Table>) => Draft | null,
): Verb<Table> {
  return { table, plan: (scope, given) => plan(scope, checked(table, given)) };
}
