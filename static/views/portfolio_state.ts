/** What a portfolio's page shows: its lines, what they come to, and which of them the keyboard is on. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Outlined, outline } from "../../clients/js/outline.ts";
import type { Initiative, Listing } from "../../clients/js/values.ts";
import type { BoardLine } from "../ui/board_line.ts";
import { type Summary, summaries } from "../ui/facts.ts";
import { fetched } from "../ui/lazy.tsx";
import { query, setQuery } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import { type Line, linesOf, type Part } from "../ui/portfolio_lines.ts";
import { knownBoards } from "../ui/put_away.ts";
import { Rollup, type Totals, totalsOf, UNKNOWN, type Weight } from "../ui/rollup.ts";
import type { Screen } from "../ui/screen.ts";
import { me } from "../ui/workspace.ts";

type Hands = typeof import("./portfolio_hands.tsx");

/** What changes a portfolio, once it is fetched. */
export const hands = signal<Hands | null>(null);

export async function loadHands(): Promise<void> {
  hands.value ??= await fetched(() => import("./portfolio_hands.tsx"));
}

type Time = typeof import("./portfolio_time.tsx");

/** What draws the rows in time, once it is fetched. */
export const time = signal<Time | null>(null);

export async function loadTime(): Promise<void> {
  time.value ??= await fetched(() => import("./portfolio_time.tsx"));
}

/** Puts a word into the address, or takes it out. */
export function toggle(name: string, value: string): void {
  const words = new URLSearchParams(query.peek());
  if (words.has(name)) words.delete(name);
  else words.set(name, value);
  setQuery(words.toString());
}

export type CellName = "name" | "owner" | "status" | "target" | "note" | "update" | "move";

export interface Cell {
  readonly row: string;
  readonly name: CellName;
}

/** Behind all others. */
const UNMADE: Omit<Initiative, "id"> = { name: "", note: "", parent: "", rank: "~", archived: false };

export class PortfolioState {
  readonly screen: Screen;
  /** The key of the line that keys act on. */
  readonly focus = signal<string | null>(null);
  readonly summons = signal(0);
  readonly cell = signal<Cell | null>(null);
  /** The initiative that is being named and not made before. */
  readonly draft = signal<{ readonly id: string; readonly parent: string } | null>(null);
  /** The line that is dragged, and over which part of which it is. */
  readonly held = signal<string | null>(null);
  readonly drop = signal<{ readonly key: string; readonly part: Part } | null>(null);
  readonly outlined: ReadonlySignal<readonly Outlined<Initiative>[]>;
  readonly parents: ReadonlySignal<ReadonlyMap<string, string | undefined>>;
  readonly listings: ReadonlySignal<readonly Listing[]>;
  readonly lines: ReadonlySignal<readonly Line[]>;
  readonly weight: ReadonlySignal<Weight>;
  /** Whether rows show when they begin and end, in place of what is next. */
  readonly showsWhen: ReadonlySignal<boolean>;
  readonly #rollup: ReadonlySignal<{ readonly rollup: Rollup }>;

  constructor(screen: Screen) {
    this.screen = screen;
    const { live, client } = screen;
    this.outlined = computed(() => {
      live.follow("initiatives");
      const draft = this.draft.value;
      const unmade = draft === null ? [] : [{ ...UNMADE, ...draft }];
      return outline([...unmade, ...client.board.initiatives()]); // what has been made counts
    });
    this.parents = computed(
      () => new Map(this.outlined.value.map(({ value, parent }) => [value.id, parent])),
    );
    this.listings = computed(() => {
      live.follow("boards");
      return client.board.boards();
    });
    this.lines = computed(() =>
      linesOf(this.outlined.value, this.listings.value, {
        isFolded: (id) => screen.folded.has(id),
        isVisible: (id) => this.mayBeSeen(id),
      }),
    );
    this.weight = computed(() =>
      new URLSearchParams(query.value).get("by") === "estimate" ? "estimate" : "cards",
    );
    this.showsWhen = computed(() => new URLSearchParams(query.value).has("when"));
    this.#rollup = this.#rollingUp();
  }

  board(id: string): BoardLine | undefined {
    return knownBoards.value.get(id);
  }

  /** Before anybody has said which boards are mine, none is said to be hidden from me. */
  mayBeSeen(board: string): boolean {
    return me.value === null || knownBoards.value.has(board);
  }

  summary(board: string): Summary | undefined {
    return summaries.value.get(board);
  }

  line(key: string | null): Line | undefined {
    return this.lines.value.find((line) => line.key === key);
  }

  totals({ kind, id }: Pick<Line, "kind" | "id">): Totals {
    const { rollup } = this.#rollup.value;
    return kind === "board" ? rollup.board(id) : rollup.of(id);
  }

  whole(): Totals {
    return this.#rollup.value.rollup.of(undefined);
  }

  focusOn(key: string): void {
    this.focus.value = key;
    this.summons.value += 1;
  }

  /** Made anew when the outline changes or a minute has passed; news of boards is put into it. */
  #rollingUp(): ReadonlySignal<{ readonly rollup: Rollup }> {
    const made = computed(() => {
      const taken = new Map(summaries.peek());
      const holders = this.listings.value.map(({ id, parent }) => [id, this.#holder(parent)] as const);
      const nodes = this.outlined.value.map(({ value, parent }) => ({ id: value.id, parent }));
      const rollup = new Rollup(nodes, holders, (id) => totals(taken.get(id), minute.value));
      return { rollup, taken };
    });
    return computed(() => {
      const { rollup, taken } = made.value;
      for (const { id } of this.listings.peek()) {
        const summary = summaries.value.get(id);
        if (summary === taken.get(id)) continue;
        rollup.put(id, totals(summary, minute.peek()));
        if (summary === undefined) taken.delete(id);
        else taken.set(id, summary);
      }
      return { rollup };
    });
  }

  #holder(parent: string): string | undefined {
    return this.parents.value.has(parent) ? parent : undefined;
  }
}

function totals(summary: Summary | undefined, now: number): Totals {
  return summary === undefined ? UNKNOWN : totalsOf(summary, now);
}

const known = new WeakMap<Screen, PortfolioState>();

/** Returns the state of a screen's portfolio, the same each time. */
export function portfolioOf(screen: Screen): PortfolioState {
  const made = known.get(screen) ?? new PortfolioState(screen);
  known.set(screen, made);
  return made;
}
