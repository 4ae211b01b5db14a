/** The edits the server refused: what they were, why, and their words to copy out. */

import { sentence } from "../ui/api.ts";
import { copyText } from "../ui/copy.ts";
import { deedOf } from "../ui/deeds.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import type { OverlayProps } from "./overlays.tsx";

export function RefusedList({ onClose }: OverlayProps) {
  const screen = useScreen();
  screen.live.status.value;
  const refused = screen.client.refused;
  return (
    <Dialog title="Refused edits" onClose={onClose}>
      {refused.length === 0 && <p class="empty">Nothing was refused.</p>}
      <ul class="items">
        {refused.map(({ key, text, intent }) => {
          const { what, typed } = deedOf(intent, (noun, id) => nameOf(screen, noun, id));
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

function nameOf({ client: { board } }: Screen, noun: string, id: string): string | undefined {
  if (noun === "card") return board.card(id)?.title;
  if (noun === "column") return board.column(id)?.name;
  return noun === "label" ? board.label(id)?.name : undefined;
}
