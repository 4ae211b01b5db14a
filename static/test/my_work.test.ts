import assert from "node:assert/strict";
import { test } from "node:test";
import type { CardFacts } from "../../clients/js/watch.ts";
import { KnownCards } from "../ui/known_cards.ts";
import { arranged, workOf } from "../ui/my_work.ts";

const NOON = new Date(2026, 2, 4, 12).getTime();

const facts = (title: string, more: Partial<CardFacts> = {}): CardFacts => ({
  title,
  ...{ column: "c", archived: false, done: false, start: null, due: null, estimate: null, priority: null },
  ...{ progress: null, assignees: [], labels: [], milestone: null, parent: null, blocks: [], goals: [] },
  ...{ number: null, made: null, began: null, finished: null, changed: null, ...more },
});
const boards = (...cards: CardFacts[]) => new Map([["b", new Map(cards.map((card) => [card.title, card]))]]);
const read = (cards: ReturnType<typeof boards>) =>
  arranged(workOf(cards, new Map()).tasks, NOON).map(({ stretch, tasks }) => [
    stretch,
    tasks.map(({ card }) => card.title),
  ]);

test("work is in stretches, what is due first first", () => {
  const cards = boards(
    facts("none"),
    facts("later", { due: "2026-03-12" }),
    facts("week", { due: "2026-03-11" }),
    facts("tomorrow", { due: "2026-03-05" }),
    facts("today", { due: "2026-03-04" }),
    facts("passed today", { due: new Date(2026, 2, 4, 11).toISOString() }),
    facts("long ago", { due: "0001-01-01" }),
    facts("far", { due: "9999-12-31" }),
  );
  assert.deepEqual(read(cards), [
    ["overdue", ["long ago", "passed today"]],
    ["today", ["today"]],
    ["week", ["tomorrow", "week"]],
    ["later", ["later", "far"]],
    ["none", ["none"]],
  ]);
});

test("what is done or put away is no work, and nothing is no stretch", () => {
  const cards = boards(
    facts("done by hand", { done: true }),
    facts("done by its column", { finished: 1 }),
    facts("archived", { archived: true }),
  );
  assert.deepEqual(read(cards), []);
});

test("the more urgent comes first on one day, and an unknown priority last", () => {
  const due = "2026-03-05";
  const cards = boards(
    facts("b", { due }),
    facts("low", { due, priority: "low" }),
    facts("strange", { due, priority: "whatever" }),
    facts("a", { due }),
    facts("urgent", { due, priority: "urgent" }),
  );
  assert.deepEqual(read(cards), [["week", ["urgent", "low", "a", "b", "strange"]]]);
});

test("cards are known as they are told, and what is told anew takes their place once it is complete", () => {
  const known = new KnownCards();
  const { events } = known;
  const titles = () =>
    [...known.cards.value].map(([board, cards]) => [board, ...[...cards.values()].map(({ title }) => title)]);
  events.live(true);
  events.cards("b", new Map([["1", facts("one")]]), true);
  events.cards("c", new Map([["2", facts("two")]]), true);
  assert.deepEqual([titles(), known.isTold.value], [[], false]);
  events.ready();
  assert.deepEqual([titles(), known.isTold.value], [[["b", "one"], ["c", "two"]], true]); // biome-ignore format: a row
  events.cards("b", new Map([["1", null], ["3", facts("three")]]), false); // biome-ignore format: a row
  assert.deepEqual(titles(), [["b", "three"], ["c", "two"]]); // biome-ignore format: a row
  events.gone("c");
  assert.deepEqual(titles(), [["b", "three"]]);
  events.live(false);
  events.live(true);
  events.cards("d", new Map([["4", facts("four")]]), true);
  assert.deepEqual(titles(), [["b", "three"]]);
  events.ready();
  assert.deepEqual(titles(), [["d", "four"]]);
});
