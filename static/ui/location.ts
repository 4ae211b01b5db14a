/** The address as state: which view is open, on which board and card, under which filter. */

import { computed, signal } from "@preact/signals";

import { type BoardView, isView } from "./board_views.ts";
import { routeOf } from "./route.ts";

export type { BoardView } from "./board_views.ts";
export { boardPath, cardPath, type Route } from "./route.ts";

interface Place {
  readonly path: string;
  readonly query: string;
  readonly below: BoardView;
}

function here(): Place {
  const state: unknown = history.state;
  const below = state !== null && typeof state === "object" && "below" in state ? String(state.below) : "";
  return { path: location.pathname, query: location.search, below: isView(below) ? below : "board" };
}

const place = signal<Place>(here());
export const route = computed(() => routeOf(place.value.path, place.value.below));
export const query = computed(() => place.value.query);

interface GoOptions {
  /** Do not leave a step to come back to. */
  readonly replace?: boolean;
  readonly below?: BoardView;
}

/** Goes to an address of ours. */
export function go(address: string, { replace = false, below = "board" }: GoOptions = {}): void {
  if (replace) history.replaceState({ below }, "", address);
  else history.pushState({ below }, "", address);
  place.value = here();
}

/** Keeps the path and changes the query, without a step in the history. */
export function setQuery(text: string): void {
  go(`${location.pathname}${text === "" ? "" : `?${text}`}`, { replace: true, below: place.peek().below });
}

/** Follows the back button, and links of ours without loading the page anew. */
export function followLinks(): void {
  addEventListener("popstate", () => {
    place.value = here();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || !isPlain(event) || link.origin !== location.origin) return;
    if (link.target !== "" || link.hasAttribute("download") || link.hash !== "") return;
    event.preventDefault();
    const current = route.peek();
    const below = current.name === "board" ? current.view : "board";
    go(link.pathname + link.search, { below });
  });
}

function isPlain(event: MouseEvent): boolean {
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return event.button === 0 && !modified && !event.defaultPrevented;
}
