/** Who is on the board now: own face first, five faces and the number of the rest. A press on a face follows whose it is. */

import type { Peer } from "../../clients/js/client.ts";
import { Avatar } from "../ui/avatar.tsx";
import { deedAt } from "../ui/people_marks.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { followed } from "./together_state.ts";

const SHOWN_MAX = 5;

export function Facepile() {
  const screen = useScreen();
  const me = screen.live.status.value.person;
  const others = eachOnce(screen.live.peers.value).filter(({ person }) => person.id !== me?.id);
  const more = others.length - SHOWN_MAX;
  return (
    <ul class="facepile" aria-label="People here now">
      {me !== null && (
        <li>
          <Avatar name={me.name} color={me.color} size="middle" doing="you" />
        </li>
      )}
      {others.slice(0, SHOWN_MAX).map((peer) => (
        <li key={peer.person.id}>
          <button
            type="button"
            class="face"
            title={`Follow ${peer.person.name}`}
            aria-pressed={followed.value === peer.person.id}
            onClick={() => {
              followed.value = peer.person.id;
            }}
          >
            <Avatar
              name={peer.person.name}
              color={peer.person.color}
              size="middle"
              doing={deedOf(screen, peer)}
              idle={peer.state["idle"] === true}
            />
          </button>
        </li>
      ))}
      {more > 0 && <li class="more">+{more}</li>}
    </ul>
  );
}

/** Keeps one session a person: one that is not idle, if there is one. */
function eachOnce(peers: readonly Peer[]): readonly Peer[] {
  const found = new Map<string, Peer>();
  for (const peer of peers) {
    const known = found.get(peer.person.id);
    if (known === undefined || known.state["idle"] === true) found.set(peer.person.id, peer);
  }
  return [...found.values()];
}

/** Says what somebody does: "editing Launch plan". */
function deedOf(screen: Screen, { state }: Peer): string {
  const caret = Array.isArray(state["caret"]) ? state["caret"][0] : null;
  for (const id of [state["drag"], caret, state["card"]]) {
    const title = typeof id === "string" ? screen.live.card(id)?.title : undefined;
    const deed = typeof id === "string" ? deedAt(state, id) : null;
    if (title !== undefined && deed !== null) return `${deed} ${title}`;
  }
  const me = screen.live.status.value.person?.session;
  if (me !== undefined && state["follow"] === me) return "following you";
  return state["idle"] === true ? "idle" : "";
}
