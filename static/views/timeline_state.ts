/** What a timeline shows, from the board and the address: rows, bars, how far the axis goes, and what is wrong with the plan. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { UNSORTED } from "../../clients/js/schema.ts";
import { DAY_WIDTHS, type Reach, reachOf, ZOOMS, type Zoom } from "../ui/axis.ts";
import { barOf, isConflict, lengthOf } from "../ui/bars.ts";
import { type Day, dayNumber } from "../ui/days.ts";
import { fetched } from "../ui/lazy.tsx";
import type { Plan, Task } from "../ui/plan.ts";
import type { Screen } from "../ui/screen.ts";
import { byColumn, byParent, type TreeRow } from "../ui/tree.ts";
import { asked, DatedState } from "./dated_state.ts";

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
  hands.value ??= await fetched(
    () => import("./timeline_hands.tsx"),
    "The timeline can be read, but what is needed to change it",
  );
}

export class TimelineState extends DatedState {
  readonly zoom: ReadonlySignal<Zoom> = computed(
    () => ZOOMS.find((zoom) => zoom === asked("zoom")) ?? "week",
  );
  readonly isByParent = computed(() => asked("rows") === "parents");
  readonly showsPath = computed(() => asked("path") === "critical");
  readonly dayWidth = computed(() => DAY_WIDTHS[this.zoom.value]);
  readonly folded = signal<ReadonlySet<string>>(new Set());
  readonly view = signal<View>({ left: 0, top: 0, width: 0, height: 0 });
  /** How wide the tree is: a phone needs the room. */
  readonly tree = computed(() => (this.view.value.width < NARROW ? 132 : 280));
  /** The card whose dates and dependencies are open to be changed. */
  readonly menu = signal<string | null>(null);
  /** Whether the panel that adds a milestone is open. */
  readonly adding = signal(false);
  readonly rows: ReadonlySignal<readonly TreeRow[]>;
  /** Row key -> its index; of a card, its own id. */
  readonly places: ReadonlySignal<ReadonlyMap<string, number>>;
  readonly reach: ReadonlySignal<Reach>;
  /** Null as long as what counts it is not there. */
  readonly plan: ReadonlySignal<Plan | null>;

  constructor(screen: Screen) {
    super(screen);
    this.rows = computed(() => this.#rows());
    this.places = computed(() => new Map(this.rows.value.map(({ key }, index) => [key, index])));
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

  fold(key: string, isFolded: boolean): void {
    const folded = new Set(this.folded.peek());
    if (isFolded) folded.add(key);
    else folded.delete(key);
    this.folded.value = folded;
  }

  #rows(): readonly TreeRow[] {
    const { live, client } = this.screen;
    const [bars, folded] = [this.bars.value, this.folded.value];
    const bar = (id: string) => bars.get(id) ?? null;
    if (!this.isByParent.value) return byColumn(this.columns.value, bar, folded);
    live.follow("relations");
    return byParent({ cards: this.shown(), barOf: bar }, (id) => client.board.card(id)?.parent, folded);
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

const states = new WeakMap<Screen, TimelineState>();

/** Returns the timeline of a screen, the same each time. */
export function timelineOf(screen: Screen): TimelineState {
  const known = states.get(screen) ?? new TimelineState(screen);
  states.set(screen, known);
  return known;
}
