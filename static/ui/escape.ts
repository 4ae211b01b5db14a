/** The ladder of what Escape closes: the last thing opened goes first. */

import { useLayoutEffect, useRef } from "preact/hooks";

const ladder: (() => void)[] = [];

/** Puts a rung on top; returns how to take it off. */
export function onEscape(close: () => void): () => void {
  const rung = () => close();
  ladder.push(rung);
  return () => {
    const at = ladder.lastIndexOf(rung);
    if (at >= 0) ladder.splice(at, 1);
  };
}

/** Closes what is on top; says whether there was anything. */
export function closeTop(): boolean {
  const top = ladder.at(-1);
  top?.();
  return top !== undefined;
}

/** Keeps a rung on the ladder while a component is drawn and `active`. */
export function useEscape(close: () => void, active = true): void {
  const latest = useRef(close);
  latest.current = close;
  // Before the next key can come: what is seen can be closed.
  useLayoutEffect(() => (active ? onEscape(() => latest.current()) : undefined), [active]);
}
