/**
 * Where a splice of a text belongs after the text has changed, or in another copy of the document.
 *
 * An offset is only true at its moment. So a splice that may be done later (undo, doing over) remembers its neighbours and what it
 * removes by their ids in the document, and finds them again; whatever others typed meanwhile stays theirs.
 */

import * as Y from "yjs";
import type { Intent } from "./edits/index.ts";
import type { Splice } from "./edits/text.ts";
import { textOf } from "./schema.ts";

/** The id of one UTF-16 unit of a text. */
export type UnitId = readonly [client: number, clock: number];
export type UnitRun = readonly [client: number, clock: number, length: number];

export interface Place {
  /** The units before and behind the place; null: the text's start or end. */
  readonly left: UnitId | null;
  readonly right: UnitId | null;
  readonly removed: readonly UnitRun[];
  readonly removedText: string;
}

/** Clocks that were written anew under other ids; a list of these is in the order it happened. */
export interface Moved {
  readonly from: UnitId;
  readonly to: UnitId;
  readonly length: number;
}

/** Returns where a splice is, in the document as it is now; null for any other intent. */
export function placeOf(doc: Y.Doc, intent: Intent): Place | null {
  const found = spliceOf(doc, intent);
  if (found === null) return null;
  const { text, at, remove } = found;
  return {
    left: unitAt(text, at, -1),
    right: unitAt(text, at + remove, 0),
    removed: runsOf(doc, text, at, at + remove),
    removedText: text.toString().slice(at, at + remove),
  };
}

/** Returns an intent as it is to be done now; a splice may have become several, the last one first, or none. */
export function relocated(
  doc: Y.Doc,
  intent: Intent,
  place: Place | null,
  moved: readonly Moved[] = [],
): readonly Intent[] {
  const found = place && spliceOf(doc, intent);
  if (!found || place === null) return [intent];
  const { text, verb, id, key } = found;
  const runs = place.removed.flatMap((run) => standing(doc, text, run, moved));
  const isKnown = place.removed.every(([client, clock]) => isIn(doc, current([client, clock], moved)));
  const at = indexIn(doc, text, place, moved) ?? Math.min(found.at, text.length);
  const splices = isKnown ? around(runs, at, found.insert) : [unguided(text, at, found, place.removedText)];
  return splices.map((splice) => [verb, { id, key, ...splice }]);
}

interface FoundSplice extends Splice {
  readonly verb: string;
  readonly id: string;
  readonly key: string;
  readonly text: Y.Text;
}

function spliceOf(doc: Y.Doc, intent: Intent): FoundSplice | null {
  const [verb, args] = intent;
  const { id, key, at, remove, insert = "" } = args;
  if (!isSplice(verb) || typeof id !== "string" || typeof key !== "string") return null;
  if (typeof at !== "number" || typeof remove !== "number" || typeof insert !== "string") return null;
  const text = textAt(doc, intent);
  return text === undefined ? null : { verb, id, key, at, remove, insert, text };
}

/** Says whether a verb changes a text at an offset. */
export function isSplice(verb: string): boolean {
  return verb.endsWith(".splice");
}

/** Returns the text that the arguments of a verb name, if it is there. */
function textAt(doc: Y.Doc, [verb, { id, key }]: Intent): Y.Text | undefined {
  const row = doc.getMap(verb.split(".")[0]).get(String(id));
  return row instanceof Y.Map ? textOf(row, String(key)) : undefined;
}

/** Returns the units of a text that somebody else has begun with the same words as an edit did that is done over. */
export function begunAs(doc: Y.Doc, intent: Intent): UnitId | null {
  const item = intent[0].endsWith(".begin") ? textAt(doc, intent)?._item : undefined;
  return item ? [item.id.client, item.id.clock] : null;
}

/** Removes the runs, and puts the insertion at the first of them or at the place. */
function around(runs: readonly Run[], at: number, insert: string): Splice[] {
  const [first, ...others] = [...runs].sort((left, right) => left.at - right.at);
  const cuts = others.reverse().map((run) => ({ at: run.at, remove: run.length, insert: "" }));
  if (first !== undefined) return [...cuts, { at: first.at, remove: first.length, insert }];
  return insert === "" ? [] : [{ at, remove: 0, insert }];
}

/** Nothing is known of what was to be removed: it goes only if the same text stands there. */
function unguided(text: Y.Text, at: number, { remove, insert }: Splice, removedText: string): Splice {
  const isThere = text.toString().slice(at, at + remove) === removedText;
  return { at, remove: isThere ? remove : 0, insert };
}

interface Run {
  readonly at: number;
  readonly length: number;
}

/** Returns where a run of units still stands, piece by piece. */
function standing(
  doc: Y.Doc,
  text: Y.Text,
  [client, clock, length]: UnitRun,
  moved: readonly Moved[],
): Run[] {
  const runs: Run[] = [];
  for (let done = 0; done < length; ) {
    const [owner, at] = current([client, clock + done], moved);
    if (!isIn(doc, [owner, at])) return runs;
    const item = Y.getItem(doc.store, Y.createID(owner, at));
    const count = Math.min(item.id.clock + item.length - at, length - done);
    const index = item.deleted ? null : indexOf(doc, text, [owner, at], 0);
    if (index !== null) runs.push({ at: index, length: count });
    done += count;
  }
  return joined(runs);
}

function joined(runs: readonly Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last !== undefined && last.at + last.length === run.at)
      all[all.length - 1] = { at: last.at, length: last.length + run.length };
    else all.push(run);
  }
  return all;
}

function runsOf(doc: Y.Doc, text: Y.Text, from: number, to: number): UnitRun[] {
  const runs: UnitRun[] = [];
  for (let at = from; at < to; ) {
    const id = unitAt(text, at, 0);
    if (id === null) return runs;
    const item = Y.getItem(doc.store, Y.createID(...id));
    const length = Math.min(item.id.clock + item.length - id[1], to - at);
    runs.push([...id, length]);
    at += length;
  }
  return runs;
}

function unitAt(text: Y.Text, index: number, side: -1 | 0): UnitId | null {
  const { item } = Y.createRelativePositionFromTypeIndex(text, index, side);
  return item && [item.client, item.clock];
}

function indexIn(doc: Y.Doc, text: Y.Text, { left, right }: Place, moved: readonly Moved[]): number | null {
  if (left === null) return right === null ? null : 0;
  return (
    indexOf(doc, text, current(left, moved), -1) ??
    (right === null ? text.length : indexOf(doc, text, current(right, moved), 0))
  );
}

function indexOf(doc: Y.Doc, text: Y.Text, id: UnitId, side: -1 | 0): number | null {
  if (!isIn(doc, id)) return null;
  const position = new Y.RelativePosition(null, null, Y.createID(...id), side);
  const found = Y.createAbsolutePositionFromRelativePosition(position, doc);
  return found !== null && found.type === text ? found.index : null;
}

function isIn(doc: Y.Doc, [client, clock]: UnitId): boolean {
  return clock < Y.getState(doc.store, client);
}

/** Returns the id under which a unit was written last; what was written anew may have been so again. */
function current(id: UnitId, moved: readonly Moved[]): UnitId {
  let [client, clock] = id;
  for (const { from, to, length } of moved)
    if (from[0] === client && clock >= from[1] && clock < from[1] + length)
      [client, clock] = [to[0], to[1] + clock - from[1]];
  return [client, clock];
}
