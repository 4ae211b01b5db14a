import assert from "node:assert/strict";
import { test } from "node:test";
import type { CardFacts } from "../../clients/js/watch.ts";
import { type Day, dayNumber, weekday, weekOf } from "../ui/days.ts";
import { arranged, workOf } from "../ui/my_work.ts";
import {
  type Capacity,
  lastWorkOf,
  planned,
  shareOf,
  spanOf,
  stretchesOf,
  workingDays,
} from "../ui/workload.ts";

const day = dayNumber;
/** Weeks from Monday, 2 March 2026. */
const WEEKS = [0, 1, 2, 3].map((at) => day("2026-03-02") + at * 7);
/** It is Tuesday of the second. */
const NOW = new Date(2026, 2, 10, 12).getTime();

const facts = (more: Partial<CardFacts> = {}): CardFacts => ({
  ...{ title: "", column: "c", archived: false, done: false, start: null, due: null, estimate: null },
  ...{ progress: null, assignees: ["ann"], labels: [], milestone: null, parent: null, blocks: [] },
  ...{
    priority: null,
    goals: [],
    number: null,
    made: null,
    began: null,
    finished: null,
    changed: null,
    ...more,
  },
});
const capacity = (per_week: number | null, ...off: [string, string][]): Capacity => ({
  per_week,
  unit: "points",
  days_off: off.map(([from, to]) => ({ from, to })),
});
const plan = (
  cards: readonly Partial<CardFacts>[],
  capacities: Record<string, Capacity> = {},
  people: readonly string[] = ["ann"],
) =>
  planned({
    cards: new Map([["b", new Map(cards.map((card, at) => [`${at}`, facts(card)]))]]),
    ...{ capacities: new Map(Object.entries(capacities)), people, weeks: WEEKS, now: NOW },
  });
const loads = (...given: Parameters<typeof plan>) =>
  Object.fromEntries(plan(...given).rows.map(({ person, cells }) => [person, cells.map(({ load }) => load)]));
const levels = (...given: Parameters<typeof plan>) => plan(...given).rows[0]?.cells.map(({ level }) => level);

test("working days are those from Monday to Friday, as counting them one by one says", () => {
  const off = stretchesOf(
    capacity(5, ["2026-03-04", "2026-03-10"], ["2026-03-09", "2026-03-11"], ["2026-02-28", "2026-03-01"]),
  );
  const isOff = (at: Day) => off.some(({ from, to }) => from <= at && at <= to);
  for (let from = day("2026-02-20"); from < day("2026-03-10"); from += 1)
    for (let to = from - 2; to < from + 30; to += 1) {
      let [all, without] = [0, 0];
      for (let at = from; at <= to; at += 1)
        if (weekday(at) % 6 !== 0) {
          all += 1;
          without += Number(!isOff(at));
        }
      assert.deepEqual([workingDays(from, to), workingDays(from, to, off)], [all, without], `${from} ${to}`);
    }
});

for (const [what, card, expected] of [
  ["two weeks share evenly", { start: "2026-03-02", due: "2026-03-15", estimate: 10 }, [5, 5, 0, 0]],
  ["weekends do not count", { start: "2026-03-06", due: "2026-03-09", estimate: 4 }, [2, 2, 0, 0]],
  ["only a due date is that day", { due: "2026-03-11", estimate: 3 }, [0, 3, 0, 0]],
  ["only a start is that day", { start: "2026-03-17", estimate: 3 }, [0, 0, 3, 0]],
  ["due before start is between", { start: "2026-03-13", due: "2026-03-02", estimate: 10 }, [5, 5, 0, 0]],
  ["a weekend alone is its last day", { start: "2026-03-07", due: "2026-03-08", estimate: 2 }, [2, 0, 0, 0]],
  ["no estimate is nothing", { due: "2026-03-03" }, [0, 0, 0, 0]],
  ["a negative estimate is nothing", { due: "2026-03-03", estimate: -4 }, [0, 0, 0, 0]],
  ["what is over is not in these weeks", { due: "2020-01-01", estimate: 4 }, [0, 0, 0, 0]],
  ["all of history", { start: "0001-01-01", due: "9999-12-31", estimate: 1e6 }, [1.917, 1.917, 1.917, 1.917]],
  ["done by hand is done", { due: "2026-03-03", estimate: 3, done: true }, [0, 0, 0, 0]],
  ["done by its column is done", { due: "2026-03-03", estimate: 3, finished: 1 }, [0, 0, 0, 0]],
  ["archived is away", { due: "2026-03-03", estimate: 3, archived: true }, [0, 0, 0, 0]],
] as const)
  test(`spread: ${what}`, () => assert.deepEqual(loads([card]), { ann: expected }));

test("days off take no work, and make a week smaller", () => {
  const card = { start: "2026-03-02", due: "2026-03-13", estimate: 12 };
  const away = { ann: capacity(10, ["2026-03-04", "2026-03-08"], ["2026-03-06", "2026-03-06"]) };
  const [row] = plan([card], away).rows;
  assert.deepEqual(
    row?.cells.map(({ load, room }) => [load, room]),
    [[3.429, 4], [8.571, 10], [0, 10], [0, 10]], // biome-ignore format: a table
  );
  const always = { ann: capacity(10, ["0001-01-01", "9999-12-31"]) };
  assert.deepEqual(loads([card], always), { ann: [0, 12, 0, 0] });
  assert.deepEqual(levels([card], always), ["none", "over", "none", "none"]);
});

