import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_WIDTHS, reachOf, ticks, ZOOMS } from "../ui/axis.ts";
import { DAY_MAX, DAY_MIN, dayNumber, spellDay } from "../ui/days.ts";

const TODAY = dayNumber("2026-11-22");

test("the axis holds every date and today, with room on both sides", () => {
  const { from, to } = reachOf([dayNumber("2026-03-01"), dayNumber("2027-02-01")], TODAY);
  assert.equal(spellDay(from), "2025-10-01");
  assert.equal(spellDay(to), "2028-01-01");
  const empty = reachOf([], TODAY);
  assert.ok(empty.from < TODAY && empty.to > TODAY);
});

test("no date makes the axis endless", () => {
  const { from, to } = reachOf([DAY_MIN, DAY_MAX], TODAY);
  assert.ok((to - from) * DAY_WIDTHS.day < 1_000_000);
  assert.ok(from < TODAY && to > TODAY);
});

test("ticks cover the stretch without a gap, from before its first day", () => {
  const reach = { from: dayNumber("2024-02-10"), to: dayNumber("2026-05-03") };
  for (const zoom of ZOOMS)
    for (const row of ["major", "minor"] as const) {
      const found = ticks(zoom, row, zoom === "day" ? { ...reach, to: reach.from + 60 } : reach, 1);
      assert.ok((found[0]?.day ?? Number.NaN) <= reach.from, `${zoom} ${row}`);
      for (const [at, tick] of found.entries()) {
        assert.ok(tick.to > tick.day);
        if (at > 0) assert.equal(tick.day, found[at - 1]?.to);
      }
    }
});

test("what is written on the axis", () => {
  const reach = { from: dayNumber("2024-02-28"), to: dayNumber("2024-03-02") };
  const labels = (zoom: (typeof ZOOMS)[number], row: "major" | "minor") =>
    ticks(zoom, row, reach, 1).map(({ label }) => label);
  assert.deepEqual(labels("day", "minor"), ["28", "29", "1"]);
  assert.deepEqual(labels("week", "minor"), ["26"]);
  assert.deepEqual(labels("quarter", "minor"), ["Q1"]);
  assert.deepEqual(labels("month", "major"), ["2024"]);
  assert.equal(labels("day", "major").length, 2);
});

test("a stretch that is far too long gives a bounded number of ticks", () => {
  assert.ok(ticks("day", "minor", { from: DAY_MIN, to: DAY_MAX }, 1).length <= 400);
});
