/** What is laid over the page: command menu, keys, a new board, sharing, refused edits. Each is a file of its own, fetched when first opened. */

import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { suspendWhile } from "../ui/actions.ts";
import type { Trouble } from "../ui/bringing.ts";
import { useEscape } from "../ui/escape.ts";
import { lazy } from "../ui/lazy.tsx";
import { shown } from "./overlay.ts";

suspendWhile(() => shown.peek() !== null);

export interface OverlayProps {
  readonly onClose: () => void;
}

/** What the page makes of the time until a window has come: who does something else meanwhile has given it up. */
function Awaited({ onClose, trouble }: OverlayProps & { readonly trouble: Trouble | null }) {
  const hasFailed = trouble !== null;
  useEscape(onClose);
  useEffect(() => {
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    const giveUp = (event: Event) => {
      const { target } = event;
      // The way to "Try now" is none away from here.
      if (event instanceof KeyboardEvent && event.key === "Tab") return;
      if (!(target instanceof Element && target.closest(".toast-action"))) onClose();
    };
    // The keys of a window that will be there at once belong to it; of one that does not come, to the page.
    for (const sign of ["popstate", "pointerdown", ...(hasFailed ? ["keydown"] : [])])
      addEventListener(sign, giveUp, options);
    return () => listening.abort();
  }, [hasFailed]);
  return null;
}

const overlay = (fetch: () => Promise<{ readonly default: ComponentType<OverlayProps> }>) =>
  lazy<OverlayProps>(fetch, null, Awaited);

const OVERLAYS = {
  palette: overlay(() => import("./palette.tsx")),
  shortcuts: overlay(() => import("./shortcuts.tsx")),
  "new-board": overlay(() => import("./new_board.tsx")),
  invite: overlay(() => import("./invite.tsx")),
  subscribe: overlay(() => import("./subscribe.tsx")),
  refused: overlay(() => import("./refused.tsx")),
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
