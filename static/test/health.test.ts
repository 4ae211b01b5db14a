import assert from "node:assert/strict";
import { test } from "node:test";
import { type Plan, suggested } from "../ui/health.ts";
import { NOTHING, type Totals } from "../ui/rollup.ts";

const NOW = new Date(2026, 10, 27, 12).getTime();

const CASES: readonly (readonly [string, Partial<Totals>, Plan, string | null])[] = [
  ["no cards say nothing", {}, {}, null],
  ["everything done", { cards: 3, done: 3 }, { target: "2026-01-01" }, "done: every card is done"],
  ["nothing overdue", { cards: 3 }, {}, "on-track: nothing is overdue"],
  ["one of many overdue", { cards: 9, overdue: 1 }, {}, "at-risk: 1 card overdue"],
  ["many overdue", { cards: 9, done: 1, overdue: 2 }, {}, "off-track: 2 cards of 8 left overdue"],
  ["past the target", { cards: 9 }, { target: "2026-11-26" }, "off-track: past its target with 9 cards left"],
  ["on the day of the target", { cards: 9 }, { target: "2026-11-27" }, "on-track: nothing is overdue"],
  [
    "past a milestone",
    { cards: 9, next: { name: "Beta", date: "2026-11-01" } },
    {},
    "at-risk: past the milestone Beta",
  ],
  [
    "half the time, nothing done",
    { cards: 9 },
    { start: "2026-11-17", target: "2026-12-07" },
    "off-track: 48 % behind the time that has passed",
  ],
  [
    "half the time, less done",
    { cards: 9, done: 2 },
    { start: "2026-11-17", target: "2026-12-07" },
    "at-risk: 25 % behind the time that has passed",
  ],
  [
    "as much done as time",
    { cards: 2, done: 1 },
    { start: "2026-11-17", target: "2026-12-07" },
    "on-track: nothing is overdue",
  ],
  ["not begun", { cards: 2 }, { start: "2026-12-17", target: "2027-12-07" }, "on-track: nothing is overdue"],
  [
    "a start behind the target",
    { cards: 2 },
    { start: "2027-12-17", target: "2026-12-07" },
    "on-track: nothing is overdue",
  ],
  ["more done than there are", { cards: 2, done: 5 }, {}, "done: every card is done"],
];

for (const [name, totals, plan, expected] of CASES)
  test(`health: ${name}`, () => {
    const found = suggested({ ...NOTHING, ...totals }, plan, NOW);
    assert.equal(found && `${found.status}: ${found.why}`, expected);
  });
