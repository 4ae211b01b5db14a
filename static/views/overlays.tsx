/** What is laid over the page: command menu, keys, a new board, sharing, refused edits. Each is a file of its own, fetched when first opened. */

import { suspendWhile } from "../ui/actions.ts";
import { lazy } from "../ui/lazy.tsx";
import { shown } from "./overlay.ts";

suspendWhile(() => shown.peek() !== null);

export interface OverlayProps {
  readonly onClose: () => void;
}

const OVERLAYS = {
  palette: lazy<OverlayProps>(() => import("./palette.tsx")),
  shortcuts: lazy<OverlayProps>(() => import("./shortcuts.tsx")),
  "new-board": lazy<OverlayProps>(() => import("./new_board.tsx")),
  invite: lazy<OverlayProps>(() => import("./invite.tsx")),
  subscribe: lazy<OverlayProps>(() => import("./subscribe.tsx")),
  refused: lazy<OverlayProps>(() => import("./refused.tsx")),
} as const;

export function Overlays() {
  const name = shown.value;
  if (name === null) return null;
  const Overlay = OVERLAYS[name];
  return (
    <Overlay
      key={name}
      onClose={() => {
        if (shown.peek() === name) shown.value = null;
      }}
    />
  );
}
