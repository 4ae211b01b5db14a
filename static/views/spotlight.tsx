/** A spotlight: whoever stands in it asks all others to follow, and after a moment they do, unless they say no. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Peer } from "../../clients/js/client.ts";
import { announce } from "../ui/announce.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { useEscape } from "../ui/escape.ts";
import { isTyping } from "../ui/keys.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { answering, asking, spotlightOf } from "../ui/spotlight.ts";
import { followed, spotlight, toggleSpotlight } from "./together_state.ts";

/** So long one can say no. */
const JOIN_MS = 5_000;

export function Spotlight() {
  const screen = useScreen();
  const mine = spotlight.value;
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const me = screen.live.status.value.person?.id;
  const peer = mine === null ? asking(screen.live.peers.value, me, answered) : undefined;
  const asked = peer === undefined ? null : spotlightOf(peer);
  const joined = useRef<string | null>(null);
  useLetGo(screen, joined);
  useEffect(() => {
    screen.client.presence.set({ spotlight: mine });
    if (mine === null) return;
    followed.value = null;
    announce("You are in the spotlight: everyone is asked to follow you");
    return () => {
      screen.client.presence.set({ spotlight: null });
    };
  }, [screen, mine]);
  useEffect(
    () => () => {
      spotlight.value = null;
    },
    [screen],
  );
  if (mine !== null) return <Mine screen={screen} />;
  if (peer === undefined || asked === null) return null;
  const answer = (follows: boolean) => {
    setAnswered(answering(answered, asked));
    if (!follows) return;
    joined.current = asked;
    followed.value = peer.person.id;
  };
  return <Asked key={asked} peer={peer} screen={screen} answer={answer} />;
}

/** Whoever came by a spotlight is free again when it goes out. */
function useLetGo(screen: Screen, joined: { current: string | null }): void {
  const isLit = screen.live.peers.value.some((peer) => spotlightOf(peer) === joined.current);
  const isThere = screen.live.peers.value.some(({ person }) => person.id === followed.value);
  useEffect(() => {
    if (followed.peek() === null) joined.current = null;
    // Who is away for a moment is waited for by whoever follows.
    if (joined.current === null || isLit || !isThere) return;
    joined.current = null;
    followed.value = null;
  }, [isLit, isThere, followed.value]);
}

function Mine({ screen }: { readonly screen: Screen }) {
  const me = screen.live.status.value.person?.session;
  const count = new Set(
    screen.live.peers.value.filter(({ state }) => state["follow"] === me).map(({ person }) => person.id),
  ).size;
  return (
    <section class="bar-chip" aria-label="Spotlight">
      <span role="status">
        You are in the spotlight:{" "}
        {count === 0 ? "nobody follows yet" : `${count} ${count === 1 ? "follows" : "follow"}`}
      </span>
      <button type="button" class="button" onClick={toggleSpotlight}>
        End
      </button>
    </section>
  );
}

interface AskedProps {
  readonly screen: Screen;
  readonly peer: Peer;
  readonly answer: (follows: boolean) => void;
}

function Asked({ screen, peer, answer }: AskedProps) {
  const { name, color } = peer.person;
  const latest = useRef(answer);
  latest.current = answer;
  useEscape(() => answer(false));
  useEffect(() => {
    announce(`${name} wants you to follow. You will in 5 seconds; press Escape for not now`);
    return afterPause(screen, () => latest.current(true));
  }, [screen, name]);
  return (
    <section class="bar-chip" aria-label="Spotlight">
      <Avatar name={name} color={color} />
      <span dir="auto">{name} wants you to follow</span>
      <span class="spotlight-time" aria-hidden="true" />
      <button type="button" class="button is-primary" onClick={() => answer(true)}>
        Follow
      </button>
      <button type="button" class="button" onClick={() => answer(false)}>
        Not now
      </button>
    </section>
  );
}

/** Calls `join` once so long nothing was typed or dragged: nobody is taken away from the middle of a word. */
function afterPause(screen: Screen, join: () => void): () => void {
  let timer = setTimeout(fire, JOIN_MS);
  function fire() {
    if (screen.drag.peek() === null) join();
    else restart();
  }
  function restart() {
    clearTimeout(timer);
    timer = setTimeout(fire, JOIN_MS);
  }
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event.target)) restart();
  };
  addEventListener("keydown", onKey, { capture: true });
  return () => {
    clearTimeout(timer);
    removeEventListener("keydown", onKey, { capture: true });
  };
}
