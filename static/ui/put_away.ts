/** The boards that were put away and that I may see: they are not in the lists of the workspace, and still are not hidden from me. */

import { computed, signal } from "@preact/signals";
import { Problem } from "./api.ts";
import { type BoardLine, nameOf } from "./board_line.ts";
import { boards, loadBoards } from "./workspace.ts";

const away = signal<readonly BoardLine[]>([]);

/** Every board that I may see, by its id. */
export const knownBoards = computed(
  () => new Map([...away.value, ...boards.value].map((line) => [line.id, line])),
);

/** Returns what a board is called; undefined: it is none of mine. */
export function boardName(id: string): string | undefined {
  const line = knownBoards.value.get(id);
  return line && nameOf(line);
}

export async function loadPutAway(): Promise<void> {
  try {
    away.value = await loadBoards("?archived=true");
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // without a network they are counted as hidden
  }
}
