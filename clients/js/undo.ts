/** Undo and redo of one's own actions, by the inverses that verbs return: guarded, so only what is still mine is taken back. */

import type * as Y from "yjs";
import type { Intent } from "./edits/index.ts";
import { isSplice, type Moved, type Place, placeOf, relocated, type UnitRun } from "./places.ts";
import type { Done } from "./replica.ts";

export interface Action {
  readonly group: string;
  readonly scope: string | undefined;
  readonly undos: readonly Undo[];
}

/** How to take one edit back, wherever its place is by then. */
export interface Undo {
  readonly inverse: Intent;
  readonly place: Place | null;
  /** The text that the edit removed, and this brings back under new ids. */
  readonly revives: readonly UnitRun[];
}

const ACTIONS_MAX = 200;
const MOVED_MAX = 2_000;

/** Returns how to undo an edit; to be asked right after it. */
export function undosOf(doc: Y.Doc, { inverse, rows }: Done): readonly Undo[] {
  const revives = rows.find(({ place }) => place !== null)?.place?.removed ?? [];
  return inverse.map((intent) => ({ inverse: intent, place: placeOf(doc, intent), revives }));
}

export class History {
  readonly #done: Action[] = [];
  readonly #undone: Action[] = [];
  /** Text that came back: what stood beside it finds it under its new ids. */
  #moved: readonly Moved[] = [];

  /** Notes an edit; edits of one group are one action. What was undone before cannot be redone any more. */
  note(group: string, scope: string | undefined, undos: readonly Undo[]): void {
    this.#undone.splice(0, this.#undone.length, ...this.#undone.filter((action) => action.scope !== scope));
    merge(this.#done, { group, scope, undos });
  }

  can(which: "undo" | "redo", scope?: string): boolean {
    return this.#stack(which).some((action) => fits(action, scope));
  }

  /** Takes out the latest action. */
  take(which: "undo" | "redo", scope?: string): Action | undefined {
    const stack = this.#stack(which);
    const at = stack.findLastIndex((action) => fits(action, scope));
    return at < 0 ? undefined : stack.splice(at, 1)[0];
  }

  /** Puts the way back of an undo or redo on the other stack. */
  reverse(which: "undo" | "redo", action: Action): void {
    merge(this.#stack(which === "undo" ? "redo" : "undo"), action);
  }

  /** Returns what takes an edit back in the document as it is now. */
  intentsOf(doc: Y.Doc, undo: Undo): readonly Intent[] {
    const intents = relocated(doc, undo.inverse, undo.place, this.#moved);
    // Its place was found anew; `if` says that it brings back what stood, whatever the limit.
    return intents.map(([verb, args]) => [verb, isSplice(verb) ? { ...args, if: "" } : args]);
  }

  /** Notes under which ids removed text has come back. */
  revived({ revives }: Undo, { rows: [row] }: Done): void {
    if (row === undefined || row.clock === null) return;
    let clock = row.start;
    const moved = revives.map(([client, start, length]): Moved => {
      const to = [row.clientId, clock] as const;
      clock += length;
      return { from: [client, start], to, length };
    });
    this.#moved = [...this.#moved, ...moved].slice(-MOVED_MAX);
  }

  #stack(which: "undo" | "redo"): Action[] {
    return which === "undo" ? this.#done : this.#undone;
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
