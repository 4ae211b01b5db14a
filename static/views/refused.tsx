/** The edits the server refused: what they were, why, and their words to copy out. */

import { sentence } from "../ui/api.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useScreen } from "../ui/screen.ts";
import { toast, toastError } from "../ui/toast.tsx";
import type { OverlayProps } from "./overlays.tsx";

export default function RefusedList({ onClose }: OverlayProps) {
  const screen = useScreen();
  screen.live.status.value;
  const refused = screen.client.refused;
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => toast("Copied"),
      () => toastError("This browser does not let the page copy: select the text by hand."),
    );
  };
  return (
    <Dialog title="Refused edits" onClose={onClose}>
      {refused.length === 0 && <p class="empty">Nothing was refused.</p>}
      <ul class="items">
        {refused.map(({ key, text, copy: words }) => (
          <li key={key} class="refused">
            <p>{sentence(text)}</p>
            <pre>{words}</pre>
            <button type="button" class="button" onClick={() => copy(words)}>
              Copy
            </button>
            <button type="button" class="button is-plain" onClick={() => screen.client.dismiss(key)}>
              Dismiss
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
