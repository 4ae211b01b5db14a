/** The loads as they were told last: kept on this device, and shown with what I changed since while the server cannot be reached. */

import { batch, untracked, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CardFacts } from "../../clients/js/watch.ts";
import type { Summary } from "../ui/facts.ts";
import { type LastTold, useLastTold } from "../ui/last_told.ts";
import { minute } from "../ui/minute.ts";
import { openCards } from "../ui/workload.ts";
import { showUnsent } from "./other_cards.ts";
import type { Colleague, WorkloadState } from "./workload_state.ts";

/** Everything the page is drawn from, as plain values. */
interface Loads {
  readonly people: readonly Colleague[];
  readonly summaries: readonly (readonly [board: string, summary: Pick<Summary, "name" | "named">])[];
  readonly cards: readonly (readonly [board: string, id: string, card: CardFacts])[];
}

/** Of more open cards those of the first boards are kept. */
const CARDS_MAX = 20_000;

/** Returns what was told last and when; null: nothing of it is on this device. */
export function useKeptLoads(state: WorkloadState): LastTold<unknown> | null {
  const { known } = state;
  const told = useComputed(() => {
    // Once a minute, and as it is when the connection is lost: from then on it grows old.
    if (!known.isAway.value) void minute.value;
    return known.isTold.value && state.people.value.length > 0 ? untracked(() => loadsOf(state)) : null;
  });
  const last = useLastTold<Loads>("workload", told.value, known.isAway.value);
  const isLacking = known.isAway.value && !known.isTold.value;
  useEffect(() => {
    if (last === null || !isLacking) return;
    restore(state, last.what);
    void showUnsent(known);
  }, [last, isLacking]);
  return last;
}

function loadsOf({ known, people }: WorkloadState): Loads {
  const cards: Loads["cards"][number][] = [];
  for (const { board, id, card } of openCards(known.cards.value)) {
    if (cards.length === CARDS_MAX) break;
    cards.push([board, id, card]);
  }
  const summaries = [...known.summaries.value].map(
    ([board, { name, named }]) => [board, { name, ...(named === undefined ? {} : { named }) }] as const,
  );
  return { people: people.value, summaries, cards };
}

function restore({ known, people }: WorkloadState, loads: Loads): void {
  const cards = new Map<string, Map<string, CardFacts>>();
  for (const [board, id, card] of loads.cards) {
    const ofBoard = cards.get(board) ?? new Map<string, CardFacts>();
    cards.set(board, ofBoard.set(id, card));
  }
  batch(() => {
    people.value = loads.people;
    known.summaries.value = new Map(loads.summaries as Iterable<readonly [string, Summary]>);
    known.cards.value = cards;
  });
}
