/** The one file that every page fetches once it shows something. Fetched from here alone, so that there is one of it. */

import { soon } from "../ui/lazy.tsx";

/** The files that it imports; the build puts their names into the shell. */
const BESIDE =
  document.querySelector<HTMLElement>("script[data-beside]")?.dataset["beside"]?.split(" ") ?? [];

export const pageHands = soon(() => {
  // At once with it: on a slow line they would else be asked for only when it has come.
  for (const name of BESIDE.splice(0)) {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "modulepreload", href: `/static/${name}` }));
  }
  return import("./page_hands.ts");
});
