/** How the saving goes, in a word that is true: "Live" only when everything is durable on the server. */

import { useRef, useState } from "preact/hooks";
import type { Status } from "../../clients/js/client.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";

export function SyncBadge() {
  const screen = useScreen();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [status, parts] = [screen.live.status.value, editing.value];
  const { badge } = status;
  const words = inWords(status);
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`sync is-${badge}`}
        aria-label={words}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        data-testid="sync"
        data-badge={badge}
        onClick={() => setOpen(!isOpen)}
      >
        {badge === "offline" ? <Icon name="gone" /> : <span class="sync-dot" />}
        <span class="sync-words">{words}</span>
      </button>
      {/* Every edit is "Saving" and "Live" again: only what is out of the ordinary is said aloud. */}
      <span class="unseen" role="status">
        {badge === "live" || badge === "saving" || badge === "opening" ? "" : words}
      </span>
      {isOpen && parts !== null && button.current !== null && (
        <parts.SyncDetails anchor={button.current} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

export function inWords({ badge, waiting, refused }: Pick<Status, "badge" | "waiting" | "refused">): string {
  switch (badge) {
    case "live":
      return "Live";
    case "opening":
      return "Opening";
    case "saving":
      return `Saving ${waiting}`;
    case "paused":
      return waiting === 0 ? "Saving paused" : `Saving paused, ${waiting} waiting`;
    case "refused":
      return `${refused} refused`;
    case "stopped":
      return "Stopped";
    case "offline":
      return waiting === 0 ? "Offline" : `Offline, ${waiting} waiting`;
  }
}
