import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../ui/filter.ts";
import { rank, ranked } from "../ui/ranking.ts";

const lines = (...names: string[]) => names.map((name) => ({ id: name, text: fold(name), name }));
const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);

test("a beginning goes before the beginning of a word, that before the middle of one, and words apart come last", () => {
  assert.equal(rank("archive", "arch"), 0);
  assert.equal(rank("go to the archive", "arch"), 1);
  assert.equal(rank("search", "arch"), 2);
  assert.equal(rank("research, then archive", "arch"), 1);
  assert.equal(rank("move the card up", "card move"), 3);
  assert.equal(rank("archive", "x"), null);
  assert.equal(rank("看板项目", "项目"), 2);
});

test("what was used lately goes before, among equals only", () => {
  const all = lines("Board one", "Board two", "Card board");
  assert.deepEqual(names(ranked(all, "board", ["Card board", "Board two"], 10)), [
    "Board two",
    "Board one",
    "Card board",
  ]);
  assert.deepEqual(names(ranked(all, "", ["Card board"], 10)), ["Card board", "Board one", "Board two"]);
  assert.deepEqual(names(ranked(all, "", [], 2)), ["Board one", "Board two"]);
});

test("signs that mean something in patterns are letters like others", () => {
  assert.deepEqual(names(ranked(lines("a (b) [c", "x.y"), "(b) [", [], 9)), ["a (b) [c"]);
  assert.deepEqual(names(ranked(lines("xzy", "x.y"), "x.y", [], 9)), ["x.y"]);
});

test("ten thousand lines are found through at once", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({ id: `${at}`, text: `card ${at}` }));
  assert.equal(ranked(many, "card 99", [], 30).length, 30);
});
