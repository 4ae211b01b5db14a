/**
 * Undo and redo of one's own actions, by the inverses that verbs return.
 *
 * An inverse is guarded, so it takes back only what is still mine. A splice of a text is followed through what others type
 * meanwhile: what was inserted is known by its ids in the document, where it was removed by a place that moves along.
 */

import * as Y from "yjs";
import type { Intent } from "./edits/index.ts";

export interface Action {
  readonly group: string;
  readonly scope: string | undefined;
  readonly undos: readonly Undo[];
}

/** Says how to take one edit back in the document as it is then. */
export type Undo = (doc: Y.Doc) => readonly Intent[];

const ACTIONS_MAX = 200;

export class History {
  private readonly done: Action[] = [];
  private readonly undone: Action[] = [];

  /** Notes an edit; edits of one group are one action. What was undone before cannot be redone any more. */
  note(group: string, scope: string | undefined, undos: readonly Undo[]): void {
    this.undone.splice(0, this.undone.length, ...this.undone.filter((action) => action.scope !== scope));
    merge(this.done, { group, scope, undos });
  }

  can(which: "undo" | "redo", scope?: string): boolean {
    return this.stack(which).some((action) => fits(action, scope));
  }

  /** Takes out the latest action. */
  take(which: "undo" | "redo", scope?: string): Action | undefined {
    const stack = this.stack(which);
    const at = stack.findLastIndex((action) => fits(action, scope));
    return at < 0 ? undefined : stack.splice(at, 1)[0];
  }

  /** Puts the way back of an undo or redo on the other stack. */
  reverse(which: "undo" | "redo", action: Action): void {
    merge(this.stack(which === "undo" ? "redo" : "undo"), action);
  }

  private stack(which: "undo" | "redo"): Action[] {
    return which === "undo" ? this.done : this.undone;
  }
}

function fits(action: Action, scope: string | undefined): boolean {
  return scope === undefined || action.scope === scope;
}

function merge(stack: Action[], action: Action): void {
  const last = stack.at(-1);
  if (last?.group === action.group && last.scope === action.scope)
    stack[stack.length - 1] = { ...last, undos: [...last.undos, ...action.undos] };
  else stack.push(action);
  if (stack.length > ACTIONS_MAX) stack.shift();
}

/** Turns an inverse, right after its edit, into one that will find its place later. */
export function undoOf(doc: Y.Doc, inverse: Intent): Undo {
  const [verb, args] = inverse;
  const splice = verb === "cards.splice" ? spliceOf(args) : null;
  const text = splice && textOf(doc, splice.id, splice.key);
  return splice && text ? followed(text, splice) : () => [inverse];
}

interface SpliceArgs {
  readonly id: string;
  readonly key: string;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

function spliceOf(args: Readonly<Record<string, unknown>>): SpliceArgs | null {
  const { id, key, at, remove, insert = "" } = args;
  const isSplice = typeof id === "string" && typeof key === "string" && typeof insert === "string";
  return isSplice && typeof at === "number" && typeof remove === "number"
    ? { id, key, at, remove, insert }
    : null;
}

function textOf(doc: Y.Doc, card: string, key: string): Y.Text | undefined {
  const row = doc.getMap("cards").get(card);
  const text = row instanceof Y.Map ? row.get(key) : undefined;
  return text instanceof Y.Text ? text : undefined;
}

function followed(text: Y.Text, { id, key, at, remove, insert }: SpliceArgs): Undo {
  const place = Y.createRelativePositionFromTypeIndex(text, at);
  return (doc) => {
    const runs = remove > 0 && place.item !== null ? standing(doc, place.item, remove) : [];
    const [first, ...others] = runs;
    const start = first?.at ?? Y.createAbsolutePositionFromRelativePosition(place, doc)?.index;
    if (start === undefined || (first === undefined && insert === "")) return [];
    const cuts = others.reverse().map((run) => ({ at: run.at, remove: run.length, insert: "" }));
    const all = [...cuts, { at: start, remove: first?.length ?? 0, insert }];
    return all.map((splice): Intent => ["cards.splice", { id, key, ...splice }]);
  };
}

interface Run {
  readonly at: number;
  readonly length: number;
}

/** Returns where the text that was inserted under these ids still stands, run by run. */
function standing(doc: Y.Doc, { client, clock }: Y.ID, length: number): Run[] {
  const runs: Run[] = [];
  const known = Y.getState(doc.store, client);
  for (let at = clock; at < Math.min(clock + length, known); ) {
    const item = Y.getItem(doc.store, Y.createID(client, at));
    const end = Math.min(item.id.clock + item.length, clock + length);
    const index = item.deleted ? undefined : indexOf(doc, client, at);
    if (index !== undefined) join(runs, { at: index, length: end - at });
    at = end;
  }
  return runs;
}

function indexOf(doc: Y.Doc, client: number, clock: number): number | undefined {
  const place = new Y.RelativePosition(null, null, Y.createID(client, clock));
  return Y.createAbsolutePositionFromRelativePosition(place, doc)?.index;
}

function join(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last !== undefined && last.at + last.length === run.at)
    runs[runs.length - 1] = { at: last.at, length: last.length + run.length };
  else runs.push(run);
}
