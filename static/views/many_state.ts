/** What the view of a portfolio's cards shows: those of all its boards that I may see, by what the address asks for. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { boardsUnder, outline } from "../../clients/js/outline.ts";
import type { Watch } from "../../clients/js/watch.ts";
import { api, Problem } from "../ui/api.ts";
import type { BoardLine } from "../ui/board_line.ts";
import { KnownCards } from "../ui/known_cards.ts";
import { fetched } from "../ui/lazy.tsx";
import { query, setQuery } from "../ui/location.ts";
import {
  type Asked,
  type Group,
  grouped,
  type Item,
  itemsOf,
  parseAsked,
  passing,
  STAGES,
  type Stage,
  stageOf,
} from "../ui/many_cards.ts";
import { minute } from "../ui/minute.ts";
import type { Known } from "../ui/people.ts";
import type { Screen } from "../ui/screen.ts";
import { boards, loadBoards, me } from "../ui/workspace.ts";

type Hands = typeof import("./many_hands.tsx");

/** What changes cards, once it is fetched. */
export const hands = signal<Hands | null>(null);

export async function loadHands(): Promise<void> {
  hands.value ??= await fetched(() => import("./many_hands.tsx"));
}

export const CELLS = {
  ...{ title: "Title", column: "Column", priority: "Priority", due: "Due", estimate: "Estimate" },
  ...{ labels: "Labels", assignees: "Assigned to" },
} as const;
const EDITORS: readonly string[] = ["owner", "admin", "editor"];

export type CellName = keyof typeof CELLS;

/** As many as a watch may name (docs/watch.md). */
const BOARDS_MAX = 1_000;

