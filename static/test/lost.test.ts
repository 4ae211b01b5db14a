import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, inWords, Wishes } from "../ui/lost.ts";

const card = { id: "c", column: "todo", due: "2026-12-09", start: "2026-12-05", title: "Plan" };

test("what stands as I made it is not lost, and what does not is told once", () => {
  const wishes = new Wishes();
  assert.equal(wishes.isEmpty, true);
  wishes.note("cards", card, ["due", "start", "title", "item:x"]);
  const theirs = { ...card, due: "2026-12-06", title: "Another plan" };
  const lost = wishes.lost(() => theirs);
  assert.deepEqual(lost, [{ root: "cards", id: "c", fields: new Map([["due", "2026-12-09"]]) }]);
  assert.equal(wishes.isEmpty, true);
  assert.deepEqual(
    wishes.lost(() => theirs),
    [],
  );
});

test("what I changed twice is wanted as I left it", () => {
  const wishes = new Wishes();
  wishes.note("cards", { ...card, due: "2026-12-01" }, ["due"]);
  wishes.note("cards", card, ["due"]);
  assert.deepEqual(
    wishes.lost(() => card),
    [],
  );
});

test("a record that is gone, and one that is nobody's concern, are not lost", () => {
  const wishes = new Wishes();
  wishes.note("cards", card, ["due"]);
  wishes.note("goals", { id: "g" }, ["name"]);
  assert.deepEqual(
    wishes.lost(() => undefined),
    [],
  );
});

test("a field that was taken away stands when it is not there", () => {
  const wishes = new Wishes();
  wishes.note("cards", { id: "c" }, ["due"]);
  assert.deepEqual(
    wishes.lost(() => ({ id: "c" })),
    [],
  );
  wishes.note("cards", { id: "c" }, ["due"]);
  assert.equal(wishes.lost(() => card).length, 1);
});

test("what a page that is gone had edited is wanted as its edits say, the last of them", () => {
  const wishes = new Wishes();
  wishes.inherit(["cards.set", { id: "c", key: "due", value: "2026-12-01" }]);
  wishes.inherit(["cards.set", { id: "c", key: "due", value: "2026-12-09" }]);
  wishes.inherit(["cards.move", { id: "c", column: "todo", after: null }]);
  wishes.inherit(["initiatives.move", { id: "i" }]);
  wishes.inherit(["cards.include", { id: "c", family: "label", member: "l" }]);
  wishes.inherit(["board.set", { key: "name", value: "Plan" }]);
  wishes.inherit(["cards.set", { id: "c", key: "constructor", value: 1 }]);
  const theirs = { cards: { ...card, column: "done" }, initiatives: { id: "i", parent: "other" } };
  const lost = wishes.lost((root) => theirs[root as keyof typeof theirs]);
  assert.deepEqual(lost, [
    { root: "cards", id: "c", fields: new Map([["column", "todo"]]) },
    { root: "initiatives", id: "i", fields: new Map([["parent", undefined]]) },
  ]);
});

test("what an edit cleared stands where it reads as nothing", () => {
  const wishes = new Wishes();
  for (const key of ["done", "due"]) wishes.inherit(["cards.set", { id: "c", key, value: null }]);
  wishes.inherit(["goals.set", { id: "g", key: "from", value: null }]);
  wishes.inherit(["initiatives.move", { id: "i" }]);
  const read = { cards: { done: false }, goals: { from: 0 }, initiatives: { parent: "" } };
  assert.deepEqual(
    wishes.lost((root) => read[root as keyof typeof read]),
    [],
  );
});

test("of a refused edit nobody's stands in place of mine", () => {
  const wishes = new Wishes();
  wishes.note("cards", card, ["due", "start"]);
  wishes.refused(["cards.set", { id: "c", key: "due", value: card.due }]);
  wishes.refused(["cards.set", { id: "unknown", key: "due", value: card.due }]);
  const lost = wishes.lost(() => ({ id: "c" }));
  assert.deepEqual(lost, [{ root: "cards", id: "c", fields: new Map([["start", card.start]]) }]);
});

test("fields that differ are found, letters apart", () => {
  const before = { id: "i", name: "Grow", status: "active", target: "2026-12-01" };
  assert.deepEqual(changed(before, { ...before, name: "Shrink", status: "paused" }), ["status"]);
});

test("what is lost is named by its fields and its record", () => {
  const one = {
    root: "cards",
    id: "c",
    fields: new Map([
      ["due", ""],
      ["start", ""],
    ]),
  };
  assert.equal(inWords(one, "Plan"), "the start and due date of “Plan”");
});
