/** What stands above a list that the server cannot keep up at this moment: how old it is, or that there is none. */

import { ago } from "../ui/ago.ts";
import { minute } from "../ui/minute.ts";

/** `at`: when it was told; null: nothing of it is on this device. */
export function AsLastTold({ at }: { readonly at: number | null }) {
  return (
    <p class="notice" role="status">
      {at === null
        ? "The server cannot be reached, and this page was not open on this device before. It is shown as soon as the server answers."
        : `The server cannot be reached: this is what it told ${ago(new Date(at).toISOString(), minute.value)}.`}
    </p>
  );
}
