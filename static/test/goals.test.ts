import assert from "node:assert/strict";
import { test } from "node:test";
import { outline } from "../../clients/js/outline.ts";
import { contributing, reached, stands } from "../ui/goals.ts";

type Measured = Parameters<typeof reached>[0];
const NONE = { cards: 0, done: 0 };

const CASES: readonly (readonly [
  Partial<Measured>,
  { cards: number; done: number },
  number | null,
  string,
])[] = [
  [{ measure: "cards" }, { cards: 4, done: 1 }, 0.25, "1 of 4 cards"],
  [{ measure: "cards" }, NONE, null, "0 of 0 cards"],
  [{}, { cards: 2, done: 2 }, 1, "2 of 2 cards"],
  [{ measure: "number", target: 40, current: 12, unit: "people" }, NONE, 0.3, "12 of 40 people"],
  [{ measure: "number", target: 40 }, { cards: 1, done: 1 }, 0, "– of 40"],
  [{ measure: "number", from: 100, target: 100 }, NONE, 0, "–, from 100 to 100"],
  [{ measure: "number", unit: "people" }, NONE, null, "– people"],
  [{ measure: "percent" }, NONE, 0, "– of 100 %"],
  [{ measure: "cards" }, { cards: 1, done: 0 }, 0, "0 of 1 card"],
  [{ measure: "number", current: 3 }, NONE, null, "3"],
  [{ measure: "number", from: 10, target: 2, current: 6 }, NONE, 0.5, "6, from 10 to 2"],
  [{ measure: "number", from: 10, target: 20, current: 5 }, NONE, 0, "5, from 10 to 20"],
  [{ measure: "number", target: 20, current: 50 }, NONE, 1, "50 of 20"],
  [{ measure: "number", from: 5, target: 5, current: 5 }, NONE, 1, "5, from 5 to 5"],
  [{ measure: "number", from: 5, target: 5, current: 4 }, NONE, 0, "4, from 5 to 5"],
  [{ measure: "number", target: -10, current: -2.5 }, NONE, 0.25, "-2.5 of -10"],
  [{ measure: "percent", current: 45 }, NONE, 0.45, "45 % of 100 %"],
  [
    { measure: "percent", from: 50, target: 60, current: 55, unit: "ignored" },
    NONE,
    0.5,
    "55 %, from 50 % to 60 %",
  ],
];
for (const [goal, share, expected, words] of CASES)
  test(`a goal of ${JSON.stringify(goal)} with ${share.done} of ${share.cards} is at ${expected}`, () => {
    const whole: Measured = { from: 0, unit: "", ...goal };
    assert.equal(reached(whole, share), expected);
    assert.equal(stands(whole, share), words);
  });

test("the boards of a goal are its own and those below its initiatives, each once", () => {
  const at = (id: string, parent = "") => ({ id, parent, rank: "a0" });
  const outlined = outline([at("grow"), at("sell", "grow"), at("ship", "sell"), at("hire")]);
  const listings = [at("shop", "ship"), at("site", "grow"), at("team", "hire"), at("rest")];
  const found = (boards: string[], initiatives: string[]) =>
    [...contributing({ boards, initiatives }, outlined, listings)].sort();
  assert.deepEqual(found([], ["grow"]), ["shop", "site"]);
  assert.deepEqual(found(["shop", "rest", "gone"], ["sell", "nothing"]), ["rest", "shop"]);
  assert.deepEqual(found([], []), []);
});
