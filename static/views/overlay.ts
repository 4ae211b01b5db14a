/** Which window is laid over the page. */

import { signal } from "@preact/signals";

type Overlay = "palette" | "shortcuts" | "new-board" | "invite" | "refused" | "subscribe";

export const shown = signal<Overlay | null>(null);

const opener = (overlay: Overlay) => () => {
  shown.value = overlay;
};
export const openPalette = opener("palette");
export const openShortcuts = opener("shortcuts");
export const openNewBoard = opener("new-board");
export const openInvite = opener("invite");
export const openSubscribe = opener("subscribe");
export const openRefused = opener("refused");
