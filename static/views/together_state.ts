/** Whom I follow, and whether there is anything that people do together: what is drawn then is a file of its own. */

import { signal } from "@preact/signals";
import type { Screen } from "../ui/screen.ts";

/** The person I follow. */
export const followed = signal<string | null>(null);

/** Says whether the rest has to be there: I follow somebody, or somebody follows me. */
export function areTogether({ live }: Screen): boolean {
  const me = live.status.value.person?.session;
  return followed.value !== null || live.peers.value.some(({ state }) => state["follow"] === me);
}
