import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber, spellDay } from "../ui/days.ts";
import { inMonths, packed, weeksOfMonth } from "../ui/weeks.ts";

const bar = (id: string, from: number, to = from) => ({ id, from, to });
const lanes = (week: ReturnType<typeof packed>) =>
  Object.fromEntries(week.pieces.map(({ id, lane }) => [id, lane]));

test("a month has four to six weeks, from the first day of its first week", () => {
  for (const [date, start, first, count] of [
    ["2026-02-15", 0, "2026-02-01", 4],
    ["2026-02-15", 1, "2026-01-26", 5],
    ["2026-08-31", 1, "2026-07-27", 6],
    ["2024-02-29", 6, "2024-01-27", 5],
  ] as const) {
    const weeks = weeksOfMonth(dayNumber(date), start);
    assert.deepEqual([spellDay(weeks[0] ?? 0), weeks.length], [first, count], `${date} from ${start}`);
  }
});

test("another month keeps the day, or takes the month's last", () => {
  for (const [date, months, then] of [
    ["2026-01-31", 1, "2026-02-28"],
    ["2024-01-31", 1, "2024-02-29"],
    ["2026-01-15", -1, "2025-12-15"],
    ["2026-12-31", 12, "2027-12-31"],
  ] as const)
    assert.equal(spellDay(inMonths(dayNumber(date), months)), then, `${date} by ${months}`);
});

test("bars of several days lie in lanes, none over another", () => {
  const week = packed([bar("a", 0, 3), bar("b", 2, 4), bar("c", 4, 5), bar("d", 1)], 0, 9, null);
  assert.deepEqual(lanes(week), { a: 0, d: 1, b: 1, c: 0 });
  const first = packed([bar("a", -3, 2)], 0, 9, null).pieces[0];
  assert.deepEqual(first, { id: "a", first: 0, last: 2, lane: 0, begins: false, ends: true });
  assert.deepEqual(packed([bar("a", 9)], 0, 9, null).pieces, []);
});

test("what finds no lane is counted on each of its days", () => {
  const week = packed([bar("a", 0, 6), bar("b", 0, 6), bar("c", 2, 3), bar("d", 3)], 0, 2, null);
  assert.deepEqual(Object.keys(lanes(week)), ["a", "b"]);
  assert.deepEqual(week.hidden, [0, 0, 1, 2, 0, 0, 0]);
});

test("the one that has the keyboard is drawn in any case, and counts give way", () => {
  const week = packed([bar("a", 0, 6), bar("b", 2, 3), bar("c", 5), bar("d", 3)], 0, 2, "d");
  assert.deepEqual(lanes(week), { a: 0, c: 1, d: 1 });
  assert.deepEqual(week.hidden, [0, 0, 1, 1, 0, 0, 0]);
  assert.deepEqual(packed([bar("a", 0)], 0, 0, "a").pieces, []);
});

test("no two drawn pieces of thousands overlap", () => {
  const many = Array.from({ length: 3_000 }, (_, at) =>
    bar(`c${at}`, (at * 7) % 40, ((at * 7) % 40) + (at % 6)),
  );
  const { pieces, hidden } = packed(many, 14, 50, "c2999");
  for (const one of pieces)
    for (const other of pieces)
      if (one !== other && one.lane === other.lane)
        assert.ok(one.last < other.first || other.last < one.first);
  assert.ok(hidden.every((count) => count > 0));
});
