import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bar } from "../ui/bars.ts";
import { byColumn, byParent, type TreeRow } from "../ui/tree.ts";

const NONE = new Set<string>();
const bars =
  (days: Record<string, number>) =>
  (id: string): Bar | null => {
    const day = days[id];
    return day === undefined ? null : { from: day, to: day, kind: "due" };
  };
const drawn = (rows: readonly TreeRow[]) => rows.map(({ key, depth }) => " ".repeat(depth) + key);

test("columns are heads over their cards that have a date", () => {
  const columns = [
    { id: "todo", cards: ["a", "b", "c"] },
    { id: "done", cards: ["d"] },
  ];
  const rows = byColumn(columns, bars({ a: 3, c: 9 }), NONE);
  assert.deepEqual(drawn(rows), ["column:todo", " a", " c"]);
  assert.deepEqual(rows[0]?.span, { from: 3, to: 9 });
  assert.deepEqual(drawn(byColumn(columns, bars({ a: 3, d: 1 }), new Set(["column:todo"]))), [
    ...["column:todo", "column:done", " d"],
  ]);
});

test("cards stand under their parents, and a parent spans what is under it", () => {
  const parents: Record<string, string> = { b: "a", c: "b", d: "gone" };
  const forest = { cards: ["a", "b", "c", "d", "e"], barOf: bars({ b: 5, c: 2, d: 7 }) };
  const rows = byParent(forest, (id) => parents[id], NONE);
  assert.deepEqual(drawn(rows), ["a", " b", "  c", "d"]);
  assert.deepEqual(rows[0]?.span, { from: 2, to: 5 });
  assert.equal(rows[0]?.size, 2);
  assert.deepEqual(drawn(byParent(forest, (id) => parents[id], new Set(["b"]))), ["a", " b", "d"]);
});

test("children keep the order of the board, and those without a date are left out", () => {
  const forest = { cards: ["p", "x", "y", "z"], barOf: bars({ x: 1, z: 1 }) };
  const rows = byParent(forest, (id) => (id === "p" ? undefined : "p"), NONE);
  assert.deepEqual(drawn(rows), ["p", " x", " z"]);
});

test("very deep trees are drawn, no further in than there is room", () => {
  const cards = Array.from({ length: 5_000 }, (_, at) => `c${at}`);
  const parent = (id: string) => (id === "c0" ? undefined : `c${Number(id.slice(1)) - 1}`);
  const rows = byParent({ cards, barOf: () => ({ from: 0, to: 0, kind: "due" }) }, parent, NONE);
  assert.equal(rows.length, 5_000);
  assert.equal(Math.max(...rows.map(({ depth }) => depth)), 12);
});

test("circles of parents are cut at the smallest id, and all of them are drawn", () => {
  const parents: Record<string, string> = { c: "b", b: "a", a: "c", d: "c", s: "s" };
  const forest = {
    cards: ["d", "c", "b", "a", "s"],
    barOf: () => ({ from: 0, to: 0, kind: "due" }) as const,
  };
  assert.deepEqual(drawn(byParent(forest, (id) => parents[id], NONE)), ["a", " b", "  c", "   d", "s"]);
});

test("a chain of parents as long as a large board costs no more than its length", () => {
  const cards = Array.from({ length: 50_000 }, (_, at) => `c${at}`);
  let asked = 0;
  const parent = (id: string) => {
    asked += 1;
    return `c${(Number(id.slice(1)) + 1) % cards.length}`;
  };
  const rows = byParent({ cards, barOf: () => ({ from: 0, to: 0, kind: "due" }) }, parent, NONE);
  assert.equal(rows.length, cards.length);
  assert.equal(asked, cards.length);
});
