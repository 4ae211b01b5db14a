/** The edits the server refused: what they were, why, and their words to copy out. */

import { sentence } from "../ui/api.ts";
import { copyText } from "../ui/copy.ts";
import { deedOf, namesOf } from "../ui/deeds.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useScreen } from "../ui/screen.ts";
import type { OverlayProps } from "./overlays.tsx";

export default function RefusedList({ onClose }: OverlayProps) {
  const screen = useScreen();
  screen.live.status.value;
  const refused = screen.client.refused;
  return (
    <Dialog title="Refused edits" onClose={onClose}>
      {refused.length === 0 && <p class="empty">Nothing was refused.</p>}
      <ul class="items">
        {refused.map(({ key, text, intent }) => {
          const { what, typed } = deedOf(intent, namesOf(screen.client.board));
          return (
            <li key={key} class="refused">
              <p>
                <strong>{what}</strong>
                <br />
                {sentence(text)}
              </p>
              {typed !== "" && <pre>{typed}</pre>}
              {typed !== "" && (
                <button type="button" class="button" onClick={() => void copyText(typed)}>
                  Copy
                </button>
              )}
              <button type="button" class="button is-plain" onClick={() => screen.client.dismiss(key)}>
                Dismiss
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
