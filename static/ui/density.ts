/** How close things stand: comfortable, or compact for those who want to see more at once. The style sheets know the class. */

import { effect, signal } from "@preact/signals";
import { keep, recall } from "./kept.ts";

const KEY = "density";
const COMPACT = "compact";

export const isCompact = signal(recall(KEY) === COMPACT);

effect(() => {
  document.documentElement.classList.toggle("is-compact", isCompact.value);
});

export function toggleDensity(): void {
  isCompact.value = !isCompact.value;
  keep(KEY, isCompact.value ? COMPACT : "");
}
