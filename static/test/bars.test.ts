import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowPath } from "../ui/arrows.ts";
import { barOf, datesAfter, dragged, heldSpan, isConflict, lengthOf } from "../ui/bars.ts";
import { dayNumber } from "../ui/days.ts";

const NOV_3 = dayNumber("2026-11-03");

test("a bar goes from start to due; one date is one day; no date is no bar", () => {
  assert.deepEqual(barOf({ start: "2026-11-03", due: "2026-11-05" }), {
    ...{ from: NOV_3, to: NOV_3 + 2, kind: "whole" },
  });
  assert.deepEqual(barOf({ due: "2026-11-03" }), { from: NOV_3, to: NOV_3, kind: "due" });
  assert.deepEqual(barOf({ start: "2026-11-03" }), { from: NOV_3, to: NOV_3, kind: "start" });
  assert.equal(barOf({}), null);
  assert.equal(lengthOf({ from: NOV_3, to: NOV_3, kind: "due" }), 1);
});

test("due before start is drawn between the two, and said to be so", () => {
  assert.deepEqual(barOf({ start: "2026-11-05", due: "2026-11-03" }), {
    ...{ from: NOV_3, to: NOV_3 + 2, kind: "reversed" },
  });
});

const WHOLE = { start: "2026-11-03", due: "2026-11-05" };
const TABLE = [
  // what is held, by how many days, the card, what changes
  ["middle", 3, WHOLE, { start: "2026-11-06", due: "2026-11-08" }],
  ["middle", -3, { due: "2026-11-05" }, { due: "2026-11-02" }],
  ["middle", 1, { start: "2026-11-05" }, { start: "2026-11-06" }],
  ["middle", 0, WHOLE, {}],
  ["end", 2, WHOLE, { due: "2026-11-07" }],
  ["end", -9, WHOLE, { due: "2026-11-03" }],
  ["start", -2, WHOLE, { start: "2026-11-01" }],
  ["start", 9, WHOLE, { start: "2026-11-05" }],
  ["start", -2, { due: "2026-11-05" }, { start: "2026-11-03" }],
  ["end", 2, { due: "2026-11-05" }, { start: "2026-11-05", due: "2026-11-07" }],
  ["end", 2, { start: "2026-11-05" }, { due: "2026-11-07" }],
  ["start", -2, { start: "2026-11-05" }, { start: "2026-11-03", due: "2026-11-05" }],
  ["middle", 1, { start: "2026-11-05", due: "2026-11-03" }, { start: "2026-11-06", due: "2026-11-04" }],
  ["end", 1, { start: "2026-11-05", due: "2026-11-03" }, { start: "2026-11-03", due: "2026-11-06" }],
  ["middle", 9_999_999, { due: "2026-11-03" }, { due: "9999-12-31" }],
  ["middle", 1, { due: "2026-11-03T17:00:00Z" }, { due: "2026-11-04T17:00:00Z" }],
  ["middle", 1, {}, {}],
] as const;

test("what a drop changes", () => {
  for (const [hold, days, card, changed] of TABLE)
    assert.deepEqual(datesAfter(card, hold, days), changed, `${hold} by ${days}: ${JSON.stringify(card)}`);
});

test("an end that is dragged past the other stops there", () => {
  const bar = { from: 10, to: 12, kind: "whole" } as const;
  assert.deepEqual(dragged(bar, "start", 9), { from: 12, to: 12, kind: "whole" });
  assert.deepEqual(dragged(bar, "end", -9), { from: 10, to: 10, kind: "whole" });
});

test("what somebody else says of a bar is read with care", () => {
  assert.deepEqual(heldSpan({ drag: "c", span: [1, 4] }, "c"), { from: 1, to: 4, kind: "whole" });
  for (const span of [[4, 1], [1], "1,4", [1, Number.NaN], [0, 1e12], [0.5, 2], null, [null, 1]])
    assert.equal(heldSpan({ drag: "c", span }, "c"), null, JSON.stringify(span));
  assert.equal(heldSpan({ drag: "d", span: [1, 4] }, "c"), null);
});

test("an arrow goes straight where there is room, and around where there is none", () => {
  assert.equal(
    arrowPath({ x: 10, y: 10 }, { x: 60, y: 40 }, 18),
    "M10 10.5H18V40.5H60M56 36.5L60 40.5L56 44.5",
  );
  assert.equal(
    arrowPath({ x: 60, y: 10 }, { x: 20, y: 46 }, 18),
    "M60 10.5H68V28.5H12V46.5H20M16 42.5L20 46.5L16 50.5",
  );
});

test("starting before the one before has ended is a conflict, on the same day it is none", () => {
  assert.equal(isConflict({ to: 5 }, { from: 4 }), true);
  assert.equal(isConflict({ to: 5 }, { from: 5 }), false);
});
