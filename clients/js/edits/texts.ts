/**
 * The verbs of texts that many people type in at once: a card's title and description, an initiative's note.
 *
 * A text that is not there is begun first, with the words of the string it takes the place of, as a step of its own: of two
 * that begin it at the same time one is refused and done over, and then nothing is left to begin
 * (docs/decisions/text-from-string.md).
 */

import * as Y from "yjs";
import { EditError, TooLong } from "../errors.ts";
import { keyOf, type Row, standing, textOf, wordsOf } from "../schema.ts";
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
import { type Draft, holds, type Intent, need, type RootedRecord, type Scope, type Step } from "./scope.ts";
import { difference, pieces, type Splice, splitsPair } from "./text.ts";
import { verb } from "./verb.ts";

/** One text of one kind of record. */
interface Kind {
  readonly noun: string;
  readonly record: RootedRecord;
  readonly key: string;
}

/** Returns the verbs of a noun's texts. */
export function textVerbs<N extends string, K extends string>(
  noun: N,
  record: RootedRecord,
  keys: readonly K[],
) {
  const id = needed(anId);
  const key = needed(wordOf(keys));
  const longest = stringUpTo(Math.max(...keys.map((one) => limitOf(record, one))));

  const begin = verb({ id, key }, (scope, args) => {
    const kind = { noun, record, key: args.key };
    const row = need(scope, record, args.id);
    return textOf(record, row, args.key) === undefined ? { write: beginning(kind, row), inverse: [] } : null;
  });

  const text = verb({ id, key, text: needed(longest), if: nullable(anything) }, (scope, args) => {
    const row = need(scope, record, args.id);
    checkLength(record, args.key, args.text);
    const before = wordsOf(record, row, args.key);
    if (!holds(args, before)) return null;
    const change = difference(before, args.text);
    if (change === null) return null;
    const inverse: Intent = [`${noun}.text`, { id: args.id, key: args.key, text: before, if: args.text }];
    return splicing(scope, { noun, record, key: args.key }, args.id, change, inverse);
  });

  const splice = verb(
    {
      ...{ id, key, at: needed(anOffset), remove: needed(anOffset) },
      ...{ insert: optional(longest), if: optional(longest) },
    },
    (scope, { id, key, insert = "", ...args }) => {
      const before = wordsOf(record, need(scope, record, id), key);
      if (args.if !== undefined && !stillReads(before, args.at, args.if)) return null;
      const end = args.at + args.remove;
      if (end > before.length) throw new EditError("out-of-range", `${end} of ${before.length}`);
      if (splitsPair(before, args.at) || splitsPair(before, end))
        throw new EditError("splits-character", `at ${args.at}`);
      const removed = before.slice(args.at, end);
      if (removed === insert) return null;
      // What is brought back stood there before, however long the text was by then.
      if (args.if === undefined)
        checkLength(record, key, before.slice(0, args.at) + insert + before.slice(end), lengthOf(before));
      const undone = { id, key, at: args.at, remove: insert.length, insert: removed, if: insert };
      return splicing(scope, { noun, record, key }, id, { ...args, insert }, [`${noun}.splice`, undone]);
    },
  );

  return { [`${noun}.begin`]: begin, [`${noun}.text`]: text, [`${noun}.splice`]: splice } as {
    readonly [Name in `${N}.begin`]: typeof begin;
  } & { readonly [Name in `${N}.text`]: typeof text } & { readonly [Name in `${N}.splice`]: typeof splice };
}

/** Says whether a text, be it an empty one, stands at an offset that is between two characters: others may have typed. */
function stillReads(text: string, at: number, expected: string): boolean {
  return at <= text.length && !splitsPair(text, at) && text.startsWith(expected, at);
}

export function limitOf(record: RootedRecord, name: string): number {
  const key = keyOf(record, name);
  return key?.type === "text" ? key.limit : 0;
}

/** A text that is too long already, as two may have made it by typing apart, may get shorter. */
function checkLength(record: RootedRecord, key: string, after: string, allowed = 0): void {
  const [length, limit] = [lengthOf(after), limitOf(record, key)];
  if (length > Math.max(limit, allowed)) throw new TooLong(key, length, limit);
}

/** Plans one change of a text, to be kept as a splice: a whole text done again would undo what others type. A long insertion goes in pieces, each a transaction of its own. */
function splicing(
  scope: Scope,
  kind: Kind,
  id: string,
  { at, remove, insert }: Splice,
  inverse: Intent,
): Draft {
  const row = need(scope, kind.record, id);
  const [first = "", ...others] = pieces(insert);
  const change = { at, remove, insert: first };
  const step = spliced(scope, kind, id, change);
  const later = insertions(scope, kind, id, at + first.length, others);
  if (textOf(kind.record, row, kind.key) !== undefined) return { ...step, inverse: [inverse], later };
  const intent: Intent = [`${kind.noun}.begin`, { id, key: kind.key }];
  return { write: beginning(kind, row), intent, inverse: [inverse], later: [step, ...later] };
}

export function insertions(
  scope: Scope,
  kind: Kind,
  id: string,
  at: number,
  texts: readonly string[],
): Step[] {
  let next = at;
  return texts.map((insert) => {
    const change = { at: next, remove: 0, insert };
    next += insert.length;
    return spliced(scope, kind, id, change);
  });
}

function spliced(scope: Scope, { noun, record, key }: Kind, id: string, change: Splice): Step {
  const write = () => {
    const text = textOf(record, need(scope, record, id), key);
    if (change.remove > 0) text?.delete(change.at, change.remove);
    if (change.insert !== "") text?.insert(change.at, change.insert);
  };
  return { intent: [`${noun}.splice`, { id, key, ...change }], write };
}

function beginning({ record, key }: Kind, row: Row): () => void {
  const words = wordsOf(record, row, key);
  return () => void row.set(standing(keyOf(record, key), key), new Y.Text(words));
}
