/** I follow somebody: my page shows what theirs does, in a frame of their colour, until I do something myself. */

import { useEffect, useRef } from "preact/hooks";
import type { Peer } from "../../clients/js/client.ts";
import { announce } from "../ui/announce.tsx";
import { hue } from "../ui/avatar.tsx";
import { boardPath, cardPath, go } from "../ui/location.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { sessionOf, type Where, whereOf } from "../ui/where.ts";
import { bringIntoSight } from "./anchor.ts";
import { followed } from "./together_state.ts";

/** So long somebody may be away, for a page that is loaded anew or a train in a tunnel. */
const AWAY_MS = 10_000;

export function Following({ person }: { readonly person: string }) {
  const screen = useScreen();
  const last = useRef<Peer | undefined>(undefined);
  const peer = sessionOf(screen.live.peers.value, person, last.current?.session);
  last.current = peer ?? last.current;
  const { name = "", color = "" } = last.current?.person ?? {};
  const session = peer?.session ?? null;

  useEffect(() => stopOnOwnAction(stop), []);
  useEffect(() => {
    screen.client.presence.set({ follow: session });
    return () => screen.client.presence.set({ follow: null });
  }, [screen, session]);
  useEffect(() => {
    if (session !== null) return;
    const timer = setTimeout(() => {
      toast(`${name || "Whom you followed"} has left.`);
      stop();
    }, AWAY_MS);
    return () => clearTimeout(timer);
  }, [session]);
  useEffect(() => {
    announce(`Following ${name}`);
    return () => announce(`Not following ${name} any more`);
  }, [name]);
  usePlace(screen, peer === undefined ? null : whereOf(peer.state, screen.root));
  return (
    <>
      <div class="following" style={{ "--hue": hue(color) }} />
      <section class="bar-chip" aria-label="Following" style={{ "--hue": hue(color) }}>
        <span dir="auto">
          Following {name}
          {session === null && ", who is away"}
        </span>
        <button type="button" class="button" onClick={stop}>
          Stop
        </button>
      </section>
    </>
  );
}

function stop(): void {
  followed.value = null;
}

const ALONE: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta"]);

/** Calls `stop` at the first sign of the hand; Escape does nothing else then. */
function stopOnOwnAction(stop: () => void): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true, passive: false } as const;
  addEventListener(
    "keydown",
    (event) => {
      if (ALONE.has(event.key)) return;
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      stop();
    },
    options,
  );
  for (const sign of ["pointerdown", "wheel", "popstate"]) addEventListener(sign, stop, options);
  return () => listening.abort();
}

/** Goes where they are. The first step leaves one in the history, to come back by. */
function usePlace(screen: Screen, where: Where | null): void {
  const isFirst = useRef(true);
  const address = where === null ? null : addressOf(screen, where);
  useEffect(() => {
    if (where === null || address === null || address === location.pathname + location.search) return;
    screen.peek.value = null;
    go(address, { replace: !isFirst.current, below: where.view });
    isFirst.current = false;
  }, [screen, address]);
  const at = where?.at ?? null;
  useEffect(
    () => (at === null ? undefined : bringIntoSight(screen, at)),
    [screen, address, at?.first, at?.list, at?.row],
  );
}

function addressOf(screen: Screen, { view, card, query }: Where): string {
  const isHere = card !== null && screen.root === "b" && screen.live.card(card) !== undefined;
  const path = isHere
    ? cardPath(screen.board, screen.numberOf(card) ?? encodeURIComponent(card))
    : boardPath(screen.board, view, screen.root);
  return path + (query ?? location.search);
}
