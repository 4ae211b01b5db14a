import assert from "node:assert/strict";
import { test } from "node:test";
import { outline, type Standing } from "../../clients/js/outline.ts";
import { type Direction, dropped, type Line, linesOf, nudged, type Part } from "../ui/portfolio_lines.ts";

/** "name: parent", in the order of their ranks. */
function standings(...places: readonly string[]): Standing[] {
  return places.map((place, at) => {
    const [id = "", parent = ""] = place.split(": ");
    return { id, parent, rank: `a${String(at).padStart(3, "0")}` };
  });
}

const outlined = outline(standings("grow", "sell: grow", "ship: grow", "hire"));
const parents = new Map(outlined.map(({ value, parent }) => [value.id, parent]));
const boards = standings("shop: sell", "site: sell", "plan: grow", "team: hire", "rest", "lost: gone");
const everything = { isFolded: () => false, isVisible: () => true };
const lines = linesOf(outlined, boards, everything);
const told = (shown: readonly Line[]) =>
  shown.map(
    ({ kind, id, depth, count }) => `${".".repeat(depth)}${kind === "hidden" ? `${count} hidden` : id}`,
  );
const lineOf = (id: string) => lines.find((line) => line.id === id) as Line;

test("an initiative, its boards, then what stands below it; boards under none last", () => {
  assert.deepEqual(told(lines), [
    ...["grow", ".plan", ".sell", "..shop", "..site", ".ship", "hire", ".team", "rest", "lost"],
  ]);
});

test("what is folded hides all below it, and nothing else", () => {
  const shown = linesOf(outlined, boards, { ...everything, isFolded: (id) => id === "grow" });
  assert.deepEqual(told(shown), ["grow", "hire", ".team", "rest", "lost"]);
});

test("boards that may not be seen are counted where they stand, without their ids", () => {
  const shown = linesOf(outlined, boards, {
    ...everything,
    isVisible: (id) => !/^(shop|site|rest)$/.test(id),
  });
  assert.deepEqual(told(shown), [
    ...["grow", ".plan", ".sell", "..2 hidden", ".ship", "hire", ".team", "lost", "1 hidden"],
  ]);
  assert.ok(!JSON.stringify(shown).match(/shop|site|rest/));
});

const DROPS: readonly (readonly [string, string, Part, string | null])[] = [
  ["rest", "sell", "before", "sell last"],
  ["rest", "sell", "after", "sell last"],
  ["rest", "site", "before", "sell shop"],
  ["rest", "shop", "before", "sell first"],
  ["rest", "site", "after", "sell site"],
  ["shop", "site", "after", "sell site"],
  ["site", "shop", "before", "sell first"],
  ["shop", "site", "before", "sell first"],
  ["shop", "shop", "before", null],
  ["shop", "rest", "before", "none first"],
  ["hire", "sell", "inside", "sell last"],
  ["hire", "sell", "before", "grow first"],
  ["hire", "sell", "after", "grow sell"],
  ["hire", "grow", "before", "none first"],
  ["ship", "sell", "before", "grow first"],
  ["grow", "sell", "inside", null],
  ["grow", "shop", "after", null],
  ["grow", "hire", "after", "none hire"],
  ["sell", "rest", "before", "none last"],
];
for (const [moved, target, part, expected] of DROPS)
  test(`${moved} dropped ${part} ${target}: ${expected}`, () => {
    const goal = dropped(lines, parents, lineOf(moved), lineOf(target), part);
    assert.equal(goal && spelled(goal), expected);
  });

const NUDGES: readonly (readonly [string, Direction, string | null])[] = [
  ["ship", "up", "grow first"],
  ["sell", "up", null],
  ["sell", "down", "grow ship"],
  ["ship", "down", null],
  ["ship", "in", "sell last"],
  ["grow", "in", null],
  ["hire", "in", "grow last"],
  ["sell", "out", "none grow"],
  ["grow", "out", null],
  ["site", "up", "sell first"],
  ["site", "down", "ship first"],
  ["shop", "up", "grow last"],
  ["plan", "up", null],
  ["team", "down", "none first"],
  ["rest", "up", "hire last"],
  ["lost", "down", null],
  ["rest", "in", "hire last"],
  ["shop", "out", "grow last"],
];
for (const [id, direction, expected] of NUDGES)
  test(`${id} one step ${direction}: ${expected}`, () => {
    const goal = nudged(lines, parents, lineOf(id), direction);
    assert.equal(goal && spelled(goal), expected);
  });

function spelled({
  holder,
  after,
}: {
  holder: string | undefined;
  after: string | null | undefined;
}): string {
  return `${holder ?? "none"} ${after === undefined ? "last" : (after ?? "first")}`;
}
