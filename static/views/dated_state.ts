/** What a view shows that draws cards by their dates: their bars, what has none, milestones, and what I have in my hands. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { UNSORTED } from "../../clients/js/schema.ts";
import type { Card, Milestone } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { type Bar, barOf, dragged, type Hold, heldSpan } from "../ui/bars.ts";
import { type Day, dayNumber } from "../ui/days.ts";
import { spanOf, spelled } from "../ui/due.ts";
import { query, setQuery } from "../ui/location.ts";
import { minute } from "../ui/minute.ts";
import type { Visitor } from "../ui/people_marks.tsx";
import type { Screen } from "../ui/screen.ts";

/** What I have in my hands. */
export type Held =
  | { readonly what: "bars"; readonly ids: ReadonlySet<string>; readonly hold: Hold; readonly days: number }
  | { readonly what: "milestone"; readonly id: string; readonly day: Day }
  | { readonly what: "card"; readonly id: string; readonly day: Day | null }
  | {
      readonly what: "link";
      readonly from: string;
      readonly x: number;
      readonly y: number;
      readonly onto: string;
    };

export class DatedState {
  readonly today: ReadonlySignal<Day> = computed(() => dayNumber(spelled(new Date(minute.value))));
  readonly held = signal<Held | null>(null);
  readonly showsTray = signal(false);
  readonly columns: ReadonlySignal<readonly { readonly id: string; readonly cards: readonly string[] }[]>;
  readonly bars: ReadonlySignal<ReadonlyMap<string, Bar>>;
  readonly unscheduled: ReadonlySignal<readonly string[]>;
  readonly milestones: ReadonlySignal<readonly Milestone[]>;
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
    this.milestones = computed(() => {
      live.follow("milestones");
      return client.board.milestones();
    });
  }

  /** Returns a card's bar as it is drawn: where I hold it, if I do. */
  shownBar(card: string): Bar | null {
    const [bar, held] = [this.bars.value.get(card) ?? null, this.held.value];
    if (bar === null || held?.what !== "bars" || !held.ids.has(card)) return bar;
    return dragged(bar, held.hold, held.days);
  }

  isHeld(card: string): boolean {
    return this.held.value?.what === "bars" && this.held.value.ids.has(card);
  }

  /** Returns the bars of a card in the hands of others, with who holds each. */
  ghostsOf(card: string) {
    return this.screen.live.peers.value.flatMap(({ session, person, state }) => {
      const span = heldSpan(state, card);
      return span === null ? [] : [{ session, person, span }];
    });
  }

  /** Returns how a card's bar looks: its classes and its colours. */
  lookOf(card: Card, bar: Bar, here: readonly Visitor[]) {
    const isDone = this.screen.isDone(card);
    const isLate = spanOf(card.due, isDone, minute.value) === "overdue"; // as everywhere
    const color = card.cover ?? this.screen.live.column(card.column)?.color;
    const states = [
      this.isHeld(card.id) ? " is-held" : "",
      isDone ? " is-done" : isLate ? " is-late" : "",
      bar.kind === "reversed" ? " is-reversed" : "",
      bar.kind === "start" || bar.kind === "due" ? " is-short" : "",
      here.length > 0 ? " is-visited" : "",
    ];
    const style = {
      ...(color === undefined || isDone || isLate ? {} : { "--hue": hue(color) }),
      ...(here[0] === undefined ? {} : { "--visit": hue(here[0].color) }),
    };
    return { class: `tl-bar${states.join("")}`, style };
  }

  /** Changes a setting of the view in the address; null: as if it had never been set. */
  set(key: string, value: string | null): void {
    const values = new URLSearchParams(query.peek());
    if (value === null) values.delete(key);
    else values.set(key, value);
    setQuery(values.toString().replaceAll("%2C", ","));
  }

  protected shown(): readonly string[] {
    return this.columns.value.flatMap(({ cards }) => cards);
  }

  #cards(): readonly Card[] {
    this.screen.live.follow("cards");
    return this.shown().flatMap((id) => this.screen.client.board.card(id) ?? []);
  }
}

/** Returns a setting of the view. */
export function asked(key: string): string | null {
  return new URLSearchParams(query.value).get(key);
}

function withBar(card: Card): readonly (readonly [string, Bar])[] {
  const bar = barOf(card);
  return bar === null ? [] : [[card.id, bar]];
}
