import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Board } from "../../clients/js/board.ts";
import { loadVerbs } from "../../clients/js/client.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import { initiativeBack, initiativeValues, portfolioBack } from "../ui/restoring_portfolio.ts";
import { desk } from "./desk.ts";

const SEEDS = 25;
const STEPS = 40;

before(() => loadVerbs());

/** Everything that is seen of a portfolio, as plain values. */
function seen(board: Board): unknown {
  return JSON.parse(
    JSON.stringify({
      meta: board.meta(),
      initiatives: board.initiatives(),
      boards: board.boards(),
      goals: board.goals(),
    }),
  );
}

function filled(here: ReturnType<typeof desk>) {
  const [grow, sell, shop, site, goal] = Array.from({ length: 5 }, here.id);
  const todo: readonly Intent[] = [
    ["board.set", { key: "name", value: "All" }],
    ["initiatives.add", { id: grow, name: "Grow", status: "on-track", target: "2026-12-03" }],
    ["initiatives.text", { id: grow, key: "note", text: "Goes well." }],
    ["initiatives.add", { id: sell, name: "Sell", parent: grow }],
    ["boards.add", { id: shop, initiative: grow }],
    ["boards.add", { id: site }],
    ["goals.add", { id: goal, name: "Users" }],
    ["goals.include", { id: goal, family: "board", member: shop }],
  ];
  assert.deepEqual(here.all(todo), []);
  return { grow, sell, shop, site, goal } as Readonly<
    Record<"grow" | "sell" | "shop" | "site" | "goal", string>
  >;
}

test("an initiative gets back its name, status, dates, owner, note and place, and nothing else changes", () => {
  const here = desk();
  const { grow, sell } = filled(here);
  const then = here.asNow();
  const other = here.id();
  const changes: readonly Intent[] = [
    ["initiatives.add", { id: other, name: "Other" }],
    ["initiatives.set", { id: grow, key: "status", value: "paused" }],
    ["initiatives.set", { id: grow, key: "name", value: "Shrink" }],
    ["initiatives.set", { id: grow, key: "owner", value: here.id() }],
    ["initiatives.set", { id: grow, key: "target", value: null }],
    ["initiatives.text", { id: grow, key: "note", text: "" }],
    ["initiatives.move", { id: grow, parent: other }],
    ["initiatives.archive", { id: grow }],
    ["initiatives.set", { id: sell, key: "status", value: "done" }],
  ];
  assert.deepEqual(here.all(changes), []);
  const { intents, lost } = initiativeBack(then, here.board, grow);
  assert.deepEqual(lost, []);
  assert.deepEqual(here.all(intents), []);
  assert.deepEqual(here.board.initiative(grow), then.initiative(grow));
  assert.deepEqual(initiativeBack(then, here.board, grow).intents, []);
  assert.equal(here.board.initiative(sell)?.status, "done");
  assert.equal(here.board.initiative(other)?.archived, false);
  assert.deepEqual(initiativeBack(then, here.board, other).lost, ["This initiative was not there yet."]);
});

test("what differs between two states of an initiative is told by its keys", () => {
  const here = desk();
  const { grow } = filled(here);
  const then = here.asNow().initiative(grow);
  here.do("initiatives.set", { id: grow, key: "status", value: null });
  const now = here.board.initiative(grow);
  assert.ok(then !== undefined && now !== undefined);
  assert.deepEqual(initiativeValues(then, now), { status: "on-track" });
  assert.deepEqual(initiativeValues(now, then), { status: null });
});

test("an initiative that once stood under one that never was comes back under none", () => {
  const here = desk();
  const { grow } = filled(here);
  const then = here.asNow();
  // Any editor can write any value.
  const real = then.initiative(grow);
  assert.ok(real !== undefined);
  Object.defineProperty(then, "initiative", { value: () => ({ ...real, parent: "nowhere" }) });
  assert.deepEqual(here.all(initiativeBack(then, here.board, grow).intents), []);
  assert.equal(here.board.initiative(grow)?.parent, "");
});

/** An edit of one of those who plan. */
function stray(here: ReturnType<typeof desk>): Intent {
  const of = <Value>(list: readonly Value[]) => list[here.pick(list.length)] as Value;
  const initiatives = [...here.board.initiatives(), ...here.board.archivedInitiatives()].map(({ id }) => id);
  const [id, parent] = [of(initiatives), here.pick(3) === 0 ? null : of(initiatives)];
  const board = of([...here.board.boards().map((one) => one.id), here.id()]);
  const [goal] = here.board.goals();
  const member = {
    id: goal?.id ?? "",
    ...of([
      { family: "board", member: board },
      { family: "initiative", member: id },
    ]),
  };
  const choices: readonly Intent[] = [
    [
      "initiatives.add",
      { id: here.id(), name: `New ${here.pick(100)}`, ...(parent === null ? {} : { parent }) },
    ],
    ["initiatives.set", { id, key: "status", value: of(["on-track", "at-risk", "done", null]) }],
    ["initiatives.set", { id, key: "start", value: of(["2026-12-01", "2027-02-28", null]) }],
    ["initiatives.text", { id, key: "note", text: of(["", "Well.", "Not so well."]) }],
    ["initiatives.move", { id, parent, after: of([null, ...initiatives]) }],
    [of(["initiatives.archive", "initiatives.restore"]), { id }],
    ["boards.add", { id: board }],
    ["boards.move", { id: board, initiative: parent }],
    [of(["boards.archive", "boards.restore"]), { id: board }],
    [of(["goals.include", "goals.exclude"]), member],
    ["board.set", { key: "health", value: of(["on-track", null]) }],
  ];
  return of(choices);
}

test("whatever was done meanwhile, the portfolio reads as it did then", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const here = desk(seed);
    filled(here);
    for (let step = 0; step < STEPS; step += 1) here.all([stray(here)]);
    const then = here.asNow();
    for (let step = 0; step < STEPS; step += 1) here.all([stray(here)]);
    assert.deepEqual(here.all(portfolioBack(then, here.board).intents), [], `seed ${seed}`);
    here.all(portfolioBack(then, here.board).intents);
    assert.deepEqual(seen(here.board), seen(then), `seed ${seed}`);
    assert.deepEqual(portfolioBack(then, here.board).intents, [], `seed ${seed}`);
  }
});
