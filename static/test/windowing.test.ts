import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, Heights, headBefore, inSight, layOut, scrollTo } from "../ui/windowing.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `card${index}`);

test("rows stand under each other with a gap, and none after the last", () => {
  const heights = new Heights(50);
  heights.learn("card1", 80);
  const { tops, height } = layOut(ids(3), heights, 8);
  assert.deepEqual([...tops], [0, 58, 146, 204]);
  assert.equal(height, 196);
});

test("an empty list has no height", () => {
  assert.equal(layOut([], new Heights(50), 8).height, 0);
  assert.deepEqual(inSight(layOut([], new Heights(50), 8), 0, 500), { first: 0, end: 0 });
});

test("a hole pushes what is behind it on, and is the whole height of an empty list", () => {
  const { tops, holeTop } = layOut(ids(2), new Heights(50), 8, { index: 1, height: 30 });
  assert.deepEqual([holeTop, [...tops]], [58, [0, 96, 154]]);
  assert.equal(layOut([], new Heights(50), 8, { index: 0, height: 30 }).height, 30);
});

test("the rows in sight are exactly those that touch the stretch", () => {
  const heights = new Heights(50);
  const list = ids(1_000);
  for (const [index, id] of list.entries()) heights.learn(id, 30 + ((index * 37) % 90));
  const layout = layOut(list, heights, 8);
  for (const from of [0, 1, 777, 31_000, 81_000]) {
    const { first, end } = inSight(layout, from, from + 600);
    const touching = list.flatMap((id, index) => {
      const top = layout.tops[index] ?? 0;
      return top + heights.of(id) + 8 > from && top <= from + 600 ? [index] : [];
    });
    assert.deepEqual([first, end - 1], [touching[0], touching.at(-1)], `from ${from}`);
  }
});

test("what is pinned is drawn wherever it is, once, in order", () => {
  const range = { first: 4, end: 6 };
  assert.deepEqual(drawn(ids(9), range, new Set(["card8", "card5", "card1", "gone"])), [1, 4, 5, 8]);
});

test("the head of the rows in sight is drawn with them", () => {
  const heads = [0, 3, 4];
  assert.deepEqual(
    [0, 2, 3, 9].map((row) => headBefore(heads, row)),
    [0, 0, 3, 4],
  );
  assert.equal(headBefore([], 2), undefined);
  assert.deepEqual(drawn(ids(9), { first: 6, end: 8 }, new Set(["card8"]), 4), [4, 6, 7, 8]);
});

test("learning says whether it was news", () => {
  const heights = new Heights(50);
  assert.deepEqual(
    [heights.learn("a", 60), heights.learn("a", 60), heights.learn("a", 0)],
    [true, false, false],
  );
  assert.equal(heights.of("a"), 60);
});

test("scrolling to a row moves no more than needed", () => {
  const view = { top: 100, height: 200 };
  assert.equal(scrollTo({ top: 150, height: 50 }, view, 8), 100);
  assert.equal(scrollTo({ top: 50, height: 50 }, view, 8), 42);
  assert.equal(scrollTo({ top: 290, height: 50 }, view, 8), 148);
  assert.equal(scrollTo({ top: 0, height: 50 }, view, 8), 0);
});
