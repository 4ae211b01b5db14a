/** What a portfolio's boards came to when it was told last: kept on this device, and shown while the server cannot be reached. */

import { untracked, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isCut, isWatching, type Summary, summaries } from "../ui/facts.ts";
import { useLastTold } from "../ui/last_told.ts";
import { minute } from "../ui/minute.ts";
import { boards } from "../ui/workspace.ts";
import { AsLastTold } from "./as_last_told.tsx";
import type { PortfolioState } from "./portfolio_state.ts";

type Kept = readonly (readonly [board: string, summary: Summary])[];

/** Keeps what is told, and without a network says how old what is shown is. */
export function LastFigures({ state }: { readonly state: PortfolioState }) {
  const open = useComputed(() => {
    const mine = new Set(boards.value.map(({ id }) => id));
    return state.listings.value.flatMap(({ id }) => (mine.has(id) ? [id] : []));
  });
  const isWhole = useComputed(() => open.value.every((id) => summaries.value.has(id)));
  // What is told anew comes in place of all that was known, once it is complete.
  const old = useRef<unknown>(null);
  const wasTold = useRef(false);
  const told = useComputed((): Kept | null => {
    if (!isWatching.value) old.current = summaries.value;
    else if (summaries.value !== old.current) wasTold.current = true;
    if (!wasTold.current || !isWhole.value) return null;
    // Once a minute, and as it is when the connection is lost: from then on it grows old.
    if (!isCut.value) void minute.value;
    return untracked(() => open.value.flatMap((id) => withSummary(id)));
  });
  const last = useLastTold<Kept>(`portfolio/${state.screen.board}`, told.value, isCut.value);
  const isLacking = isCut.value && !isWhole.value;
  useEffect(() => {
    if (last !== null && isLacking) summaries.value = new Map([...last.what, ...summaries.peek()]);
  }, [last, isLacking]);
  return isCut.value ? <AsLastTold at={last?.at ?? null} /> : null;
}

function withSummary(board: string): Kept {
  const summary = summaries.value.get(board);
  return summary === undefined ? [] : [[board, summary]];
}
