/** What a screen reader is told of changes that eyes just see. */

import { signal } from "@preact/signals";

const said = signal("");

export function announce(text: string): void {
  // The same words twice are news twice: an unseen space makes them another text.
  said.value = said.peek() === text ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  );
}
