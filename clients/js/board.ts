/**
 * A board as a screen reads it: values by id, lists in order, and word of what changed.
 *
 * Kept up by the document's own events, so an edit costs what it touches; nothing is read anew for one change. A new
 * document may take the old one's place (`attach`); the board stays the same object.
 */

import * as Y from "yjs";
import { compareRanked, compareText, type Ranked } from "./order.ts";
import { Orders } from "./orders.ts";
import { Relations } from "./relations.ts";
import { ROOTS, type Root, type Row } from "./schema.ts";
import { Signal, type Stop, Topics } from "./topics.ts";
import * as values from "./values.ts";

export type Topic =
  | Exclude<Root, "cards">
  | "cards"
  | "archived"
  | "relations"
  | `card:${string}`
  | `order:${string}`;
export type ChangeOrigin = "mine" | "others" | "rebuilt";
export interface Change {
  readonly origin: ChangeOrigin;
  /** Card -> keys touched; all of a new card's. */
  readonly cards: ReadonlyMap<string, ReadonlySet<string>>;
  readonly topics: ReadonlySet<Topic>;
  /** Whose edits these are; empty when unknown or mine. */
  readonly people: readonly string[];
}

/** The values of one kind of record, read when asked for and kept until they change. */
class Shelf<Value extends { readonly archived: boolean }> {
  readonly #known = new Map<string, Value>();
  #openList: readonly Value[] | undefined;
  #rows: Row = new Y.Map();
  readonly #read: (id: string, row: Row) => Value;
  readonly #compare: (left: Value, right: Value) => number;

  constructor(read: (id: string, row: Row) => Value, compare: (left: Value, right: Value) => number) {
    this.#read = read;
    this.#compare = compare;
  }

  attach(rows: Row): void {
    this.#rows = rows;
    this.#known.clear();
    this.#openList = undefined;
  }

  forget(id: string): void {
    this.#known.delete(id);
    this.#openList = undefined;
  }

  get(id: string): Value | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const row = this.#rows.get(id);
    if (!(row instanceof Y.Map)) return undefined;
    const value = this.#read(id, row);
    this.#known.set(id, value);
    return value;
  }

  *all(): Iterable<Value> {
    for (const id of this.#rows.keys()) {
      const value = this.get(id);
      if (value !== undefined) yield value;
    }
  }

  open(): readonly Value[] {
    this.#openList ??= [...this.all()].filter((value) => !value.archived).sort(this.#compare);
    return this.#openList;
  }
}

type Named = { readonly id: string; readonly name: string };
const byId = (left: Named, right: Named) =>
  compareText(left.name, right.name) || compareText(left.id, right.id);
const byDate = (left: values.Milestone, right: values.Milestone) =>
  compareText(left.date ?? "~", right.date ?? "~") || byId(left, right);