test("cards of several people are shared, those of nobody have the last row, and those without a date wait", () => {
  const dated = { due: "2026-03-03", estimate: 3 };
  const cards = [{ ...dated, assignees: [] }, { ...dated, assignees: ["ann", "bo", "cy"] }, { estimate: 9 }];
  assert.deepEqual(loads(cards, {}, ["bo"]), {
    bo: [1, 0, 0, 0],
    ann: [1, 0, 0, 0],
    cy: [1, 0, 0, 0],
    "": [3, 0, 0, 0],
  });
  assert.deepEqual(Object.keys(loads(cards, {}, ["bo"])), ["bo", "ann", "cy", ""]);
  assert.deepEqual(
    plan(cards).undated.map(({ id }) => id),
    ["2"],
  );
});

test("a card is listed in the weeks in which it has work; without any, where its last day is, and so marked", () => {
  const away = { ann: capacity(10, ["2026-03-16", "2026-03-20"]) };
  const cards = [
    { start: "2026-03-03", due: "2026-03-08" }, // until Sunday
    { start: "2026-03-08", due: "2026-03-09" }, // from Sunday
    { start: "2026-03-07", due: "2026-03-08" },
    { start: "2026-03-13", due: "2026-03-22" }, // a Friday, and then days off
    { start: "2026-03-17", due: "2026-03-22" },
    { start: "2026-03-15", due: "2026-03-17" },
  ];
  const [row] = plan(cards, away).rows;
  assert.deepEqual(
    row?.cells.map(({ parts }) => parts.map(({ told, isOff }) => `${told.id}${isOff ? " off" : ""}`)),
    [["0", "2 off"], ["1", "3"], ["4 off", "5 off"], []],
  );
  const sundays = planned({
    cards: new Map([["b", new Map([["c", facts({ start: "2026-12-01", due: "2026-12-06" })]])]]),
    ...{ capacities: new Map(), people: [], weeks: [day("2026-11-29"), day("2026-12-06")], now: NOW },
  });
  assert.deepEqual(
    sundays.rows[0]?.cells.map(({ parts }) => parts.length),
    [1, 0],
  );
});

test("the last day on which there is work is no weekend and no day off, unless there is no other", () => {
  const span = (from: string, to: string) => ({ from: day(from), to: day(to) });
  const off = stretchesOf(capacity(1, ["2026-03-02", "2026-03-06"]));
  for (const [from, to, without, last] of [
    ["2026-03-02", "2026-03-08", [], "2026-03-06"],
    ["2026-02-26", "2026-03-08", off, "2026-02-27"],
    ["2026-03-07", "2026-03-08", [], "2026-03-08"],
    ["2026-03-02", "2026-03-04", off, "2026-03-04"],
    ["0001-01-01", "9999-12-31", stretchesOf(capacity(1, ["0001-01-01", "9999-12-31"])), "9999-12-31"],
  ] as const)
    assert.equal(lastWorkOf(span(from, to), without), day(last), `${from} ${to}`);
});

test("overdue and without a due date are those of My work, and late cards are marked where they stand", () => {
  const cards = [
    { due: "2020-02-29" },
    { start: "2026-03-02", due: "2026-03-08", estimate: 1 },
    { start: "2026-03-08", due: "2026-03-09" }, // of this week
    { due: "2026-03-10" }, // today
    { due: new Date(2026, 2, 10, 11).toISOString() }, // passed today
    { due: "2026-03-04", done: true },
    { start: "9999-12-31", due: "0001-01-01" },
    { start: "2026-03-05", due: "2026-03-15" },
    { start: "2019-01-01" },
    {},
  ];
  const { late, undated, rows } = plan(cards);
  const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
  assert.deepEqual(ids(late), ["4", "2", "1", "0", "6"]);
  assert.deepEqual(ids(undated), ["8", "9"]);
  const known = new Map([["b", new Map(cards.map((card, at) => [`${at}`, facts(card)]))]]);
  const mine = arranged(workOf(known, new Map()).tasks, NOW);
  for (const [stretch, found] of [["overdue", late], ["none", undated]] as const) // biome-ignore format: a row
    assert.deepEqual(
      ids(mine.find((part) => part.stretch === stretch)?.tasks ?? []).toSorted(),
      ids(found).toSorted(),
    );
  assert.deepEqual(
    rows[0]?.cells.map(({ parts }) => parts.map(({ told, isLate }) => `${told.id}${isLate ? " late" : ""}`)),
    [["1 late", "6 late", "7"], ["2 late", "3", "4 late", "6 late", "7"], ["6 late"], ["6 late"]],
  );
});

test("below 80 % is free, up to 100 % full, above over; without a capacity there is no measure", () => {
  const due = "2026-03-03";
  for (const [estimate, level] of [[7.9, "free"], [8, "full"], [10, "full"], [10.1, "over"]] as const) // biome-ignore format: a row
    assert.equal(levels([{ due, estimate }], { ann: capacity(10) })?.[0], level);
  assert.equal(levels([{ due, estimate: 5 }])?.[0], "none");
  assert.equal(levels([{ due, estimate: 5 }], { ann: capacity(0) })?.[0], "over");
  assert.equal(levels([{ due }], { ann: capacity(0) })?.[0], "none");
  const thirds = [1, 1, 1].map((estimate) => ({ due, estimate, assignees: ["ann", "bo", "cy"] }));
  assert.equal(levels(thirds, { ann: capacity(1) })?.[0], "full");
});

test("the shares of all weeks are the whole", () => {
  for (const [start, due] of [
    ["2026-03-01", "2026-04-17"],
    ["2026-02-28", "2026-03-01"],
    ["2025-12-30", "2026-01-02"],
  ]) {
    // biome-ignore format: a row
    const span = spanOf(facts({ start: start ?? null, due: due ?? null }));
    assert.ok(span !== null);
    let sum = 0;
    for (let week = weekOf(span.from, 0); week <= span.to; week += 7) sum += shareOf(span, week, []);
    assert.ok(Math.abs(sum - 1) < 1e-9, `${start} ${sum}`);
  }
});
