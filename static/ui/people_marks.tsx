/** Who is at a card right now, as small faces; and what each of them does, in words. */

import { Fragment } from "preact";
import type { Peer, PresenceState } from "../../clients/js/client.ts";
import { Avatar } from "./avatar.tsx";

/** What somebody does with a card, the most telling first. */
export type Deed = "moving" | "editing" | "looking at";

/** Returns what a state says is done with a card; null: nothing. */
export function deedAt(state: PresenceState, card: string): Deed | null {
  if (state["drag"] === card) return "moving";
  const caret = state["caret"];
  if (Array.isArray(caret) && caret[0] === card) return "editing";
  return state["card"] === card || state["focus"] === card ? "looking at" : null;
}

export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly deed: Deed;
}

/** Returns who is at a card, each person once, however many windows they have open. */
export function visitors(peers: readonly Peer[], card: string): readonly Visitor[] {
  const found = new Map<string, Visitor>();
  for (const { person, state } of peers) {
    const deed = deedAt(state, card);
    if (deed !== null && (deed === "moving" || !found.has(person.id)))
      found.set(person.id, { ...person, deed });
  }
  return [...found.values()];
}

const SHOWN_MAX = 3;

export function Visitors({ people }: { readonly people: readonly Visitor[] }) {
  if (people.length === 0) return null;
  const more = people.length - SHOWN_MAX;
  return (
    <span class="visitors">
      {people.slice(0, SHOWN_MAX).map(({ id, name, color, deed }) => (
        <Fragment key={id}>
          <Avatar name={name} color={color} doing={deed} />
          {deed === "moving" && <b>{name}</b>}
        </Fragment>
      ))}
      {more > 0 && <span class="more">+{more}</span>}
    </span>
  );
}
