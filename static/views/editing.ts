/** What is only needed to change a board is fetched once the board is on the screen; until then it can be read. */

import { signal } from "@preact/signals";
import { loadVerbs } from "../../clients/js/client.ts";
import { fetched } from "../ui/lazy.tsx";
import type { Screen } from "../ui/screen.ts";

type Editing = typeof import("./editing_parts.tsx");

export const editing = signal<Editing | null>(null);

const MISSING = "The board can be read, but what is needed to change it";

export async function loadEditing(screen: Screen): Promise<void> {
  const [parts] = await Promise.all([
    fetched(() => import("./editing_parts.tsx"), MISSING),
    loadVerbs((fetch) => fetched(fetch, MISSING)),
  ]);
  editing.value ??= parts;
  screen.hasHands.value = true;
}
