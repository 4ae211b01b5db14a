/** Whether the filter is open, and what opens it. */

import { signal } from "@preact/signals";

export const isFilterOpen = signal(false);
/** Counts up when the field shall take the keyboard. */
export const asked = signal(0);

// Opened again by something else, it leaves the keyboard where it is.
isFilterOpen.subscribe((isOpen) => {
  if (!isOpen) asked.value = 0;
});

export function focusFilter(): void {
  isFilterOpen.value = true;
  asked.value += 1;
}
