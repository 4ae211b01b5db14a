/** What is only needed to change a board is fetched once the board is on the screen; until then it can be read. */

import { signal } from "@preact/signals";
import { loadVerbs } from "../../clients/js/client.ts";
import type { Screen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";

type Editing = typeof import("./editing_parts.tsx");

export const editing = signal<Editing | null>(null);

export async function loadEditing(screen: Screen): Promise<void> {
  try {
    const [parts] = await Promise.all([import("./editing_parts.tsx"), loadVerbs()]);
    editing.value ??= parts;
    screen.hasHands.value = true;
  } catch {
    toastError("The board can be read, but what is needed to change it could not be loaded.", {
      name: "Reload",
      run: () => location.reload(),
    });
  }
}
