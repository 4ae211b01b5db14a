import assert from "node:assert/strict";
import { test } from "node:test";
import { difference as typed } from "../../clients/js/edits/text.ts";
import { moved, rebased, spliced } from "../ui/typing.ts";

/** A small generator of numbers, the same each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

test("nothing typed is no splice", () => {
  assert.equal(typed("same", "same", 2), null);
});

test("among equal letters the caret says which were typed", () => {
  assert.deepEqual(typed("aaa", "aaaa", 1), { at: 0, remove: 0, insert: "a" });
  assert.deepEqual(typed("aaa", "aaaa", 4), { at: 3, remove: 0, insert: "a" });
});

test("no splice cuts a character in two", () => {
  // The two faces share their first half.
  assert.deepEqual(typed("😀", "😁", 2), { at: 0, remove: 2, insert: "😁" });
  // These two share their second half.
  assert.deepEqual(typed("\u{1F600}", "\u{1FA00}", 2), { at: 0, remove: 2, insert: "\u{1FA00}" });
});

test("a splice always leads to what stands there", () => {
  const below = seeded(7);
  const letters = ["a", "b", "😀", "😁", "火", "e\u0301"];
  const text = (length: number) => Array.from({ length }, () => letters[below(letters.length)]).join("");
  for (let round = 0; round < 2_000; round += 1) {
    const before = text(below(8));
    const after = below(2) === 0 ? text(below(8)) : before.slice(0, 2) + text(2) + before.slice(2);
    const splice = typed(before, after, below(after.length + 1));
    assert.equal(
      splice === null ? before : spliced(before, splice),
      after,
      JSON.stringify({ before, after }),
    );
    if (splice !== null) assert.ok(splice.insert.isWellFormed() === after.isWellFormed());
  }
});

test("a place stays where it is while others type around it", () => {
  assert.equal(moved(5, [{ at: 0, remove: 0, insert: "ab" }]), 7);
  assert.equal(moved(5, [{ at: 5, remove: 0, insert: "ab" }]), 5);
  assert.equal(moved(5, [{ at: 9, remove: 1, insert: "" }]), 5);
  assert.equal(moved(5, [{ at: 2, remove: 9, insert: "x" }]), 3);
});

test("what was composed while others typed lands where it was meant", () => {
  const mine = { at: 5, remove: 0, insert: "!" };
  const theirs = [{ at: 0, remove: 0, insert: "Oh, " }];
  const now = spliced("hello", { at: 0, remove: 0, insert: "Oh, " });
  assert.equal(spliced(now, rebased(mine, theirs)), "Oh, hello!");
});
