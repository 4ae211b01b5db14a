/** What the badge means: whether edits are on the server, where the others are, and what can be done. */

import type { Status } from "../../clients/js/client.ts";
import { Popover } from "../ui/popover.tsx";
import { useScreen } from "../ui/screen.ts";
import { openRefused } from "./overlay.ts";
import { inWords } from "./sync_badge.tsx";

const EXPLAINED: Readonly<Record<Status["badge"], string>> = {
  live: "Everything is saved on the server, and the edits of others arrive as they are made.",
  opening: "The board is being fetched.",
  saving: "The server has not confirmed these edits yet. They are kept on this device until it does.",
  paused:
    "The server is there but cannot store anything now. Your edits are kept on this device and sent again.",
  refused: "The server refused some of your edits. Their words are kept: copy out what you need.",
  stopped: "There is no connection any more. The message above says why, and what can be done.",
  offline: "You can go on: your edits are kept on this device, and merged with those of others on return.",
};
const LOST = "edits that are not saved yet are lost when this page is closed.";
const STORAGE: Readonly<Record<Exclude<Status["storage"], "kept">, string>> = {
  full: `This device is full: ${LOST}`,
  failing: `This browser cannot write any more: ${LOST}`,
  memory: `This browser keeps nothing: ${LOST}`,
};

interface DetailsProps {
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}

export function SyncDetails({ anchor, onClose }: DetailsProps) {
  const screen = useScreen();
  const status = screen.live.status.value;
  const { badge, refused, storage } = status;
  return (
    <Popover anchor={anchor} label="How saving goes" onClose={onClose}>
      <div class="sync-details">
        <strong>{inWords(status)}</strong>
        <p>{EXPLAINED[badge]}</p>
        {storage !== "kept" && <p class="is-trouble">{STORAGE[storage]}</p>}
        {refused > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => {
              onClose();
              openRefused();
            }}
          >
            Show what was refused
          </button>
        )}
        {badge === "offline" && (
          <button type="button" class="button" onClick={() => screen.client.retry()}>
            Try now
          </button>
        )}
      </div>
    </Popover>
  );
}
