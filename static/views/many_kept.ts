/** The cards of a portfolio as they were told last: kept on this device, and shown while the server cannot be reached. */

import { batch, untracked, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CardFacts } from "../../clients/js/watch.ts";
import type { Summary } from "../ui/facts.ts";
import { type LastTold, useLastTold } from "../ui/last_told.ts";
import { minute } from "../ui/minute.ts";
import type { ManyState } from "./many_state.ts";
import { showUnsent } from "./other_cards.ts";

/** Everything the page is drawn from, as plain values. */
interface Kept {
  readonly summaries: readonly (readonly [board: string, summary: Summary])[];
  readonly cards: readonly (readonly [board: string, cards: readonly (readonly [string, CardFacts])[]])[];
}

/** Of more cards those of the first boards are kept. */
const CARDS_MAX = 20_000;

/** Returns what was told last and when; null: nothing of it is on this device. */
export function useKeptCards(state: ManyState): LastTold<unknown> | null {
  const { known, screen } = state;
  const told = useComputed(() => {
    // Once a minute, and as it is when the connection is lost: from then on it grows old.
    if (!known.isAway.value) void minute.value;
    return known.isTold.value ? untracked(() => keptOf(state)) : null;
  });
  const last = useLastTold<Kept>(`cards/${screen.board}`, told.value, known.isAway.value);
  const isLacking = known.isAway.value && !known.isTold.value;
  useEffect(() => {
    if (last === null || !isLacking) return;
    batch(() => {
      known.summaries.value = new Map(last.what.summaries);
      known.cards.value = new Map(last.what.cards.map(([board, cards]) => [board, new Map(cards)]));
    });
    void showUnsent(known);
  }, [last, isLacking]);
  return last;
}

function keptOf({ known }: ManyState): Kept {
  const cards: Kept["cards"][number][] = [];
  let count = 0;
  for (const [board, ofBoard] of known.cards.value) {
    const some = [...ofBoard].filter(([, { archived }]) => !archived).slice(0, CARDS_MAX - count);
    count += some.length;
    cards.push([board, some]);
  }
  return { summaries: [...known.summaries.value], cards };
}
