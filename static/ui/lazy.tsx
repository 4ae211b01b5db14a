/** A view that is a file of its own, fetched when it is first drawn. */

import { type ComponentType, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toastError } from "./toast.tsx";

interface Module<Props> {
  readonly default: ComponentType<Props>;
}

export function lazy<Props extends object>(load: () => Promise<Module<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    useEffect(() => {
      let isGone = false;
      if (loaded === null)
        load().then(
          (module) => {
            loaded = module.default;
            if (!isGone) redraw(1);
          },
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
