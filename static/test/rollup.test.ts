import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../clients/js/test/seeded.ts";
import type { Summary } from "../ui/facts.ts";
import {
  boardsIn,
  NOTHING,
  Rollup,
  shareDone,
  type Totals,
  together,
  totalsOf,
  UNKNOWN,
} from "../ui/rollup.ts";

const NOW = new Date(2026, 10, 27, 12).getTime();

export function summary(change: Partial<Summary> = {}): Summary {
  return {
    ...{
      name: "x",
      lead: null,
      start: null,
      target: null,
      health: null,
      edited: 0,
      columns: [],
      unsorted: 0,
    },
    ...{ open: 0, done: 0, archived: 0, estimate: 0, estimate_done: 0, due: {}, people: {} },
    ...{ milestones: [], goals: [] },
    ...change,
  };
}

test("a board comes to its cards, what is overdue at this moment, and its next milestone", () => {
  const board = summary({
    ...{ open: 10, done: 4, estimate: 20_000, estimate_done: 5_000, people: { ann: [3, 0], bob: [1, 0] } },
    due: { "2026-11-26": 2, "2026-11-27": 1, "2026-11-27T11:00:00Z": 1, "2026-12-01": 5 },
    milestones: [
      ["m1", "Past but done", "2026-01-01", true],
      ["m2", "Later", "2027-01-01", false],
      ["m3", "Beta", "2026-12-01", false],
      ["m4", "Someday", null, false],
    ],
  });
  const late = new Date("2026-11-27T11:00:00Z").getTime();
  const totals = totalsOf(board, Math.max(NOW, late));
  assert.deepEqual([totals.boards, totals.cards, totals.done, totals.overdue], [1, 10, 4, 3]);
  assert.deepEqual(totals.next, { name: "Beta", date: "2026-12-01" });
  assert.deepEqual([...totals.people].sort(), ["ann", "bob"]);
  assert.deepEqual([shareDone(totals, "cards"), shareDone(totals, "estimate")], [0.4, 0.25]);
});

for (const [cards, done, expected] of [
  [0, 0, null],
  [4, 0, 0],
  [4, 4, 1],
  [3, 1, 1 / 3],
  [2, 5, 1],
  [-1, 0, null],
] as const)
  test(`${done} of ${cards} done is ${expected}`, () => {
    assert.equal(shareDone({ ...NOTHING, cards, done }, "cards"), expected);
  });

test("together, cards weigh the same, people count once, and the first milestone is next", () => {
  const one = {
    ...NOTHING,
    boards: 1,
    cards: 9,
    done: 9,
    people: new Set(["ann"]),
    next: { name: "b", date: "2026-12-02" },
  };
  const two = {
    ...NOTHING,
    boards: 1,
    cards: 1,
    people: new Set(["ann", "bob"]),
    next: { name: "a", date: "2026-12-01" },
  };
  const both = together([one, two, UNKNOWN]);
  assert.deepEqual([both.boards, both.unknown, both.cards, both.done, both.people.size], [2, 1, 10, 9, 2]);
  assert.equal(both.next?.name, "a");
  assert.deepEqual(both, together([UNKNOWN, two, one]));
  assert.deepEqual(together([]), NOTHING);
});

test("an initiative comes to its boards and the initiatives below it", () => {
  const outlined = [
    { id: "grow", parent: undefined },
    { id: "sell", parent: "grow" },
    { id: "hire", parent: undefined },
  ];
  const cards = new Map([
    ["shop", 1],
    ["site", 10],
    ["team", 100],
    ["rest", 1_000],
  ]);
  const holders = [
    ["shop", "grow"],
    ["site", "sell"],
    ["team", "hire"],
    ["rest", undefined],
  ] as const;
  const rollup = new Rollup(outlined, holders, (board) => ({ ...NOTHING, cards: cards.get(board) ?? 0 }));
  const read = () => ["grow", "sell", "hire", undefined].map((id) => rollup.of(id).cards);
  assert.deepEqual(read(), [11, 10, 100, 1_111]);
  rollup.put("site", { ...NOTHING, cards: 20 });
  assert.deepEqual(read(), [21, 20, 100, 1_121]);
  rollup.put("nobody", { ...NOTHING, cards: 5 });
  assert.deepEqual(read(), [21, 20, 100, 1_121]);
});

test("a roll-up kept up by changes equals one made anew", () => {
  const random = seeded(11);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let turn = 0; turn < 60; turn += 1) {
    const outlined = Array.from({ length: 1 + below(15) }, (_, at) => ({
      id: `i${at}`,
      parent: at === 0 || below(3) === 0 ? undefined : `i${below(at)}`,
    }));
    const boards = Array.from({ length: below(20) }, (_, at) => `b${at}`);
    const holders = boards.map(
      (id) => [id, below(4) === 0 ? undefined : `i${below(outlined.length)}`] as const,
    );
    const known = new Map<string, Totals>();
    const draw = (): Totals =>
      below(5) === 0
        ? UNKNOWN
        : totalsOf(
            summary({
              ...{ open: 5 + below(9), done: below(5), estimate: below(9_000), estimate_done: below(99) },
              due: { "2026-11-01": below(3), "2026-12-24": 1 },
              people: Object.fromEntries(["ann", "bob", "cy"].slice(below(3)).map((id) => [id, [1, 0]])),
              milestones: [["m", `m${below(4)}`, `2026-12-0${1 + below(8)}`, below(2) === 0]],
            }),
            NOW,
          );
    for (const board of boards) known.set(board, draw());
    const totals = (board: string) => known.get(board) ?? NOTHING;
    const kept = new Rollup(outlined, holders, totals);
    for (let step = 0; step < 30 && boards.length > 0; step += 1) {
      const board = boards[below(boards.length)] ?? "";
      known.set(board, draw());
      kept.put(board, totals(board));
    }
    const anew = new Rollup(outlined, holders, totals);
    for (const id of [undefined, ...outlined.map((one) => one.id)])
      assert.deepEqual(kept.of(id), anew.of(id));
    assert.deepEqual(anew.of(undefined), together(boards.map(totals)), "each board counts once");
  }
});

test("ten thousand initiatives below each other are rolled up", () => {
  const outlined = Array.from({ length: 10_000 }, (_, at) => ({
    id: `${at}`,
    parent: at === 0 ? undefined : `${at - 1}`,
  }));
  const rollup = new Rollup(outlined, [["b", "9999"]], () => ({ ...NOTHING, cards: 1 }));
  rollup.put("b", { ...NOTHING, cards: 7 });
  assert.deepEqual([rollup.of("0").cards, rollup.of(undefined).cards], [7, 7]);
});

test("a sum says of how many boards it is, and where it is not of all of them", () => {
  const of = (boards: number, unknown: number) => boardsIn({ ...NOTHING, boards, unknown });
  assert.deepEqual(of(0, 0), { count: "0 boards", partial: "" });
  assert.deepEqual(of(1, 0), { count: "1 board", partial: "" });
  assert.equal(of(0, 1).count, "0 of 1 board");
  assert.equal(of(3, 1).count, "3 of 4 boards");
  assert.match(of(3, 1).partial, /^counts only 3 of 4 boards: those you may see/);
});