export class Board {
  readonly id: string;
  #doc = new Y.Doc();
  readonly #shelves = {
    columns: new Shelf(values.readColumn, compareRanked),
    labels: new Shelf(values.readLabel, compareRanked),
    people: new Shelf(values.readPerson, byId),
    fields: new Shelf(values.readField, compareRanked),
    milestones: new Shelf(values.readMilestone, byDate),
    goals: new Shelf(values.readGoal, byId),
    views: new Shelf(values.readView, compareRanked),
    initiatives: new Shelf(values.readInitiative, compareRanked),
    boards: new Shelf(values.readListing, compareRanked),
  };
  #about: values.Meta | undefined;
  readonly #cards = new Map<string, values.Card>();
  #orders = new Orders();
  #relations: Relations | undefined;
  readonly #topics = new Topics<Topic>();
  readonly #changed = new Signal<[Change]>();
  #touched = { cards: new Map<string, Set<string>>(), topics: new Set<Topic>() };
  #detach: Stop = () => undefined;

  constructor(id: string) {
    this.id = id;
  }

  meta(): values.Meta {
    this.#about ??= values.readMeta(this.#root("meta"));
    return this.#about;
  }

  columns(): readonly values.Column[] {
    return this.#shelves.columns.open();
  }

  archivedColumns(): readonly values.Column[] {
    return [...this.#shelves.columns.all()].filter((column) => column.archived).sort(compareRanked);
  }

  column(id: string): values.Column | undefined {
    return this.#shelves.columns.get(id);
  }

  order(column: string): readonly string[] {
    return this.#orders.list(column);
  }

  archivedCards(): readonly string[] {
    return this.#orders.archived();
  }

  shownColumn(card: string): string | undefined {
    return this.#orders.shown(card);
  }

  card(id: string): values.Card | undefined {
    const known = this.#cards.get(id);
    if (known !== undefined) return known;
    const row = this.#row(id);
    if (row === undefined) return undefined;
    const card = values.readCard(id, row);
    this.#cards.set(id, card);
    return card;
  }

  /** Returns the ids of all cards, open and archived, in no order. */
  *cardIds(): Iterable<string> {
    for (const [id, row] of this.#root("cards")) if (row instanceof Y.Map) yield id;
  }

  labels(): readonly values.Label[] {
    return this.#shelves.labels.open();
  }

  label(id: string): values.Label | undefined {
    return this.#shelves.labels.get(id);
  }

  people(): readonly values.Person[] {
    return this.#shelves.people.open();
  }

  person(id: string): values.Person | undefined {
    return this.#shelves.people.get(id);
  }

  fields(): readonly values.Field[] {
    return this.#shelves.fields.open();
  }

  field(id: string): values.Field | undefined {
    return this.#shelves.fields.get(id);
  }

  milestones(): readonly values.Milestone[] {
    return this.#shelves.milestones.open();
  }

  milestone(id: string): values.Milestone | undefined {
    return this.#shelves.milestones.get(id);
  }

  goals(): readonly values.Goal[] {
    return this.#shelves.goals.open();
  }

  archivedGoals(): readonly values.Goal[] {
    return [...this.#shelves.goals.all()].filter(({ archived }) => archived).sort(byId);
  }

  goal(id: string): values.Goal | undefined {
    return this.#shelves.goals.get(id);
  }

  views(): readonly values.View[] {
    return this.#shelves.views.open();
  }

  view(id: string): values.View | undefined {
    return this.#shelves.views.get(id);
  }

  /** Returns the initiatives of a portfolio by rank; outline.ts says which stands below which. */
  initiatives(): readonly values.Initiative[] {
    return this.#shelves.initiatives.open();
  }

  archivedInitiatives(): readonly values.Initiative[] {
    return [...this.#shelves.initiatives.all()].filter(({ archived }) => archived).sort(compareRanked);
  }

  initiative(id: string): values.Initiative | undefined {
    return this.#shelves.initiatives.get(id);
  }

  /** Returns the places of the boards of a portfolio, by rank. */
  boards(): readonly values.Listing[] {
    return this.#shelves.boards.open();
  }

  listing(id: string): values.Listing | undefined {
    return this.#shelves.boards.get(id);
  }

  parent(card: string): string | undefined {
    return this.#ties().parent(card);
  }

  children(card: string): readonly string[] {
    return this.#ties().childrenOf(card);
  }

  blockedBy(card: string): readonly string[] {
    return this.#ties().blockersOf(card);
  }

  related(card: string): readonly string[] {
    return this.#ties().relativesOf(card);
  }

  watch(topic: Topic, listener: () => void): Stop {
    return this.#topics.watch(topic, listener);
  }

  version(topic: Topic): number {
    return this.#topics.version(topic);
  }

  changes(listener: (change: Change) => void): Stop {
    return this.#changed.watch(listener);
  }

  /** Returns the cards stored under a column, open and archived, in order. */
  standing(column: string): readonly Ranked[] {
    return this.#orders.standingIn(column);
  }

  /** Shows another document from now on, and says so to everybody who listens. */
  attach(doc: Y.Doc): void {
    this.#detach();
    this.#doc = doc;
    this.#readAnew();
    this.#detach = this.#observe();
    const topics = new Set(this.#topics.watched());
    this.#topics.tell(topics);
    this.#changed.tell({ origin: "rebuilt", cards: new Map(), topics, people: [] });
  }

  #root(name: Root): Row {
    return this.#doc.getMap<unknown>(name);
  }

  #row(card: string): Row | undefined {
    const row = this.#root("cards").get(card);
    return row instanceof Y.Map ? row : undefined;
  }

  #ties(): Relations {
    if (this.#relations === undefined) {
      this.#relations = new Relations();
      for (const id of this.cardIds()) this.#relate(id);
    }
    return this.#relations;
  }

  #relate(id: string): void {
    const card = this.#relations && this.card(id);
    if (card !== undefined) this.#relations?.put(id, card);
  }

  #readAnew(): void {
    this.#about = undefined;
    this.#cards.clear();
    this.#relations = undefined;
    this.#orders = new Orders();
    for (const [name, shelf] of Object.entries(this.#shelves)) shelf.attach(this.#root(name as Root));
    for (const column of this.#shelves.columns.open()) this.#orders.setOpen(column.id, true);
    for (const id of this.cardIds()) this.#place(id);
    this.#touched = { cards: new Map(), topics: new Set() };
  }

  #observe(): Stop {
    const observers = ROOTS.map((name) => {
      const note = (events: readonly Y.YEvent<Row>[]) => {
        for (const event of events) this.#note(name, event);
      };
      const root = this.#root(name) as Row & {
        observeDeep(call: unknown): void;
        unobserveDeep(call: unknown): void;
      };
      root.observeDeep(note);
      return () => root.unobserveDeep(note);
    });
    return () => {
      for (const stop of observers) stop();
    };
  }

  /** Collects what one event touched; nothing is told before the whole transaction is noted. */
  #note(root: Root, event: Y.YEvent<Row>): void {
    const [id, key] = event.path.map(String);
    const keys = [...event.keys.keys()];
    if (root === "meta") this.#touched.topics.add("meta");
    else if (root !== "cards") {
      for (const one of id === undefined ? keys : [id]) this.#noteRecord(root, one);
    } else if (id === undefined) {
      for (const one of keys) this.#noteCard(one, ["at", "archived", ...(this.#row(one)?.keys() ?? [])]);
    } else this.#noteCard(id, key === undefined ? keys : [key]);
  }

  #noteRecord(root: Exclude<Root, "meta" | "cards">, id: string): void {
    this.#shelves[root].forget(id);
    this.#touched.topics.add(root);
    if (root !== "columns") return;
    const isOpen = this.#shelves.columns.get(id)?.archived === false;
    this.#touchOrders(this.#orders.setOpen(id, isOpen));
  }

  #noteCard(id: string, keys: Iterable<string>): void {
    const noted = this.#touched.cards.get(id) ?? new Set();
    for (const key of keys) noted.add(key);
    this.#touched.cards.set(id, noted);
  }

  /** Brings the model up to date with what transactions have touched, then tells; whoever writes calls this. */
  settle(origin: ChangeOrigin, people: readonly string[] = []): void {
    const { cards, topics } = this.#touched;
    if (cards.size === 0 && topics.size === 0) return;
    if (topics.has("meta")) this.#about = undefined;
    for (const [id, keys] of cards) this.#settleCard(id, keys);
    this.#touched = { cards: new Map(), topics: new Set() };
    this.#topics.tell(topics);
    this.#changed.tell({ origin, cards, topics, people });
  }

  #settleCard(id: string, keys: ReadonlySet<string>): void {
    this.#cards.delete(id);
    this.#touched.topics.add(`card:${id}`).add("cards");
    if (keys.has("at") || keys.has("archived")) this.#place(id);
    if (keys.has("archived")) this.#touched.topics.add("archived");
    const tied = [...keys].some(isTie);
    if (tied) this.#touched.topics.add("relations");
    if (tied || this.#relations?.has(id) === false) this.#relate(id);
  }

  #place(id: string): void {
    const row = this.#row(id);
    if (row === undefined) return;
    this.#touchOrders(this.#orders.put(id, values.readPlace(row)));
  }

  #touchOrders(columns: Iterable<string>): void {
    for (const column of columns) this.#touched.topics.add(`order:${column}`);
  }
}

/** Says whether a key of a card takes part in relations. */
function isTie(key: string): boolean {
  return key === "parent" || key === "archived" || key.startsWith("blocks:") || key.startsWith("relates:");
}
