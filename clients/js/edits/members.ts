/** The verbs of sets: a card's assignees, labels, goals and related cards; the boards and initiatives of a goal. */

import { EditError } from "../errors.ts";
import { anId, needed, wordOf } from "./arguments.ts";
import { assign, need, type RootedRecord } from "./scope.ts";
import { verb } from "./verb.ts";

/** Returns the verb that puts a member into a set, or takes it out; `families` says what each one's members are. */
export function membering<Family extends string>(
  noun: string,
  record: RootedRecord,
  families: Readonly<Record<Family, RootedRecord | null>>,
  isMember: boolean,
) {
  const words = Object.keys(families) as Family[];
  const table = { id: needed(anId), family: needed(wordOf(words)), member: needed(anId) };
  const inverse = `${noun}.${isMember ? "exclude" : "include"}`;
  return verb(table, (scope, { id, family, member }) => {
    const row = need(scope, record, id);
    const target = families[family];
    if (isMember && record === target && member === id) throw new EditError("itself", id);
    if (isMember && target !== null) need(scope, target, member);
    const key = `${family}:${member}`;
    if ((row.get(key) === true) === isMember) return null;
    return {
      write: () => assign(row, key, isMember ? true : undefined),
      inverse: [[inverse, { id, family, member }]],
    };
  });
}
