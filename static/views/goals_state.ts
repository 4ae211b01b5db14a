/** What the goals of a board or portfolio come to, and which of them the keyboard is on. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import type { Goal } from "../../clients/js/values.ts";
import { announce } from "../ui/announce.tsx";
import { contributing, type Share } from "../ui/goals.ts";
import { together } from "../ui/rollup.ts";
import type { Screen } from "../ui/screen.ts";
import { toast } from "../ui/toast.tsx";
import { portfolioOf } from "./portfolio_state.ts";
import { act, attempt } from "./verbs.ts";

export type GoalCell = "name" | "description" | "owner" | "measure" | "due" | "contributors";

/** What contributes to a goal. */
export interface Contribution extends Share {
  /** In words: "12 cards", "3 boards". */
  readonly says: string;
  /** Boards that cannot be counted: not to be seen by me, or nothing is known of them yet. */
  readonly unknown: number;
}

const NOTHING: Contribution = { cards: 0, done: 0, says: "", unknown: 0 };

export class GoalsState {
  readonly screen: Screen;
  readonly focus = signal<string | null>(null);
  readonly summons = signal(0);
  readonly cell = signal<{ readonly goal: string; readonly name: GoalCell; readonly group?: string } | null>(
    null,
  );
  readonly goals: ReadonlySignal<readonly Goal[]>;
  readonly #contributions: ReadonlySignal<ReadonlyMap<string, Contribution>>;

  constructor(screen: Screen) {
    this.screen = screen;
    this.goals = computed(() => {
      screen.live.follow("goals");
      return screen.client.board.goals();
    });
    this.#contributions = computed(() => (screen.root === "p" ? this.#ofBoards() : this.#ofCards()));
  }

  contribution(goal: string): Contribution {
    return this.#contributions.value.get(goal) ?? NOTHING;
  }

  focusOn(goal: string): void {
    this.focus.value = goal;
    this.summons.value += 1;
  }

  edit(goal: string, name: GoalCell, group?: string): void {
    this.cell.value = { goal, name, ...(group === undefined ? {} : { group }) };
  }

  /** Adds a goal and asks for its name. */
  add(): void {
    const [id, group] = [newId(), newGroup()];
    if (!act(this.screen, "goals.add", { id, name: "", measure: "cards" }, group)) return;
    this.focusOn(id);
    this.edit(id, "name", group);
  }

  set(goal: string, key: string, value: string | number | null, group?: string): void {
    act(this.screen, "goals.set", { id: goal, key, value }, group);
  }

  /** As `set`; returns why it cannot be done, for whoever shows that at the field. */
  try(goal: string, key: string, value: string | number | null): string {
    return attempt(this.screen, "goals.set", { id: goal, key, value });
  }

  archive(goal: string): void {
    const goals = this.goals.peek();
    const at = goals.findIndex(({ id }) => id === goal);
    const next = goals[at + 1] ?? goals[at - 1];
    if (!act(this.screen, "goals.archive", { id: goal })) return;
    const what = `Goal “${nameOf(goals[at])}” archived`;
    announce(what);
    toast(what, { name: "Undo", run: () => act(this.screen, "goals.restore", { id: goal }) });
    if (next !== undefined) this.focusOn(next.id);
  }

  /** One walk over all cards for all goals; archived cards count for nothing. */
  #ofCards(): ReadonlyMap<string, Contribution> {
    const { screen } = this;
    screen.live.follow("cards");
    screen.live.follow("columns");
    const { board } = screen.client;
    const found = new Map<string, { cards: number; done: number }>();
    for (const id of board.cardIds()) {
      const card = board.card(id);
      if (card === undefined || card.archived) continue;
      for (const goal of card.goals) {
        const share = found.get(goal) ?? { cards: 0, done: 0 };
        found.set(goal, share);
        share.cards += 1;
        if (screen.isDone(card)) share.done += 1;
      }
    }
    return new Map(
      [...found].map(([id, share]) => [id, { ...share, says: counted(share.cards, "card"), unknown: 0 }]),
    );
  }

  #ofBoards(): ReadonlyMap<string, Contribution> {
    const state = portfolioOf(this.screen);
    const [outlined, listings] = [state.outlined.value, state.listings.value];
    return new Map(
      this.goals.value.map((goal) => {
        const boards = [...contributing(goal, outlined, listings)];
        const { cards, done, unknown } = together(boards.map((id) => state.totals({ kind: "board", id })));
        return [goal.id, { cards, done, unknown, says: counted(boards.length, "board") }];
      }),
    );
  }
}

function counted(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function nameOf(goal: Goal | undefined): string {
  return goal?.name || "Goal without a name";
}

const known = new WeakMap<Screen, GoalsState>();

/** Returns the state of a screen's goals, the same each time. */
export function goalsOf(screen: Screen): GoalsState {
  const made = known.get(screen) ?? new GoalsState(screen);
  known.set(screen, made);
  return made;
}
