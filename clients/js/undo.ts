/** Undo and redo of one's own actions, by the inverses that verbs return: guarded, so only what is still mine is taken back. */

import type * as Y from "yjs";
import type { Intent } from "./edits/index.ts";
import { placeOf, relocated } from "./places.ts";

export interface Action {
  readonly group: string;
  readonly scope: string | undefined;
  readonly undos: readonly Undo[];
}

/** Says how to take one edit back in the document as it is then. */
export type Undo = (doc: Y.Doc) => readonly Intent[];

const ACTIONS_MAX = 200;

/** Turns an inverse, right after its edit, into one that will find its place later. */
export function undoOf(doc: Y.Doc, inverse: Intent): Undo {
  const place = placeOf(doc, inverse);
  return (later) => relocated(later, inverse, place);
}

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
