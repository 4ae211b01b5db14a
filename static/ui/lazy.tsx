/** A view that is a file of its own, fetched when it is first drawn. */

import { type ComponentType, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toastError } from "./toast.tsx";

interface Module<Props> {
  readonly default: ComponentType<Props>;
}

const loaders: (() => Promise<unknown>)[] = [];

/** Fetches every view there is once the page has nothing better to do, so that none is waited for. */
export function loadAllSoon(): void {
  const load = () => {
    for (const loader of loaders) loader().catch(() => undefined); // told when it is needed
  };
  if (typeof requestIdleCallback === "function") requestIdleCallback(load, { timeout: IDLE_LIMIT_MS });
  else setTimeout(load, IDLE_LIMIT_MS);
}

const IDLE_LIMIT_MS = 2_000;

export function lazy<Props extends object>(fetch: () => Promise<Module<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  const load = async () => {
    loaded = (await fetch()).default;
  };
  loaders.push(load);
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    useEffect(() => {
      let isGone = false;
      // It may also have come between the drawing and this moment: then it is drawn now.
      (loaded === null ? load() : Promise.resolve()).then(
        () => !isGone && redraw(1),
        () =>
          toastError("This part of the page could not be loaded.", {
            name: "Reload",
            run: () => location.reload(),
          }),
      );
      return () => {
        isGone = true;
      };
    }, []);
    return loaded === null ? null : h(loaded, props);
  };
}
