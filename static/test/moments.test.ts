import assert from "node:assert/strict";
import { test } from "node:test";
import { dayBegin, indexAt, isAmong, nearest, type Stop, spread, timeOf, together } from "../ui/moments.ts";

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
  for (const at of ["2026-13-41T00:00:00Z", "2026-02-31T00:00:00Z", "2026-02-31", "x".repeat(41)])
    assert.equal(timeOf(at), null);
  assert.equal(timeOf("2028-02-29T00:30:00+02:00"), Date.UTC(2028, 1, 28, 22, 30));
});

test("what is loaded and the outline of the rest stand in the order of the log, each once", () => {
  const at = (entry: string): Stop => ({ at: entry, time: Number(entry.split("-")[0]) });
  const found = together([at("9-1"), at("9-10"), at("30-0")], [at("9-2"), at("9-10"), at("100-0")]);
  assert.deepEqual(
    found.map((stop) => stop.at),
    ["9-1", "9-2", "9-10", "30-0", "100-0"],
  );
});

test("a moment is among stops from the first to the last of them", () => {
  assert.ok(isAmong(STOPS, STOPS[0]?.at ?? "") && isAmong(STOPS, STOPS[4]?.at ?? ""));
  assert.ok(isAmong(STOPS, new Date("2026-11-23T09:00").toISOString()));
  for (const at of ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "", "x"]) assert.ok(!isAmong(STOPS, at));
  assert.ok(!isAmong([], STOPS[0]?.at ?? ""));
});

test("a day begins at midnight here, also where the clocks change", () => {
  const time = (date: string) => new Date(date).getTime();
  for (const day of ["2026-03-29", "2026-10-25", "2026-12-31"])
    assert.equal(dayBegin(time(`${day}T15:00`), 0), time(`${day}T00:00`));
  assert.equal(dayBegin(time("2026-12-31T15:00"), 1), time("2027-01-01T00:00"));
});
