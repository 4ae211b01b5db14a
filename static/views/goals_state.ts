/** What the goals of a board or portfolio come to, and which of them the keyboard is on. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { newId } from "../../clients/js/ids.ts";
import type { Goal } from "../../clients/js/values.ts";
import { announce } from "../ui/announce.tsx";
import { contributing, type Share } from "../ui/goals.ts";
import { boardsIn, together } from "../ui/rollup.ts";
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

const UNMADE: Omit<Goal, "id"> = {
  ...{ name: "", description: "", measure: "cards", from: 0, unit: "", boards: [], initiatives: [] },
  archived: false,
};

export class GoalsState {
  readonly screen: Screen;
  readonly focus = signal<string | null>(null);
  readonly summons = signal(0);
  readonly cell = signal<{ readonly goal: string; readonly name: GoalCell } | null>(null);
  /** The id of the one that is being named and not made before. */
  readonly draft = signal<string | null>(null);
  readonly goals: ReadonlySignal<readonly Goal[]>;
  readonly #contributions: ReadonlySignal<ReadonlyMap<string, Contribution>>;

  constructor(screen: Screen) {
    this.screen = screen;
    this.goals = computed(() => {
      screen.live.follow("goals");
      const goals = screen.client.board.goals();
      const id = this.draft.value;
      return id === null || goals.some((goal) => goal.id === id) ? goals : [...goals, { ...UNMADE, id }];
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

  edit(goal: string, name: GoalCell): void {
    this.cell.value = { goal, name };
  }

  /** Asks for the name of another goal, which makes it. */
  add(): void {
    const id = newId();
    this.draft.value = id;
    this.focusOn(id);
    this.edit(id, "name");
  }

  /** Names a goal; its first name makes it. */
  name(id: string, name: string): void {
    if (id === this.draft.peek()) act(this.screen, "goals.add", { id, name, measure: "cards" });
    else this.set(id, "name", name);
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
        const sum = together(boards.map((id) => state.totals({ kind: "board", id })));
        const { cards, done, unknown } = sum;
        return [goal.id, { cards, done, unknown, says: boards.length === 0 ? "" : boardsIn(sum).count }];
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
