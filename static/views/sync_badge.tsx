/** How the saving goes, in a word that is true: "Live" only when everything is durable on the server. */

import type { Status } from "../../clients/js/client.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { openRefused } from "./overlay.ts";

export function SyncBadge() {
  const screen = useScreen();
  const status = screen.live.status.value;
  const words = inWords(status);
  const body = (
    <>
      {status.badge === "offline" ? <Icon name="gone" /> : <span class="sync-dot" />}
      <span class="sync-words">{words}</span>
    </>
  );
  const title = explained(status);
  if (status.refused > 0)
    return (
      <button
        type="button"
        class={`sync is-${status.badge}`}
        title={title}
        data-testid="sync"
        onClick={openRefused}
      >
        {body}
      </button>
    );
  return (
    <span
      class={`sync is-${status.badge}`}
      title={title}
      role="status"
      data-testid="sync"
      data-badge={status.badge}
    >
      {body}
    </span>
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

function explained({ storage, badge }: Status): string {
  if (storage === "full") return "This device is full: unsaved edits would be lost with this page";
  if (storage !== "kept") return "This browser keeps nothing: unsaved edits would be lost with this page";
  if (badge === "live") return "Everything is saved on the server";
  return badge === "offline" ? "You can go on: your edits are kept on this device" : "";
}
