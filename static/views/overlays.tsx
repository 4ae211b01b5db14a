/** What is laid over the page: command menu, keys, a new board, sharing, refused edits. All but the rare ones come with what every page fetches later. */

import { useEffect } from "preact/hooks";
import { suspendWhile } from "../ui/actions.ts";
import type { Trouble } from "../ui/bringing.ts";
import { useEscape } from "../ui/escape.ts";
import { lazy, part } from "../ui/lazy.tsx";
import { pageHands } from "./later.ts";
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

const OVERLAYS = {
  palette: part(pageHands, ({ Palette }) => Palette, Awaited),
  shortcuts: part(pageHands, ({ Shortcuts }) => Shortcuts, Awaited),
  "new-board": part(pageHands, ({ NewBoard }) => NewBoard, Awaited),
  invite: part(pageHands, ({ Invite }) => Invite, Awaited),
  subscribe: lazy(() => import("./subscribe.tsx"), null, Awaited),
  refused: lazy(() => import("./refused.tsx"), null, Awaited),
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
