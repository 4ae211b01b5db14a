/**
 * The verbs of texts that many people type in at once: a card's title and description, an initiative's note.
 *
 * A text that is not there is begun first, with the words of the string it takes the place of, as a step of its own: of two
 * that begin it at the same time one is refused and done over, and then nothing is left to begin
 * (docs/decisions/text-from-string.md).
 */

import * as Y from "yjs";
import { EditError, TooLong } from "../errors.ts";
import { keyOf, type Row, textKey, textOf, wordsOf } from "../schema.ts";
import {
  anId,
  anOffset,
  anything,
  lengthOf,
  needed,
  nullable,
  optional,
  stringUpTo,
  wordOf,
} from "./arguments.ts";
import { type Draft, holds, type Intent, need, ROOT_OF, type Scope, type Step } from "./scope.ts";
import { difference, pieces, type Splice, splitsPair } from "./text.ts";
import { verb } from "./verb.ts";

type TextRecord = "card" | "initiative";

/** Which text of which record. */
interface Place {
  readonly record: TextRecord;
  readonly id: string;
  readonly key: string;
}

/** Returns the verbs of the texts of one kind of record. */
export function textVerbs<R extends TextRecord, K extends string>(record: R, keys: readonly K[]) {
  const noun = ROOT_OF[record];
  const where = { id: needed(anId), key: needed(wordOf(keys)) };
  const words = stringUpTo(Math.max(...keys.map((key) => limitOf(record, key))));

  const begin = verb(where, (scope, { id, key }) => {
    const row = need(scope, record, id);
    return textOf(row, key) === undefined ? { write: beginning(row, key), inverse: [] } : null;
  });

  const text = verb(
    { ...where, text: needed(words), if: nullable(anything) },
    (scope, { id, key, text, ...args }) => {
      const before = wordsOf(need(scope, record, id), key);
      checkLength(record, key, text);
      const change = holds(args, before) ? difference(before, text) : null;
      if (change === null) return null;
      return splicing(scope, { record, id, key }, change, [
        `${noun}.text`,
        { id, key, text: before, if: text },
      ]);
    },
  );

  const splice = verb(
    {
      ...{ ...where, at: needed(anOffset), remove: needed(anOffset) },
      ...{ insert: optional(words), if: optional(words) },
    },
    (scope, { id, key, at, remove, insert = "", if: guard }) => {
      const before = wordsOf(need(scope, record, id), key);
      if (guard !== undefined && !stillReads(before, at, guard)) return null;
      const end = at + remove;
      if (end > before.length) throw new EditError("out-of-range", `${end} of ${before.length}`);
      if (splitsPair(before, at) || splitsPair(before, end))
        throw new EditError("splits-character", `at ${at}`);
      const removed = before.slice(at, end);
      if (removed === insert) return null;
      // What is brought back stood there before, however long the text was by then.
      if (guard === undefined)
        checkLength(record, key, before.slice(0, at) + insert + before.slice(end), lengthOf(before));
      const undone = { id, key, at, remove: insert.length, insert: removed, if: insert };
      return splicing(scope, { record, id, key }, { at, remove, insert }, [`${noun}.splice`, undone]);
    },
  );

  return { [`${noun}.begin`]: begin, [`${noun}.text`]: text, [`${noun}.splice`]: splice } as {
    readonly [Name in `${(typeof ROOT_OF)[R]}.begin`]: typeof begin;
  } & { readonly [Name in `${(typeof ROOT_OF)[R]}.text`]: typeof text } & {
    readonly [Name in `${(typeof ROOT_OF)[R]}.splice`]: typeof splice;
  };
}

/** Says whether a text, be it an empty one, stands at an offset that is between two characters: others may have typed. */
function stillReads(text: string, at: number, expected: string): boolean {
  return at <= text.length && !splitsPair(text, at) && text.startsWith(expected, at);
}

function limitOf(record: TextRecord, name: string): number {
  const key = keyOf(record, name);
  return key?.type === "text" ? key.limit : 0;
}

/** A text that is too long already, as two may have made it by typing apart, may get shorter. */
function checkLength(record: TextRecord, key: string, after: string, allowed = 0): void {
  const [length, limit] = [lengthOf(after), limitOf(record, key)];
  if (length > Math.max(limit, allowed)) throw new TooLong(key, length, limit);
}

/** Plans one change of a text, to be kept as a splice: a whole text done again would undo what others type. A long insertion goes in pieces, each a transaction of its own. */
function splicing(scope: Scope, place: Place, { at, remove, insert }: Splice, inverse: Intent): Draft {
  const { record, id, key } = place;
  const row = need(scope, record, id);
  const [first = "", ...others] = pieces(insert);
  const step = spliced(scope, place, { at, remove, insert: first });
  const later = insertions(scope, place, at + first.length, others);
  if (textOf(row, key) !== undefined) return { ...step, inverse: [inverse], later };
  const intent: Intent = [`${ROOT_OF[record]}.begin`, { id, key }];
  return { write: beginning(row, key), intent, inverse: [inverse], later: [step, ...later] };
}

export function insertions(scope: Scope, place: Place, at: number, texts: readonly string[]): Step[] {
  let next = at;
  return texts.map((insert) => {
    const step = spliced(scope, place, { at: next, remove: 0, insert });
    next += insert.length;
    return step;
  });
}

function spliced(scope: Scope, { record, id, key }: Place, change: Splice): Step {
  const write = () => {
    const text = textOf(need(scope, record, id), key);
    if (change.remove > 0) text?.delete(change.at, change.remove);
    if (change.insert !== "") text?.insert(change.at, change.insert);
  };
  return { intent: [`${ROOT_OF[record]}.splice`, { id, key, ...change }], write };
}

function beginning(row: Row, key: string): () => void {
  const words = wordsOf(row, key);
  return () => void row.set(textKey(key), new Y.Text(words));
}
