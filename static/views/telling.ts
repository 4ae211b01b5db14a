/** Tells whoever follows me more of where I am than all others are told: my address, and what of the view is in sight. */

import { useEffect, useRef } from "preact/hooks";
import { query } from "../ui/location.ts";
import type { Screen } from "../ui/screen.ts";
import { told, whereOf } from "../ui/where.ts";
import { anchorNow, scrolledList } from "./anchor.ts";
import { followed } from "./together_state.ts";

/** Scrolling tells of itself sixty times a second. */
const PAUSE_MS = 100;

export function useTelling(screen: Screen): void {
  const me = screen.live.status.value.person?.session;
  const isHeard = screen.live.peers.value.some(({ state }) => state["follow"] === me);
  const scrolled = useRef<Element | null>(null);
  useEffect(() => {
    const { presence } = screen.client;
    if (!isHeard) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      presence.set(told(query.peek(), passedOn(screen) ?? anchorNow(scrolled.current)));
    };
    const soon = () => {
      timer ??= setTimeout(tell, PAUSE_MS);
    };
    const onScroll = (event: Event) => {
      scrolled.current = scrolledList(event) ?? scrolled.current;
      soon();
    };
    document.addEventListener("scroll", onScroll, { passive: true, capture: true });
    const stop = query.subscribe(soon);
    return () => {
      clearTimeout(timer);
      stop();
      document.removeEventListener("scroll", onScroll, { capture: true });
      presence.set({ query: null, at: null });
    };
  }, [screen, isHeard]);
}

/** Whoever follows me while I follow another sees what that one does: a smaller screen in between must not shift it. */
function passedOn(screen: Screen) {
  const person = followed.peek();
  const peer = screen.live.peers
    .peek()
    .findLast((one) => one.person.id === person && one.state["at"] !== undefined);
  return peer === undefined ? null : (whereOf(peer.state, screen.root)?.at ?? null);
}
