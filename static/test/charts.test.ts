import assert from "node:assert/strict";
import { test } from "node:test";
import { area, bars, line, roundUp, stacked } from "../ui/charts.ts";

test("an axis ends at a round number that holds everything", () => {
  const given = [0, -3, Number.NaN, 1, 1.2, 3, 7, 10, 11, 480, 0.2];
  assert.deepEqual(given.map(roundUp), [1, 1, 1, 1, 2, 4, 8, 10, 20, 500, 1]);
});

test("a line goes from the first day to the last, and one day is as long as all", () => {
  assert.equal(line([0, 5, 10], 10), "M0 100L50 50L100 0");
  assert.equal(line([5], 10), "M0 50L100 50");
  assert.equal(line([], 10), "");
});

test("layers lie on each other without gaps, the last at the bottom", () => {
  const layers = stacked([[1, 2], [3, 0], [4, 4]]); // biome-ignore format: a table
  assert.deepEqual(
    layers.map(({ lower, upper }) => [lower, upper]),
    [[[7, 4], [8, 6]], [[4, 4], [7, 4]], [[0, 0], [4, 4]]], // biome-ignore format: a table
  );
  assert.equal(area([0, 0], [4, 4], 8), "M0 50L100 50L100 100L0 100Z");
  assert.deepEqual(stacked([]), []);
  assert.equal(area([], [], 1), "");
});

test("columns stand side by side on the ground, none of them where there is nothing", () => {
  assert.equal(bars([5, 10], 10), "M7.5 100V50H42.5V100ZM57.5 100V0H92.5V100Z");
  assert.equal(bars([0], 10), "M15 100V100H85V100Z");
  assert.equal(bars([], 10), "");
});
