/** What a timeline shows, from the board and the address: rows, bars, how far the axis goes, and what is wrong with the plan. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card, Milestone } from "../../clients/js/values.ts";
import { DAY_WIDTHS, type Reach, reachOf, ZOOMS, type Zoom } from "../ui/axis.ts";
import { type Bar, barOf, dragged, type Hold, isConflict, lengthOf } from "../ui/bars.ts";
import { type Day, dayNumber } from "../ui/days.ts";
import { spelled } from "../ui/due.ts";
import { query, setQuery } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import type { Plan, Task } from "../ui/plan.ts";
import type { Screen } from "../ui/screen.ts";
import { byColumn, byParent, type TreeRow } from "../ui/tree.ts";

/** What I have in my hands. */
export type Held =
  | { readonly what: "bars"; readonly ids: ReadonlySet<string>; readonly hold: Hold; readonly days: number }
  | {
      readonly what: "link";
      readonly from: string;
      readonly x: number;
      readonly y: number;
      readonly onto: string;
    }
  | { readonly what: "milestone"; readonly id: string; readonly day: Day }
  | { readonly what: "card"; readonly id: string; readonly day: Day | null };

/** What of the plane is in sight. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const NARROW = 640;

type Hands = typeof import("./timeline_hands.tsx");

/** What it takes to do something on a timeline, once it is there. */
export const hands = signal<Hands | null>(null);

export async function loadHands(): Promise<void> {
  hands.value ??= await import("./timeline_hands.tsx");
}

export class TimelineState {
  readonly zoom: ReadonlySignal<Zoom> = computed(
    () => ZOOMS.find((zoom) => zoom === asked("zoom")) ?? "week",
  );
  readonly isByParent = computed(() => asked("rows") === "parents");
  readonly showsPath = computed(() => asked("path") === "critical");
  readonly today: ReadonlySignal<Day> = computed(() => dayNumber(spelled(new Date(minute.value))));
  readonly dayWidth = computed(() => DAY_WIDTHS[this.zoom.value]);
  readonly held = signal<Held | null>(null);
  readonly folded = signal<ReadonlySet<string>>(new Set());
  readonly view = signal<View>({ left: 0, top: 0, width: 0, height: 0 });
  /** How wide the tree is: a phone needs the room. */
  readonly tree = computed(() => (this.view.value.width < NARROW ? 132 : 280));
  /** The card whose dates and dependencies are open to be changed. */
  readonly menu = signal<string | null>(null);
  readonly showsTray = signal(false);
  /** Whether the panel that adds a milestone is open. */
  readonly adding = signal(false);
  readonly columns: ReadonlySignal<readonly { readonly id: string; readonly cards: readonly string[] }[]>;
  readonly bars: ReadonlySignal<ReadonlyMap<string, Bar>>;
  readonly unscheduled: ReadonlySignal<readonly string[]>;
  readonly rows: ReadonlySignal<readonly TreeRow[]>;
  /** Row key -> its index; of a card, its own id. */
  readonly places: ReadonlySignal<ReadonlyMap<string, number>>;
  readonly milestones: ReadonlySignal<readonly Milestone[]>;
  readonly reach: ReadonlySignal<Reach>;
  /** Null as long as what counts it is not there. */
  readonly plan: ReadonlySignal<Plan | null>;
  readonly screen: Screen;

