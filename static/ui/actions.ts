/** The one registry of what can be done here: it feeds the keys, the command menu and the sheet of keys. */

import { useLayoutEffect } from "preact/hooks";
import { closeTop } from "./escape.ts";
import { isComposing, isTyping, spell } from "./keys.ts";

export interface Action {
  readonly id: string;
  readonly title: string;
  readonly group: "Go" | "Workspace" | "Board" | "Card" | "Move" | "View" | "Edit";
  /** Spelled as in keys.ts; the first is shown. */
  readonly keys: readonly string[];
  /** Whether it makes sense now; left out: always. */
  readonly when?: () => boolean;
  /** What has the keyboard then, if it is so only there: elsewhere the same key may mean something else. */
  readonly on?: string;
  /** `keys`: which of its keys was pressed. */
  readonly run: (keys: string) => void;
  /** Works while typing too. */
  readonly whileTyping?: boolean;
  /** Does not belong into the command menu: moving the focus and the like. */
  readonly isQuiet?: boolean;
}

interface Layer {
  readonly actions: readonly Action[];
  readonly depth: number;
}

const CHORD_MS = 1_000;
let layers: readonly Layer[] = [];

/** Returns what can be done at this moment. */
export function available(): readonly Action[] {
  return layers.flatMap(({ actions }) => actions).filter((action) => action.when?.() ?? true);
}

/** Returns every action with the keys that are its own here, but those that have lost all of theirs, for the sheet of keys. */
export function everyAction(): readonly Action[] {
  const taken = new Set<string>();
  return layers
    .flatMap(({ actions }) => actions)
    .flatMap((action) => {
      const claim = (key: string) => `${action.on ?? ""} ${key}`;
      const keys = action.keys.filter((key) => !taken.has(claim(key)));
      for (const key of keys) taken.add(claim(key));
      return keys.length > 0 || action.keys.length === 0 ? [{ ...action, keys }] : [];
    });
}

/**
 * Registers actions while a component is drawn. The first claim on a key has what lies on top, and of what is as deep, what came
 * last: which of a view and of the page around it is fetched first is chance.
 */
export function useActions(actions: readonly Action[], depth: 0 | 1 | 2 = 0): void {
  useLayoutEffect(() => {
    const layer = { actions, depth };
    layers = [layer, ...layers].sort((above, below) => above.depth - below.depth);
    return () => {
      layers = layers.filter((one) => one !== layer);
    };
  }, [actions, depth]);
}

let suspended = () => false;

/** Leaves the keyboard to something laid over the page, from when it is asked for. */
export function suspendWhile(isOver: () => boolean): void {
  suspended = isOver;
}

/** Listens to the keyboard for the whole page; returns how to stop. */
export function followKeys(): () => void {
  const listening = new AbortController();
  let chord = { first: "", at: 0 };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented) return;
    if (event.key === "Escape") {
      if (closeTop()) event.preventDefault();
      return;
    }
    if (suspended()) return;
    const keys = spell(event);
    const typing = isTyping(event.target);
    const isSecond = chord.first !== "" && event.timeStamp - chord.at < CHORD_MS;
    const action = found(isSecond ? `${chord.first} ${keys}` : keys, typing) ?? found(keys, typing);
    chord = { first: typing ? "" : keys, at: event.timeStamp };
    if (action === undefined || belongsToControl(event, keys)) return;
    event.preventDefault();
    chord = { first: "", at: 0 };
    action.run(action.keys.find((one) => one === keys) ?? "");
  };
  addEventListener("keydown", onKeyDown, { signal: listening.signal });
  return () => listening.abort();
}

function found(keys: string, typing: boolean): Action | undefined {
  return available().find((action) => action.keys.includes(keys) && (!typing || action.whileTyping === true));
}

/** Enter and Space press the button or follow the link that has the focus; a panel's keys are its own. */
function belongsToControl(event: KeyboardEvent, keys: string): boolean {
  if (!(event.target instanceof Element)) return false;
  // A window that has just closed may hold the focus until the browser draws again.
  if (event.target.closest("dialog[open], .popover") !== null) return true;
  if (keys !== "Enter" && keys !== "Space") return false;
  return event.target.closest("button, summary, input, select, a[href]:not([data-card])") !== null;
}