export class ManyState {
  readonly screen: Screen;
  readonly known = new KnownCards();
  /** People I share a board with. */
  readonly people = signal<readonly Known[]>([]);
  /** The key of the row that has the keyboard. */
  readonly focus = signal<string | null>(null);
  readonly summons = signal(0);
  readonly cell = signal<{ readonly row: string; readonly name: CellName } | null>(null);
  readonly asked: ReadonlySignal<Asked> = computed(() => parseAsked(query.value));
  /** In the order of the portfolio. */
  readonly boards: ReadonlySignal<readonly BoardLine[]>;
  /** Boards of the portfolio that I may not see. */
  readonly hidden: ReadonlySignal<number>;
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly shown: ReadonlySignal<readonly Item[]>;
  readonly groups: ReadonlySignal<readonly Group[]>;
  /** By what their columns mean; what is done is among them. */
  readonly stages: ReadonlySignal<Readonly<Record<Stage, readonly Item[]>>>;
  readonly byKey: ReadonlySignal<ReadonlyMap<string, Item>>;
  /** Boards that were put away: those are not hidden from me. */
  readonly #archived = signal<readonly BoardLine[]>([]);
  readonly #names = computed(() => {
    const names = new Map<string, Known>();
    for (const { named = {} } of this.known.summaries.value.values())
      for (const [id, name] of Object.entries(named)) names.set(id, { id, name, color: "grey" });
    for (const one of this.people.value) names.set(one.id, one);
    return names;
  });

  constructor(screen: Screen) {
    this.screen = screen;
    const ids = computed(() => {
      screen.live.follow("boards");
      screen.live.follow("initiatives");
      const { board } = screen.client;
      const outlined = outline(board.initiatives());
      const under = boardsUnder(outlined, board.boards());
      const holders = [...outlined.map(({ value }) => value.id), undefined];
      return holders
        .flatMap((id) => under.get(id) ?? [])
        .map(({ id }) => id)
        .slice(0, BOARDS_MAX);
    });
    const known = computed(
      () => new Map([...this.#archived.value, ...boards.value].map((one) => [one.id, one])),
    );
    this.boards = computed(() => ids.value.flatMap((id) => known.value.get(id) ?? []));
    // Before anybody has said which boards are mine, none is said to be hidden from me.
    this.hidden = computed(() => (me.value === null ? 0 : ids.value.length - this.boards.value.length));
    // What was told of a board stays known after it was taken out of the portfolio.
    this.items = computed(() => {
      const cards = this.boards.value.flatMap(({ id }) => {
        const known = this.known.cards.value.get(id);
        return known === undefined ? [] : ([[id, known]] as const);
      });
      return itemsOf(new Map(cards), this.known.summaries.value);
    });
    this.shown = computed(() =>
      passing(this.items.value, this.asked.value, { me: me.value?.id, now: minute.value }),
    );
    this.groups = computed(() =>
      grouped(this.shown.value, this.asked.value.grouping, {
        boards: this.boards.value.map(({ id }) => id),
        now: minute.value,
      }),
    );
    this.stages = computed(() => {
      const all = grouped(this.shown.value, "none", { boards: [], now: minute.value })[0]?.items ?? [];
      const stages: Record<Stage, Item[]> = { backlog: [], doing: [], done: [] };
      for (const item of all) stages[stageOf(item, this.known.summaries.value.get(item.board))].push(item);
      return stages;
    });
    this.byKey = computed(() => new Map(this.shown.value.map((item) => [item.key, item])));
  }

  /** Asks for the cards of every board of the portfolio; those I may not see are not told. */
  follow(): Watch {
    return this.known.follow(this.wanted());
  }

  /** Asks anew where the portfolio's boards are others than before. */
  want(watch: Watch | null): void {
    watch?.want(this.wanted());
  }

  private wanted() {
    return { summaries: true, cards: this.boards.value.map(({ id }) => id) };
  }

  board(id: string): BoardLine | undefined {
    return this.boards.value.find((board) => board.id === id);
  }

  /** On each board its own roles hold. */
  mayEdit({ board }: Item): boolean {
    const line = this.board(board);
    return line !== undefined && !line.archived && EDITORS.includes(line.role);
  }

  person(id: string): Known {
    return this.#names.value.get(id) ?? { id, name: "Someone from outside", color: "grey" };
  }

  /** What a card can be moved to on its board. */
  columnsOf({ board }: Item) {
    const columns = this.known.summaries.value.get(board)?.columns ?? [];
    return columns.map(([id, name, category]) => ({ id, name: name || "Column without a name", category }));
  }

  /** What a card can be labelled with: each board has labels of its own. */
  labelsOf({ board }: Item) {
    const labels = this.known.summaries.value.get(board)?.labels ?? [];
    return labels.map(([id, name, color]) => ({
      id,
      name: name || (color ?? "Label"),
      color: color ?? undefined,
    }));
  }

  columnName(item: Item): string {
    return this.columnsOf(item).find(({ id }) => id === item.card.column)?.name ?? "Unsorted";
  }

  /** Everybody who has a card here, by name. */
  assigned(): readonly Known[] {
    const ids = new Set(this.items.value.flatMap(({ assignees }) => assignees));
    return [...ids].map((id) => this.person(id)).sort((one, other) => one.name.localeCompare(other.name));
  }

  focusOn(key: string): void {
    this.focus.value = key;
    this.summons.value += 1;
  }

  /** The keys of what is shown, as the eye goes. */
  order(): readonly string[] {
    const lists = this.asked.peek().isByStage
      ? STAGES.map((stage) => this.stages.peek()[stage])
      : this.groups.peek().map(({ items }) => items);
    return lists.flat().map(({ key }) => key);
  }

  toggle(name: string): void {
    this.ask(name, new URLSearchParams(query.peek()).has(name) ? "" : "1");
  }

  /** Puts a word into the address, or takes it out. */
  ask(name: string, value: string): void {
    const words = new URLSearchParams(query.peek());
    if (value === "") words.delete(name);
    else words.set(name, value);
    setQuery(words.toString().replaceAll("%2C", ","));
  }

  /** Asks who is who, and which boards were put away. */
  async load(): Promise<void> {
    try {
      const [{ people }, archived] = await Promise.all([
        api<{ readonly people: readonly Known[] }>("GET", "/api/capacity"),
        loadBoards("?archived=true"),
      ]);
      this.people.value = people;
      this.#archived.value = archived;
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // without a network, names that are known have to do
    }
  }
}
