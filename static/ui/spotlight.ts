/** Who asks everyone to follow, and who of them is still to be answered. Pure. */

import type { Peer } from "../../clients/js/client.ts";

const ID_MAX = 64;
/** So many answers are remembered: an older spotlight is over. */
const ANSWERED_MAX = 100;

/** Returns which spotlight somebody is in; null: none. Each time they ask it is another. */
export function spotlightOf({ state }: Pick<Peer, "state">): string | null {
  const { spotlight } = state;
  return typeof spotlight === "string" && spotlight !== "" && spotlight.length <= ID_MAX ? spotlight : null;
}

/** Returns who is to be answered: of several who ask, the one who came here last. My own windows do not ask me. */
export function asking(
  peers: readonly Peer[],
  me: string | undefined,
  answered: ReadonlySet<string>,
): Peer | undefined {
  return peers.findLast((peer) => {
    const spotlight = spotlightOf(peer);
    return spotlight !== null && peer.person.id !== me && !answered.has(spotlight);
  });
}

/** Returns what has been answered, with one more. */
export function answering(answered: ReadonlySet<string>, spotlight: string): ReadonlySet<string> {
  return new Set([...answered, spotlight].slice(-ANSWERED_MAX));
}
