/** What the workload page shows and what is open on it. */

import { computed, signal } from "@preact/signals";
import type { Watch } from "../../clients/js/watch.ts";
import { api, Problem } from "../ui/api.ts";
import { type Day, dayNumber, inWords, weekOf, weekStartOf } from "../ui/days.ts";
import { spelled } from "../ui/due.ts";
import { KnownCards } from "../ui/known_cards.ts";
import { fetched } from "../ui/lazy.tsx";
import { minute } from "../ui/minute.ts";
import { short } from "../ui/numbers.ts";
import type { Known } from "../ui/people.ts";
import { toastError } from "../ui/toast.tsx";
import { type Capacity, type Cell, isWeekend, NOBODY, planned, type Row, WEEK } from "../ui/workload.ts";
import { boards, me } from "../ui/workspace.ts";

export interface Colleague extends Known {
  readonly capacity: Capacity;
}

/** One person's week. */
export interface Place {
  readonly person: string;
  readonly week: Day;
}

type Hands = typeof import("./workload_hands.tsx");

/** What opens on the page, once it is there. */
export const hands = signal<Hands | null>(null);

export async function loadHands(): Promise<void> {
  hands.value ??= await fetched(() => import("./workload_hands.tsx"));
}

/** As many as a watch may name (docs/watch.md). */
export const BOARDS_MAX = 1_000;

/** More people with nothing planned than these are behind a button. */
export const IDLE_MAX = 5;

/** Cards that no week to come may show; how many each holds is what "My work" and portfolios say. */
export const TRAYS = { late: "Overdue", undated: "Without a due date" } as const;
export type Tray = keyof typeof TRAYS;

const UNSAID: Capacity = { per_week: null, unit: "points", days_off: [] };

export const allBoards = computed(() =>
  boards.value.flatMap(({ id, kind }) => (kind === "board" ? [id] : [])),
);

export class WorkloadState {
  readonly known = new KnownCards();
  readonly people = signal<readonly Colleague[]>([]);
  readonly thisWeek = computed(() => this.weekOf(dayNumber(spelled(new Date(minute.value)))));
  readonly firstWeek = signal(this.thisWeek.peek());
  readonly count = signal(6);
  /** What is unfolded: a person's week, or a tray. */
  readonly open = signal<Place | Tray | null>(null);
  /** Over which place a card is held. */
  readonly target = signal<Place | null>(null);
  /** Whether people with nothing planned have their rows though they are many. */
  readonly showsIdle = signal(false);
  readonly weeks = computed(() =>
    Array.from({ length: this.count.value }, (_, at) => this.firstWeek.value + at * WEEK),
  );
  readonly byId = computed(() => new Map(this.people.value.map((one) => [one.id, one])));
  /** Who came with an import: assigned on some boards, without an account. Several may have one name. */
  readonly imported = computed(() => {
    const found = new Map<string, { readonly name: string; readonly boards: readonly string[] }>();
    for (const { name: board, named = {} } of this.known.summaries.value.values())
      for (const [id, name] of Object.entries(named))
        found.set(id, { name, boards: [...(found.get(id)?.boards ?? []), board] });
    return found;
  });
  readonly plan = computed(() => {
    const { rows, ...trays } = planned({
      cards: this.known.cards.value,
      capacities: new Map(this.people.value.map(({ id, capacity }) => [id, capacity])),
      // Everybody who can be given something: they are what a card is dragged onto.
      people: this.people.value.map(({ id }) => id),
      weeks: this.weeks.value,
      now: minute.value,
    });
    const all = [...rows].sort((one, other) => this.#order(one, other));
    const idle = all.filter((row) => this.#isIdle(row)).length;
    const isFolded = idle > IDLE_MAX && !this.showsIdle.value;
    return { rows: isFolded ? all.filter((row) => !this.#isIdle(row)) : all, idle, ...trays };
  });

  weekOf(day: Day): Day {
    return weekOf(day, weekStartOf(navigator.language));
  }

  of(person: string): Known {
    if (person === NOBODY) return { id: NOBODY, name: "Nobody yet", color: "grey" };
    const name = this.imported.value.get(person)?.name ?? "Someone who is gone";
    return this.byId.value.get(person) ?? { id: person, name, color: "grey" };
  }

  /** Returns who it is with what they can take on, where that can be said of them. */
  colleague(person: string): Colleague | undefined {
    const isImported = this.imported.value.has(person);
    return this.byId.value.get(person) ?? (isImported ? { ...this.of(person), capacity: UNSAID } : undefined);
  }

  cellAt({ person, week }: Place): Cell | undefined {
    const at = this.weeks.value.indexOf(week);
    return this.plan.value.rows.find((row) => row.person === person)?.cells[at];
  }

  /** Asks for the cards of every board there is for me. */
  follow(): Watch {
    return this.known.follow({ summaries: true, cards: this.boardIds() });
  }

  boardIds(): readonly string[] {
    return allBoards.value.slice(0, BOARDS_MAX);
  }

  async loadPeople(): Promise<void> {
    try {
      const { people } = await api<{ readonly people: readonly Colleague[] }>("GET", "/api/capacity");
      this.people.value = people;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 0 && error.status !== 401) toastError(error.message);
    }
  }

  /** Returns what is told of somebody besides their name: where they came from, and what they can take on. */
  about(person: string): string {
    const capacity = this.byId.value.get(person)?.capacity;
    const [board = "", ...more] = this.imported.value.get(person)?.boards ?? [];
    return [
      ...(board === "" ? [] : [more.length === 0 ? board : `${board} and ${more.length} more`]),
      ...(capacity?.per_week == null ? [] : [`${short(capacity.per_week)} ${capacity.unit}`]),
    ].join(" · ");
  }

  /** Says whether somebody has nothing in these weeks, and has not said how much they can take on; I am always shown. */
  #isIdle({ person, cells }: Row): boolean {
    const isSaid = this.byId.value.get(person)?.capacity.per_week != null;
    return !isSaid && person !== me.value?.id && cells.every(({ parts }) => parts.length === 0);
  }

  #order(one: Row, other: Row): number {
    const last = Number(one.person === NOBODY) - Number(other.person === NOBODY);
    return last || this.of(one.person).name.localeCompare(this.of(other.person).name);
  }
}

export const weekInWords = (week: Day) => inWords(week, week + WEEK - 1);

/** Returns the last day of a week on which people work. */
export function lastWorkingDay(week: Day): Day {
  let day = week + WEEK - 1;
  while (isWeekend(day)) day -= 1;
  return day;
}
