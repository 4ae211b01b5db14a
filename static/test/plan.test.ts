import assert from "node:assert/strict";
import { test } from "node:test";
import { type Plan, planOf, type Task, wayBetween } from "../ui/plan.ts";

/** `a3>b c`: a takes 3 days and blocks b and c. */
function tasks(...lines: string[]): Map<string, Task> {
  return new Map(
    lines.map((line) => {
      const [, id = "", days = "0", blocks = ""] = /^(\w+?)(\d+)(?:>(.*))?$/.exec(line) ?? [];
      return [id, { days: Number(days), blocks: blocks.split(" ").filter((one) => one !== "") }];
    }),
  );
}

const critical = (plan: Plan) => [...plan.critical].sort();
const slack = (plan: Plan) => Object.fromEntries([...plan.slack].sort(([a], [b]) => (a < b ? -1 : 1)));

test("one chain: all of it is critical", () => {
  const plan = planOf(tasks("a3>b", "b2>c", "c1"));
  assert.equal(plan.length, 6);
  assert.deepEqual(critical(plan), ["a", "b", "c"]);
});

test("the shorter of two ways has the difference as slack", () => {
  const plan = planOf(tasks("a1>b c", "b5>d", "c2>d", "d1"));
  assert.equal(plan.length, 7);
  assert.deepEqual(slack(plan), { a: 0, b: 0, c: 3, d: 0 });
});

test("several chains: only the longest is critical, the others know how much later they may end", () => {
  const plan = planOf(tasks("a4>b", "b4", "x1>y", "y2"));
  assert.deepEqual(critical(plan), ["a", "b"]);
  assert.deepEqual(slack(plan), { a: 0, b: 0, x: 5, y: 5 });
});

test("chains of equal length are all critical", () => {
  assert.deepEqual(critical(planOf(tasks("a2>b", "b2", "x1>y", "y3"))), ["a", "b", "x", "y"]);
});

test("a card without dates takes no time, and its chain goes through it", () => {
  const plan = planOf(tasks("a3>b", "b0>c", "c2"));
  assert.equal(plan.length, 5);
  assert.deepEqual(critical(plan), ["a", "b", "c"]);
  assert.deepEqual(critical(planOf(tasks("a0>b", "b0"))), []);
});

test("cards that depend on nothing have no slack and no part in it", () => {
  const plan = planOf(tasks("a1>b", "b1", "alone9"));
  assert.equal(plan.length, 2);
  assert.equal(plan.slack.has("alone"), false);
});

test("a circle is told, and what hangs on it is still timed", () => {
  const plan = planOf(tasks("a1>b", "b2>c", "c3>b d", "d4"));
  assert.deepEqual(plan.circles, [["b", "c"]]);
  assert.deepEqual([plan.circleOf.get("b"), plan.circleOf.get("c")], [0, 0]);
  assert.equal(plan.length, 7);
  assert.deepEqual(critical(plan), ["c", "d"]);
});

test("several circles, one within another chain, and one of all there is", () => {
  assert.deepEqual(
    planOf(tasks("a1>b", "b1>a c", "c1>d", "d1>e", "e1>c")).circles.map((circle) => circle.join("")),
    ["cde", "ab"],
  );
  const all = planOf(tasks("a1>b", "b1>c", "c1>a"));
  assert.deepEqual(all.circles, [["a", "b", "c"]]);
  assert.equal(all.length, 0);
});

test("what blocks itself or somebody who is not there blocks nobody", () => {
  const plan = planOf(tasks("a1>a gone", "b2"));
  assert.deepEqual(plan.circles, []);
  assert.equal(plan.slack.size, 0);
});

test("a bad duration counts as none", () => {
  const plan = planOf(
    new Map([
      ["a", { days: -5, blocks: ["b"] }],
      ["b", { days: 2, blocks: [] }],
    ]),
  );
  assert.equal(plan.length, 2);
});

test("a chain and a circle of many thousands end, without a stack", () => {
  const many = 20_000;
  const chain = new Map<string, Task>();
  for (let at = 0; at < many; at += 1) chain.set(`c${at}`, { days: 1, blocks: [`c${at + 1}`] });
  assert.equal(planOf(chain).length, many);
  chain.set(`c${many}`, { days: 1, blocks: ["c0"] });
  assert.equal(planOf(chain).circles[0]?.length, many + 1);
});

test("the way along dependencies is found, also among circles", () => {
  const after: Record<string, string[]> = { a: ["b"], b: ["c", "a"], c: [] };
  const of = (id: string) => after[id] ?? [];
  assert.deepEqual(wayBetween("a", "c", of), ["a", "b", "c"]);
  assert.deepEqual(wayBetween("a", "a", of), ["a"]);
  assert.equal(wayBetween("c", "a", of), null);
});
