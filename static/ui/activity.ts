/**
 * The activity of a board or of one of its cards: rows without a gap, which grow page by page as they are asked for. They reach
 * to now, and are kept up there, until one goes to a moment that is not among them.
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { api, Problem } from "./api.ts";
import { aboutCard, folded, type Happening } from "./happening.ts";

interface Page {
  readonly activity: readonly Happening[];
  readonly next: string | null;
  readonly newer: string | null;
}

/** What is written from the log comes a moment after the edit: asked for until something new is there, or for so long. */
const WAITS_MS = [400, 1_200, 4_000, 12_000];

export class Activity {
  readonly #address: string;
  readonly #rows = signal<readonly Happening[]>([]);
  readonly #next = signal<string | null>("");
  /** Where what is newer goes on; null: they reach to now. */
  readonly #newer = signal<string | null>(null);
  /** What is said instead of what could not be loaded. */
  readonly problem = signal("");
  readonly isLoading = signal(true);
  /** Actions, newest first. */
  readonly actions: ReadonlySignal<readonly Happening[]>;
  /** The first page has come. */
  readonly begun: Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flight: Promise<void> | null = null;
  #isClosed = false;

  constructor(board: string, card: string | null, count: number) {
    this.#address = `/api/boards/${board}/activity?count=${count}${card === null ? "" : `&card=${card}`}`;
    this.actions = computed(() =>
      folded(card === null ? this.#rows.value : this.#rows.value.map((row) => aboutCard(row, card))),
    );
    this.begun = this.more();
    this.soon(); // the last edit before may be not written yet
  }

  get hasMore(): boolean {
    return this.#next.value !== null;
  }

  get hasLater(): boolean {
    return this.#newer.value !== null;
  }

  /** Loads the next older page; asked for anything meanwhile, it is that one. */
  more(): Promise<void> {
    return this.#once(() => this.#older());
  }

  /** Loads the next newer page. */
  later(): Promise<void> {
    return this.#once(async () => {
      const after = this.#newer.peek();
      const page = after === null ? null : await this.#page(`&after=${after}`);
      if (page === null) return;
      this.#rows.value = [...page.activity, ...this.#rows.peek()];
      this.#newer.value = page.newer;
      if (page.newer === null) this.soon();
    });
  }

  /** Loads what happened before and after a moment, instead of what was loaded; empty: what happened last. */
  async goTo(moment: string): Promise<void> {
    while (this.#flight !== null) await this.#flight;
    await this.#once(async () => {
      const page = await this.#page(moment === "" ? "" : `&around=${encodeURIComponent(moment)}`);
      if (page === null) return;
      this.#rows.value = page.activity;
      this.#next.value = page.next;
      this.#newer.value = page.newer;
    });
  }

  #once(load: () => Promise<void>): Promise<void> {
    this.isLoading.value = true;
    this.#flight ??= load().finally(() => {
      this.#flight = null;
      this.isLoading.value = false;
    });
    return this.#flight;
  }

  async #older(): Promise<void> {
    const next = this.#next.peek();
    if (next === null) return;
    const page = await this.#page(next === "" ? "" : `&before=${next}`);
    if (page === null) return;
    this.#rows.value = [...this.#rows.peek(), ...page.activity];
    this.#next.value = page.next;
  }

  /** Looks for what is new, soon: something was edited. */
  soon(turn = 0): void {
    const wait = WAITS_MS[turn];
    clearTimeout(this.#timer);
    if (wait === undefined || this.#isClosed) return;
    this.#timer = setTimeout(async () => {
      await this.#flight;
      if (!(await this.#renew())) this.soon(turn + 1);
    }, wait);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Loads the newest page; returns whether there was anything new. */
  async #renew(): Promise<boolean> {
    if (this.#newer.peek() !== null) return true; // what happens now stands far from here
    const page = await this.#page("");
    if (page === null) return false;
    const known = this.#rows.peek();
    const at = page.activity.findIndex(({ id }) => id === known[0]?.id);
    if (at === 0 || page.activity.length === 0) return false;
    if (at > 0) this.#rows.value = [...page.activity.slice(0, at), ...known];
    else {
      this.#rows.value = page.activity; // more than a page is new: what is older is asked for again
      this.#next.value = page.next;
    }
    return true;
  }

  async #page(query: string): Promise<Page | null> {
    try {
      const page = await api<Page>("GET", this.#address + query);
      this.problem.value = "";
      return this.#isClosed ? null : page;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem.value = error.message;
      return null;
    }
  }
}
