import assert from "node:assert/strict";
import { test } from "node:test";
import { dayBeside, indexAt, nearest, type Stop, spread, timeOf } from "../ui/moments.ts";

const stop = (date: string): Stop => {
  const time = new Date(date).getTime();
  return { at: `${time}-0`, time };
};
const DAYS = [
  "2026-11-20T10:00",
  "2026-11-20T10:01",
  "2026-11-22T09:00",
  "2026-11-22T12:00",
  "2026-11-25T09:00",
];
const STOPS = DAYS.map(stop);

test("stops stand in their order from one end to the other, and a long gap is wider but not as wide as it is long", () => {
  const places = spread(STOPS);
  assert.equal(places[0], 0);
  assert.equal(places.at(-1), 1);
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  assert.ok(gaps.every((gap) => gap > 0.04 && gap < 0.5));
  assert.ok((gaps[3] ?? 0) > (gaps[2] ?? 0) && (gaps[1] ?? 0) > (gaps[0] ?? 0));
  assert.deepEqual(spread([]), []);
  assert.deepEqual(spread(STOPS.slice(0, 1)), [0]);
});

test("times that go back, as clocks do, keep the order of the log", () => {
  const places = spread([stop("2026-11-20T10:05"), stop("2026-11-20T10:00"), stop("2026-11-20T10:06")]);
  assert.ok((places[1] ?? 0) > 0 && (places[1] ?? 0) < 1);
});

test("a press finds the nearest stop", () => {
  assert.equal(nearest([0, 0.5, 1], 0.6), 1);
  assert.equal(nearest([0, 0.5, 1], 7), 2);
  assert.equal(nearest([], 0.5), 0);
});

test("a moment is an entry or a date-time, and stands at the last stop before it", () => {
  assert.equal(indexAt(STOPS, STOPS[2]?.at ?? ""), 2);
  assert.equal(indexAt(STOPS, new Date("2026-11-22T11:00").toISOString()), 2);
  assert.equal(indexAt(STOPS, `${(STOPS[3]?.time ?? 0) + 5}-7`), 3);
  assert.equal(indexAt(STOPS, "2001-01-01T00:00:00Z"), -1);
  for (const at of ["", "x", "1:2", "nonsense-0"]) assert.equal(indexAt(STOPS, at), -1);
  assert.equal(timeOf("2026-13-41T00:00:00Z"), null);
});

test("a page is a day", () => {
  assert.equal(dayBeside(STOPS, 3, -1), 1);
  assert.equal(dayBeside(STOPS, 0, 1), 2);
  assert.equal(dayBeside(STOPS, 2, 1), 4);
  assert.equal(dayBeside(STOPS, 1, -1), 0);
  assert.equal(dayBeside(STOPS, 4, 1), 4);
});
