import assert from "node:assert/strict";
import test from "node:test";
import type { CardFacts } from "../../clients/js/watch.ts";
import type { Summary } from "../ui/facts.ts";
import { grouped, itemsOf, labelKey, parseAsked, passing, stageOf } from "../ui/many_cards.ts";

const CARD: CardFacts = {
  ...{ title: "Card", column: "todo", archived: false, done: false, start: null, due: null, estimate: null },
  ...{ priority: null, progress: null, assignees: [], labels: [], milestone: null, parent: null },
  ...{ blocks: [], goals: [], number: null, made: null, began: null, finished: null, changed: null },
};
const SUMMARY = {
  columns: [
    ["todo", "To do", null, null, 0],
    ["doing", "Doing", "doing", null, 0],
    ["past", "Past", "done", null, 0],
  ],
  labels: [["l", "Bug, severe", "red"]],
} as unknown as Summary;
const NOW = new Date(2026, 10, 27, 12).getTime();

function items(boards: Record<string, Record<string, Partial<CardFacts>>>) {
  const cards = new Map(
    Object.entries(boards).map(([board, own]) => [
      board,
      new Map(Object.entries(own).map(([id, card]) => [id, { ...CARD, ...card }])),
    ]),
  );
  return itemsOf(cards, new Map(Object.keys(boards).map((board) => [board, SUMMARY])));
}

const shown = (query: string, all: ReturnType<typeof items>, me?: string) =>
  passing(all, parseAsked(query), { me, now: NOW }).map(({ id }) => id);

test("what is archived is no row, and what is done only where it is asked for", () => {
  const all = items({ b: { a: {}, away: { archived: true }, d: { done: true }, f: { finished: 1 } } });
  assert.deepEqual(shown("", all), ["a"]);
  assert.deepEqual(shown("?done=1", all), ["a", "d", "f"]);
  assert.deepEqual(shown("?as=columns", all), ["a", "d", "f"]);
  assert.deepEqual(shown("?due=done", items({ b: { d: { done: true, due: "2026-01-01" } } })), ["d"]);
});

test("mine is whoever looks, so that the address can be sent to somebody", () => {
  const all = items({ b: { a: { assignees: ["ann"] }, z: { assignees: ["zoe"] } } });
  assert.deepEqual(shown("?person=me", all, "ann"), ["a"]);
  assert.deepEqual(shown("?person=me", all, "zoe"), ["z"]);
  assert.deepEqual(shown("?person=me", all), []);
});

test("a label is asked for by its name, whatever it is on each board", () => {
  const key = labelKey("Bug, severe");
  assert.equal(key.includes(","), false);
  assert.deepEqual(shown(`?label=${key}`, items({ b: { a: { labels: ["l"] }, c: { labels: ["gone"] } } })), [
    "a",
  ]);
});

test("blocked is who waits for a card that is not done; a circle and a card of nowhere harm nothing", () => {
  const all = items({
    b: { a: { blocks: ["c", "nowhere"] }, c: { blocks: ["a"] }, d: { blocks: ["e"], done: true }, e: {} },
  });
  assert.deepEqual(shown("?blocked=1", all), ["a", "c"]);
});

test("a stage follows from the column, a tick is done anywhere, and an unknown column is to come", () => {
  const all = items({
    b: { a: {}, c: { column: "doing" }, d: { column: "doing", done: true }, e: { column: "nowhere" } },
  });
  assert.deepEqual(
    all.map((item) => stageOf(item, SUMMARY)),
    ["backlog", "doing", "done", "backlog"],
  );
});

test("groups are in the order of the boards, and in each what is due first comes first, undated last", () => {
  const all = items({
    two: { x: {} },
    one: { none: {}, late: { due: "2026-12-24" }, soon: { due: "2026-12-01" }, low: { priority: "low" } },
  });
  const groups = grouped(all, "board", { boards: ["one", "two"], now: NOW });
  assert.deepEqual(
    groups.map(({ id, items }) => [id, items.map((item) => item.id)]),
    [
      ["one", ["soon", "late", "low", "none"]],
      ["two", ["x"]],
    ],
  );
});

test("any query reads as something", () => {
  for (const query of ["?group=%00&as=x&due=,,,&label=%F0%9F", `?person=${"a,".repeat(9_000)}`])
    assert.deepEqual(shown(query, items({ b: {} })), []);
  assert.equal(parseAsked("?group=nonsense").grouping, "board");
});
