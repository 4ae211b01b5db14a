import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline, spelled } from "../ui/due.ts";
import { at, barOf, type Stretch, stripOf } from "../ui/mini_timeline.ts";

const NOW = new Date(2026, 10, 27).getTime();
const DAY_MS = 86_400_000;
const none: Stretch = { milestones: [] };

test("the strip has room for every date and for this moment", () => {
  const beta = { name: "Beta", date: "2027-01-31" };
  const strip = stripOf(
    [none, { start: "2026-09-01", milestones: [beta] }, { ...none, target: "2026-12-24" }],
    NOW,
  );
  assert.equal(strip.first, deadline("2026-09-01") - DAY_MS);
  assert.equal(strip.last, deadline("2027-01-31"));
  assert.deepEqual([at(strip.first, strip), at(strip.last, strip)], [0, 100]);
});

test("without dates it is the four weeks from now, and a wrong year does not stretch it without end", () => {
  assert.deepEqual(stripOf([none], NOW), { first: NOW, last: NOW + 28 * DAY_MS });
  const far = stripOf([{ ...none, start: "0001-01-01", target: "9999-12-31" }], NOW);
  assert.deepEqual(far, { first: NOW - 1_095 * DAY_MS, last: NOW + 1_095 * DAY_MS });
  assert.deepEqual([at(deadline("0001-01-01"), far), at(deadline("9999-12-31"), far)], [0, 100]);
});

const STRIP = { first: NOW, last: NOW + 100 * DAY_MS };
const day = (days: number) => spelled(new Date(2026, 10, 27 + days));
const BARS: readonly (readonly [string, Omit<Stretch, "milestones">, readonly [number, number] | null])[] = [
  ["both ends", { start: day(10), target: day(19) }, [10, 10]],
  ["one day", { start: day(10), target: day(10) }, [10, 1]],
  ["only a target", { target: day(30) }, [30, 1]],
  ["only a start", { start: day(30) }, [30, 1]],
  ["the wrong way round", { start: day(19), target: day(10) }, [10, 10]],
  ["begun before the strip", { start: day(-50), target: day(9) }, [0, 10]],
  ["wholly off the strip", { start: day(200), target: day(300) }, [100, 0]],
  ["no date", {}, null],
];
for (const [name, stretch, expected] of BARS)
  test(`a bar with ${name}`, () => {
    const bar = barOf(stretch, STRIP);
    assert.deepEqual(bar && [bar.left, bar.width].map(Math.round), expected);
  });
