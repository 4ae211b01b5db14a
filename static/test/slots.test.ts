import assert from "node:assert/strict";
import { test } from "node:test";
import { pull } from "../ui/drag.ts";
import { behind, columnAt, columnSlot, slotAt } from "../ui/slots.ts";
import { Heights, layOut } from "../ui/windowing.ts";

const columns = [
  { id: "a", left: 0, right: 100 },
  { id: "b", left: 112, right: 212 },
];

test("the column is the one under the pointer, or the nearest", () => {
  assert.deepEqual(
    [-50, 50, 104, 108, 150, 999].map((x) => columnAt(columns, x)),
    ["a", "a", "a", "b", "b", "b"],
  );
  assert.equal(columnAt([], 50), null);
});

test("a row gives way once its middle is passed", () => {
  const layout = layOut(["one", "two", "three"], new Heights(40), 10);
  assert.deepEqual(
    [-100, 19, 21, 69, 71, 119, 121, 9_999].map((y) => slotAt(layout, 10, y)),
    [0, 0, 1, 1, 2, 2, 3, 3],
  );
  assert.equal(slotAt(layOut([], new Heights(40), 10), 10, 55), 0);
});

test("columns give way by their middles too", () => {
  assert.deepEqual(
    [10, 60, 161, 163].map((x) => columnSlot(columns, x)),
    [0, 1, 1, 2],
  );
});

test("a card goes behind the shown one above its slot", () => {
  const order = ["a", "b", "c", "d"];
  assert.equal(behind(order, ["a", "b", "d"], 2, "c"), "b");
  assert.equal(behind(order, ["a", "b", "d"], 0, "c"), null);
  assert.equal(behind([], [], 0, "c"), null);
});

test("under a filter the first slot is right before the first shown card, and an empty list is the end", () => {
  const order = ["hidden", "shown", "moved", "also hidden"];
  assert.equal(behind(order, ["shown"], 0, "moved"), "hidden");
  assert.equal(behind(order, ["shown"], 1, "moved"), "shown");
  assert.equal(behind(order, [], 0, "moved"), "also hidden");
});

test("edges pull harder the nearer the pointer is, and the middle not at all", () => {
  assert.deepEqual(
    [0, 24, 200, 376, 400].map((at) => pull(at, 0, 400)),
    [-14, -7, 0, 7, 14],
  );
});
