/** What is only needed to change a board is fetched once the board is on the screen; until then it can be read. */

import { signal } from "@preact/signals";
import { loadVerbs } from "../../clients/js/client.ts";
import { waited } from "../ui/lazy.tsx";
import type { Screen } from "../ui/screen.ts";
import { pageHands } from "./later.ts";

type Editing = typeof import("./page_hands.ts");

export const editing = signal<Editing | null>(null);

export async function loadEditing(screen: Screen): Promise<void> {
  const hands = await waited(pageHands, "The board can be read, but what is needed to change it");
  await loadVerbs(async () => hands);
  editing.value ??= hands;
  screen.hasHands.value = true;
}
