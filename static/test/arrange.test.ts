import assert from "node:assert/strict";
import { test } from "node:test";
import type { Card } from "../../clients/js/values.ts";
import {
  type Arrangement,
  grouped,
  parseArrangement,
  sorted,
  sortedBy,
  spellArrangement,
} from "../ui/arrange.ts";

const PLAIN: Arrangement = { grouping: "column", sorting: null, isDescending: false };
const card = (id: string, values: Partial<Card> = {}): Card =>
  ({ id, title: id, labels: [], assignees: [], ...values }) as Card;
const ids = (cards: readonly Card[]) => cards.map(({ id }) => id);

test("an arrangement is spelled in the address beside the filter, and read back", () => {
  const arrangement: Arrangement = { grouping: "due", sorting: "title", isDescending: true };
  assert.equal(spellArrangement(arrangement, "?q=a&label=x,y"), "q=a&label=x,y&group=due&sort=-title");
  assert.deepEqual(parseArrangement("?q=a&group=due&sort=-title"), arrangement);
  assert.equal(spellArrangement(PLAIN, "?group=due&sort=title&q=a"), "q=a");
});

test("an address that says nonsense is the plain list", () => {
  assert.deepEqual(parseArrangement("?group=moon&sort=--title"), PLAIN);
  assert.deepEqual(parseArrangement(""), PLAIN);
});

test("pressing one name three times sorts rising, falling, and as before", () => {
  const once = sortedBy(PLAIN, "due");
  const twice = sortedBy(once, "due");
  assert.deepEqual([once.isDescending, twice.isDescending], [false, true]);
  assert.deepEqual(sortedBy(twice, "due"), PLAIN);
  assert.deepEqual(sortedBy(twice, "title"), { grouping: "column", sorting: "title", isDescending: false });
});

test("a card with two labels is in both groups, and what is not known comes last", () => {
  const cards = [card("a", { labels: ["y", "x"] }), card("b"), card("c", { labels: ["z"] })];
  const groups = grouped(cards, ["x", "y", ""], ({ labels }) => (labels.length === 0 ? [""] : labels));
  assert.deepEqual(groups, [
    { id: "x", cards: ["a"] },
    { id: "y", cards: ["a"] },
    { id: "", cards: ["b"] },
    { id: "z", cards: ["c"] },
  ]);
});

test("equals stay as they stood and cards without a value come last, either way", () => {
  const cards = [
    card("a", { estimate: 2 }),
    card("b"),
    card("c", { estimate: 1 }),
    card("d", { estimate: 2 }),
  ];
  const estimate = (one: Card) => one.estimate;
  assert.deepEqual(ids(sorted(cards, estimate, false)), ["c", "a", "d", "b"]);
  assert.deepEqual(ids(sorted(cards, estimate, true)), ["a", "d", "c", "b"]);
});

test("titles are sorted as people count", () => {
  const cards = ["Week 10", "week 9", "\u00c4pfel", "Zebra"].map((title) => card(title, { title }));
  assert.deepEqual(ids(sorted(cards, ({ title }) => title, false)), [
    "\u00c4pfel",
    "week 9",
    "Week 10",
    "Zebra",
  ]);
});
