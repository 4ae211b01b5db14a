/**
 * What the history of a board shows: which moment, the board as it was then, and the moments one can go to: all near the one that
 * is shown, and an outline of the rest of the board's life.
 */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { PastBoard } from "../../clients/js/past.ts";
import { Activity } from "../ui/activity.ts";
import { sentence } from "../ui/api.ts";
import { tellable } from "../ui/happened.ts";
import type { Happening } from "../ui/happening.ts";
import { fetched } from "../ui/lazy.tsx";
import { query, setQuery } from "../ui/location.ts";
import { indexAt, isAmong, type Stop, stopOf, timeOf, together } from "../ui/moments.ts";
import { namesOn } from "../ui/names_on.ts";
import { Screen } from "../ui/screen.ts";

const PAGE = 200;
const KEPT_MAX = 16;
/** Of steps that follow each other faster, only the last is loaded. */
const PAUSE_MS = 80;

interface Loaded {
  readonly state: Uint8Array;
  readonly when: string;
}

export type Panel = "activity" | "changes" | "card";
export type Hands = typeof import("./history_hands.tsx");
type Rows = typeof import("./portfolio.tsx");

export class HistoryState {
  readonly screen: Screen;
  readonly noun: "board" | "portfolio";
  /** The board of today, to be looked at only. */
  readonly now: Screen;
  readonly past: Screen;
  readonly activity: Activity;
  /** The moment as the address names it; empty: now. */
  readonly at: ReadonlySignal<string> = computed(() => momentIn(query.value));
  /** Actions that can be told, newest first. */
  readonly actions: ReadonlySignal<readonly Happening[]>;
  /** The same as moments, oldest first: all there are from the first to the last of them. */
  readonly near: ReadonlySignal<readonly Stop[]>;
  readonly outline = signal<readonly Stop[]>([]);
  /** Moments of the whole life of the board, oldest first. */
  readonly stops: ReadonlySignal<readonly Stop[]>;
  /** Where among the stops the moment is; their number: now. */
  readonly index: ReadonlySignal<number>;
  /** Which moment `past` shows; empty until one has come. */
  readonly shown = signal("");
  readonly problem = signal("");
  readonly panel = signal<Panel>("activity");
  /** What draws a portfolio, once it has come. */
  readonly rows = signal<Rows | null>(null);
  /** The card of the past that is looked at; of a portfolio the initiative. */
  readonly card = signal<string | null>(null);
  /** Since when one asks what changed: an id of since.ts; empty: the first there is. */
  readonly since = signal("");
  /** What does something with the past, once it has come. */
  readonly hands = signal<Hands | null>(null);
  readonly ready: Promise<Hands> = fetched(
    () => import("./history_hands.tsx"),
    "The past can be seen, but what brings it back",
  );
  readonly #pastBoard: PastBoard;
  readonly #kept = new Map<string, Loaded>();
  readonly #stops: (() => void)[] = [];
  #loading = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(screen: Screen) {
    const { client, board, people, root } = screen;
    this.screen = screen;
    this.noun = root === "p" ? "portfolio" : "board";
    this.now = new Screen(client, board, root);
    this.#pastBoard = new PastBoard(board, client.status);
    this.past = new Screen(this.#pastBoard, board, root);
    this.activity = new Activity(board, null, PAGE);
    const names = namesOn(screen);
    this.actions = computed(() => this.activity.actions.value.filter((action) => tellable(action, names)));
    this.near = computed(() =>
      this.actions.value
        .map(stopOf)
        .filter((stop, index, all) => stop.at !== all[index - 1]?.at)
        .reverse(),
    );
    this.stops = computed(() => {
      const near = this.near.value;
      return together(
        this.outline.value.filter(({ at }) => !this.#isNear(at)),
        near,
      );
    });
    this.index = computed(() =>
      this.at.value === "" ? this.stops.value.length : indexAt(this.stops.value, this.at.value),
    );
    this.#stops.push(
      client.board.changes(() => this.activity.soon()),
      ...["comment", "update"].map((kind) => client.records.watch(kind, () => this.activity.soon())),
      effect(() => {
        this.now.people.members.value = people.members.value;
        this.past.people.members.value = people.members.value;
      }),
      effect(() => {
        const at = this.at.value;
        untracked(() => this.#load(at));
      }),
    );
    reachable(this.now);
    if (root === "p")
      void fetched(() => import("./portfolio.tsx")).then((rows) => {
        this.rows.value = rows;
      });
    void this.ready.then((hands) => {
      this.hands.value = hands;
      void hands.loadOutline(this);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#loading.abort();
    for (const stop of this.#stops) stop();
    this.activity.close();
    this.now.close();
    this.past.close();
    void this.#pastBoard.close();
  }

  /** What is shown: as it was, or as it is. */
  get board(): Screen {
    return this.at.value === "" ? this.now : this.past;
  }

  /** Goes to a moment; empty: to now. */
  goTo(at: string): void {
    const values = new URLSearchParams(query.peek());
    if (at === "") values.delete("at");
    else values.set("at", at);
    setQuery(values.toString().replaceAll("%2C", ",").replaceAll("%3A", ":"));
  }

  /** Shows a card or an initiative beside the board. */
  look(id: string): void {
    this.card.value = id;
    this.panel.value = "card";
  }

  goToStop(index: number): void {
    const stops = this.stops.peek();
    this.goTo(index >= stops.length ? "" : (stops[Math.max(0, index)]?.at ?? ""));
  }

  /** Says whether all that happened around a moment is loaded. */
  #isNear(at: string): boolean {
    const [near, { hasMore, hasLater }] = [this.near.value, this.activity];
    if (at === "") return !hasLater;
    const index = indexAt(near, at);
    return isAmong(near, at) || (index < 0 ? !hasMore : index === near.length - 1 && !hasLater);
  }

  /** Loads what happened around a moment, unless it is loaded. */
  async reach(at: string): Promise<void> {
    await this.activity.begun;
    if (timeOf(at) === null && at !== "") return;
    if (!untracked(() => this.#isNear(at))) await this.activity.goTo(at);
  }

  /** What was loaded of the moment, once it is shown. */
  get #loaded(): Loaded | undefined {
    const at = this.at.value;
    return this.shown.value === at ? this.#kept.get(at) : undefined;
  }

  /** Says when it was that `past` shows. */
  get when(): number | null {
    const when = this.#loaded?.when;
    return when ? Date.parse(when) : timeOf(this.at.value);
  }

  /** Says that nothing was on the board yet. */
  get isBefore(): boolean {
    return this.#loaded?.when === "";
  }

  #load(at: string): void {
    clearTimeout(this.#timer);
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal: aborted } = this.#loading;
    this.problem.value = "";
    if (at === "") {
      this.shown.value = "";
      this.card.value = null;
      void this.reach("");
      return;
    }
    if (timeOf(at) === null) {
      this.problem.value = NO_SUCH;
      return;
    }
    const kept = this.#kept.get(at);
    if (kept !== undefined) this.#show(at, kept);
    this.#timer = setTimeout(() => {
      void this.reach(at);
      if (kept !== undefined) return;
      void this.#fetched(at, aborted).then((loaded) => {
        if (loaded === null || aborted.aborted) return;
        this.#kept.set(at, loaded);
        const [oldest] = this.#kept.keys();
        if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
        this.#show(at, loaded);
      });
    }, PAUSE_MS);
  }

  async #fetched(at: string, aborted: AbortSignal): Promise<Loaded | null> {
    const path = `/api/boards/${this.screen.board}/moments/${encodeURIComponent(at)}`;
    const answer = await fetch(path, { signal: aborted })
      .then(read)
      .catch(() => null);
    if (aborted.aborted) return null;
    if (answer !== null && answer.state !== null) return { state: answer.state, when: answer.when };
    this.problem.value =
      PROBLEMS[answer?.status ?? 0]?.replace("board", this.noun) ??
      sentence("the server cannot show that moment");
    return null;
  }

  #show(at: string, { state, when }: Loaded): void {
    const { records } = this.screen.client;
    const until = when === "" ? 0 : Date.parse(when);
    const rows = (["number", "comment"] as const).flatMap((kind) =>
      [...records.of(kind)]
        .filter(([, value]) => kind === "number" || createdAt(value) <= until)
        .map(([id, value]) => [kind, id, value] as const),
    );
    this.#pastBoard.show(state, rows);
    reachable(this.past);
    this.shown.value = at;
  }
}

/** Reads an answer to its end: what is not wanted any more may be cut off half way. */
async function read(response: Response) {
  const state = response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  return { status: response.status, state, when: response.headers.get("x-when") ?? "" };
}

const NO_SUCH = "There is no such moment.";
const PROBLEMS: Readonly<Record<number, string>> = {
  0: "The server cannot be reached: the past is not kept on this device.",
  404: "The history of this board does not reach back that far.",
  422: NO_SUCH,
};

/** Lets one card be reached by Tab; the others by keys from there. */
function reachable({ client: { board }, focus }: Screen): void {
  if (board.shownColumn(focus.peek() ?? "") !== undefined) return;
  focus.value = board.columns().flatMap(({ id }) => board.order(id).slice(0, 1))[0] ?? null;
}

function createdAt(comment: unknown): number {
  const { created = "" } = Object(comment) as { readonly created?: unknown };
  return Date.parse(String(created)) || 0;
}

function momentIn(text: string): string {
  return (new URLSearchParams(text).get("at") ?? "").slice(0, 41);
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function whenInWords(when: number | null): string {
  return when === null || Number.isNaN(when) ? "an unknown moment" : format.format(when);
}
