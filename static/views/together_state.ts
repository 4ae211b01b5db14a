/** Whom I follow, and who follows me: what is drawn of it is a file of its own. */

import { signal } from "@preact/signals";
import { newId } from "../../clients/js/ids.ts";

/** The person I follow. */
export const followed = signal<string | null>(null);
/** The spotlight I am in; null: none. */
export const spotlight = signal<string | null>(null);

/** Asks all others to follow me, or lets them go. */
export function toggleSpotlight(): void {
  spotlight.value = spotlight.peek() === null ? newId() : null;
}
