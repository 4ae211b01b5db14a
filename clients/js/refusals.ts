/** Edits and asks that will never be saved: kept with their words until their author has seen them. */

import type { Clock } from "./clock.ts";
import type { Intent } from "./edits/index.ts";
import type { Journal } from "./journal.ts";
import { inWords, type Refused } from "./status.ts";

export class Refusals {
  readonly #known = new Map<string, Refused>();
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(kept: readonly Refused[], journal: Journal, clock: Clock) {
    for (const refused of kept) this.#known.set(refused.key, refused);
    this.#journal = journal;
    this.#clock = clock;
  }

  get all(): readonly Refused[] {
    return [...this.#known.values()];
  }

  /** Of an edit that nobody can put into words there is nothing to show. */
  add(key: string, intent: Intent | null, code: string, text: string): void {
    if (intent === null) return;
    const refused = { key, code, text, copy: inWords(intent), intent, at: this.#clock.now() };
    this.#known.set(key, refused);
    this.#journal.refuse(key, refused);
  }

  dismiss(key: string): void {
    if (this.#known.delete(key)) this.#journal.refuse(key, null);
  }
}
