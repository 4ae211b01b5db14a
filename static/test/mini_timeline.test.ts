import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber } from "../ui/days.ts";
import { deadline, spelled } from "../ui/due.ts";
import {
  at,
  barOf,
  beginningOf,
  datesOf,
  monthsOf,
  type Stretch,
  stripOf,
  stripOver,
} from "../ui/mini_timeline.ts";

const NOW = new Date(2026, 10, 27).getTime();
const DAY_MS = 86_400_000;
const none: Stretch = { milestones: [] };
/** With what is left free at either end, so that nothing there is cut. */
const roomy = (first: number, last: number) => ({
  first: first - (last - first) * 0.04,
  last: last + (last - first) * 0.04,
});

test("the strip has room for every date and for this moment", () => {
  const beta = { name: "Beta", date: "2027-01-31" };
  const strip = stripOf(
    [none, { start: "2026-09-01", milestones: [beta] }, { ...none, target: "2026-12-24" }],
    NOW,
  );
  assert.deepEqual(strip, roomy(deadline("2026-09-01") - DAY_MS, deadline("2027-01-31")));
  assert.deepEqual([at(strip.first, strip), at(strip.last, strip)], [0, 100]);
  const cards = stripOf([{ ...none, span: ["2026-10-02", "2027-04-05"] }], NOW);
  assert.deepEqual(cards, roomy(deadline("2026-10-02") - DAY_MS, deadline("2027-04-05")));
});

test("without dates it is the four weeks from now, and a wrong year does not stretch it without end", () => {
  assert.deepEqual(stripOf([none], NOW), roomy(NOW, NOW + 28 * DAY_MS));
  const far = stripOf([{ ...none, start: "0001-01-01", target: "9999-12-31" }], NOW);
  assert.deepEqual(far, roomy(NOW - 1_095 * DAY_MS, NOW + 1_095 * DAY_MS));
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

const SPANS: readonly (readonly [first: string, last: string, names: readonly string[]])[] = [
  ["2026-11-19", "2027-02-12", ["Nov", "Dec", "Jan 2027", "Feb"]],
  ["2026-02-03", "2026-02-20", ["Feb"]],
  ["2026-03-05", "2027-01-28", ["Mar", "May", "Jul", "Sep", "Nov", "Jan 2027"]],
  ["2026-02-03", "2026-09-20", ["Feb", "Mar", "May", "Jul", "Sep"]],
  ["2026-11-29", "2027-02-12", ["", "Dec", "Jan 2027", "Feb"]],
  ["2024-06-01", "2030-09-01", ["Jun 2024", "Jan 2026", "Jan 2028", "Jan 2030"]],
];
for (const [first, last, names] of SPANS)
  test(`the months from ${first} to ${last}`, () => {
    const strip = { first: deadline(first), last: deadline(last) };
    const months = monthsOf(strip);
    const inEnglish = (name: string) => name.replace(/\bSept\b/, "Sep");
    assert.deepEqual(
      months.map(({ name }) => inEnglish(name)),
      names,
    );
    assert.ok(months.length <= 6);
    assert.equal(months[0]?.left, 0);
    // They lie side by side over the whole strip.
    for (const [index, { left, width }] of months.entries())
      assert.ok(Math.abs(left + width - (months[index + 1]?.left ?? 100)) < 1e-9);
  });

test("the strip over an axis begins and ends with its days, here", () => {
  const [from, to] = [dayNumber("2026-10-01"), dayNumber("2028-01-01")];
  const strip = stripOver({ from, to });
  assert.deepEqual(
    [strip.first, strip.last],
    [new Date(2026, 9, 1).getTime(), new Date(2028, 0, 1).getTime()],
  );
  assert.deepEqual([at(beginningOf(from), strip), at(beginningOf(to), strip)], [0, 100]);
});

test("every date of a stretch is among its dates", () => {
  const stretch: Stretch = {
    ...{ target: "2026-12-24", span: ["2026-10-02", "2027-04-05"] },
    milestones: [{ name: "Beta", date: "2027-01-31" }],
  };
  assert.deepEqual(datesOf([none, stretch]), ["2026-12-24", "2026-10-02", "2027-04-05", "2027-01-31"]);
});
