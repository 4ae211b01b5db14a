import assert from "node:assert/strict";
import { test } from "node:test";
import { boardsUnder, outline, type Standing } from "../outline.ts";
import { seeded } from "./seeded.ts";

/** Ids indented by depth; each place is "parent rank". */
function shown(places: Readonly<Record<string, string>>): string[] {
  return outline(standings(places)).map(({ value, depth }) => ".".repeat(depth) + value.id);
}

function standings(places: Readonly<Record<string, string>>): Standing[] {
  return Object.entries(places).map(([id, place]) => {
    const [parent = "", rank = ""] = place.split(" ");
    return { id, parent, rank };
  });
}

test("initiatives stand below their parents by rank, then id", () => {
  assert.deepEqual(shown({ b: " a1", a: " a2", e: "b a2", d: "b a1", c: "b a1", f: "d a0" }), [
    ...["b", ".c", ".d", "..f", ".e", "a"],
  ]);
});

test("what has no parent, or only itself above, stands at the top", () => {
  assert.deepEqual(shown({}), []);
  assert.deepEqual(shown({ a: "gone a0" }), ["a"]);
  assert.deepEqual(shown({ a: "a a0" }), ["a"]);
  assert.deepEqual(shown({ b: "c a0", c: "b a0" }), ["b", ".c"]);
  assert.deepEqual(shown({ c: "b a0", b: "a a0", a: "c a0", d: "c a0" }), ["a", ".b", "..c", "...d"]);
  assert.deepEqual(shown({ x: " ", y: " " }), ["x", "y"]);
});

test("every initiative is shown once, behind the parent it is said to have", () => {
  const random = seeded(5);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
  for (let turn = 0; turn < 300; turn += 1) {
    const ids = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, at) => `i${at}`);
    const values = ids.map((id) => ({
      id,
      parent: pick([...ids, "", "gone"]),
      rank: pick(["a0", "a1", ""]),
    }));
    const seen = new Map<string, number>();
    for (const { value, parent, depth } of outline(values)) {
      assert.ok(parent === undefined || parent === value.parent);
      assert.equal(depth, parent === undefined ? 0 : (seen.get(parent) ?? Number.NaN) + 1);
      assert.ok(!seen.has(value.id));
      seen.set(value.id, depth);
    }
    assert.equal(seen.size, ids.length);
  }
});

test("ten thousand initiatives, each below the last, are outlined", () => {
  const id = (at: number) => String(at).padStart(5, "0");
  const values = Array.from({ length: 10_000 }, (_, at) => ({
    id: id(at),
    parent: at ? id(at - 1) : "",
    rank: "a0",
  }));
  assert.equal(outline(values).at(-1)?.depth, 9_999);
});

test("boards stand by rank under their initiative, or under none", () => {
  const rows = outline(standings({ grow: " a0", sell: "grow a0" }));
  const places = { a: " a0", b: "sell a1", c: "sell a0", d: "grow a5", e: "gone Zz" };
  const under = boardsUnder(rows, standings(places));
  const ids = [...under].map(([holder, boards]) => [holder, boards.map(({ id }) => id)]);
  assert.deepEqual(
    new Map(ids as [string | undefined, string[]][]),
    new Map<string | undefined, string[]>([
      ["sell", ["c", "b"]],
      ["grow", ["d"]],
      [undefined, ["e", "a"]],
    ]),
  );
});
