/** What is laid over the page: command menu, keys, sharing, refused edits. Each is a file of its own, fetched when first opened. */

import { signal } from "@preact/signals";
import { suspendWhile } from "../ui/actions.ts";
import { lazy } from "../ui/lazy.tsx";

type Overlay = "palette" | "shortcuts" | "invite" | "refused";

const shown = signal<Overlay | null>(null);
suspendWhile(() => shown.peek() !== null);

const opener = (overlay: Overlay) => () => {
  shown.value = overlay;
};
export const openPalette = opener("palette");
export const openShortcuts = opener("shortcuts");
export const openInvite = opener("invite");
export const openRefused = opener("refused");

export interface OverlayProps {
  readonly onClose: () => void;
}

const OVERLAYS = {
  palette: lazy<OverlayProps>(() => import("./palette.tsx")),
  shortcuts: lazy<OverlayProps>(() => import("./shortcuts.tsx")),
  invite: lazy<OverlayProps>(() => import("./invite.tsx")),
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