  constructor(screen: Screen) {
    this.screen = screen;
    const { live, client } = screen;
    this.columns = computed(() =>
      [...live.columns().map(({ id }) => id), UNSORTED].map((id) => ({ id, cards: screen.shown(id) })),
    );
    this.bars = computed(() => new Map(this.#cards().flatMap((card) => withBar(card))));
    this.unscheduled = computed(() => {
      const bars = this.bars.value;
      return this.#cards().flatMap((card) => (bars.has(card.id) || screen.isDone(card) ? [] : [card.id]));
    });
    this.rows = computed(() => this.#rows());
    this.places = computed(() => new Map(this.rows.value.map(({ key }, index) => [key, index])));
    this.milestones = computed(() => {
      live.follow("milestones");
      return client.board.milestones();
    });
    this.reach = computed(() => {
      const days = [...this.bars.value.values()].flatMap(({ from, to }) => [from, to]);
      const dated = this.milestones.value.flatMap(({ date }) =>
        date === undefined ? [] : [dayNumber(date)],
      );
      return reachOf([...days, ...dated], this.today.value);
    });
    this.plan = computed(() => hands.value?.planOf(this.#tasks()) ?? null);
  }

  /** Where a day begins on the canvas, in pixels. */
  xOf(day: Day): number {
    return (day - this.reach.value.from) * this.dayWidth.value;
  }

  dayAt(x: number): Day {
    return this.reach.peek().from + Math.floor(x / this.dayWidth.peek());
  }

  /** Returns a card's bar as it is drawn: where I hold it, if I do. */
  shownBar(card: string): Bar | null {
    const [bar, held] = [this.bars.value.get(card) ?? null, this.held.value];
    if (bar === null || held?.what !== "bars" || !held.ids.has(card)) return bar;
    return dragged(bar, held.hold, held.days);
  }

  /** Says whether the card starts before one it waits for ends. */
  conflictsOf(card: string): readonly string[] {
    this.screen.live.follow("relations");
    const bar = this.bars.value.get(card);
    if (bar === undefined) return [];
    return this.screen.client.board.blockedBy(card).filter((other) => {
      const before = this.bars.value.get(other);
      return before !== undefined && isConflict(before, bar);
    });
  }

  set(key: "zoom" | "rows" | "path", value: string | null): void {
    const values = new URLSearchParams(query.peek());
    if (value === null) values.delete(key);
    else values.set(key, value);
    setQuery(values.toString().replaceAll("%2C", ","));
  }

  fold(key: string, isFolded: boolean): void {
    const folded = new Set(this.folded.peek());
    if (isFolded) folded.add(key);
    else folded.delete(key);
    this.folded.value = folded;
  }

  #shown(): readonly string[] {
    return this.columns.value.flatMap(({ cards }) => cards);
  }

  #cards(): readonly Card[] {
    this.screen.live.follow("cards");
    return this.#shown().flatMap((id) => this.screen.client.board.card(id) ?? []);
  }

  #rows(): readonly TreeRow[] {
    const { live, client } = this.screen;
    const [bars, folded] = [this.bars.value, this.folded.value];
    const bar = (id: string) => bars.get(id) ?? null;
    if (!this.isByParent.value) return byColumn(this.columns.value, bar, folded);
    live.follow("relations");
    return byParent({ cards: this.#shown(), barOf: bar }, (id) => client.board.parent(id), folded);
  }

  /** Every open card of the board: a filter shortens no chain. */
  #tasks(): ReadonlyMap<string, Task> {
    const { live, client } = this.screen;
    live.follow("cards");
    const columns = [...live.columns().map(({ id }) => id), UNSORTED];
    const tasks = new Map<string, Task>();
    for (const id of columns.flatMap((column) => live.order(column))) {
      const card = client.board.card(id);
      const bar = card === undefined ? null : barOf(card);
      if (card !== undefined) tasks.set(id, { days: bar === null ? 0 : lengthOf(bar), blocks: card.blocks });
    }
    return tasks;
  }
}

function asked(key: string): string | null {
  return new URLSearchParams(query.value).get(key);
}

function withBar(card: Card): readonly (readonly [string, Bar])[] {
  const bar = barOf(card);
  return bar === null ? [] : [[card.id, bar]];
}

const states = new WeakMap<Screen, TimelineState>();

/** Returns the timeline of a screen, the same each time. */
export function timelineOf(screen: Screen): TimelineState {
  const known = states.get(screen) ?? new TimelineState(screen);
  states.set(screen, known);
  return known;
}
