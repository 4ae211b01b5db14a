/** Which columns of a board I have folded to a strip. Kept in this browser only: nobody else's board changes. */

import { signal } from "@preact/signals";
import { keep, recall } from "./kept.ts";

export class Folded {
  readonly #key: string;
  readonly #columns;

  constructor(board: string) {
    this.#key = `folded ${board}`;
    this.#columns = signal(new Set((recall(this.#key) ?? "").split(",")));
  }

  has(column: string): boolean {
    return this.#columns.value.has(column);
  }

  set(column: string, isFolded: boolean): void {
    const columns = new Set(this.#columns.peek());
    if (isFolded) columns.add(column);
    else columns.delete(column);
    this.#columns.value = columns;
    keep(this.#key, [...columns].join());
  }
}
