import assert from "node:assert/strict";
import { test } from "node:test";
import { VERBS } from "../../clients/js/edits/index.ts";
import { deedOf } from "../ui/deeds.ts";

const KNOWN: Readonly<Record<string, string>> = { c1: "Plan", done: "Done", l1: "bug" };
const names = (_: string, id: string) => KNOWN[id];

test("an edit is told with the names that people know", () => {
  const told = (verb: string, args: Record<string, string>) => deedOf([verb, args], names).what;
  assert.equal(told("cards.add", { id: "new", title: "Buy $& milk" }), "Add the card “Buy $& milk”");
  assert.equal(told("cards.move", { id: "c1", column: "done" }), "Move the card “Plan” to “Done”");
  assert.equal(told("cards.archive", { id: "gone" }), "Archive the card");
  assert.equal(
    told("items.add", { id: "i", card: "c1", name: "Eggs" }),
    "Add the item “Eggs” of the card “Plan”",
  );
  assert.equal(
    told("comments.add", { id: "x", card: "c1", text: "No." }),
    "Add the comment of the card “Plan”",
  );
});

test("what was typed can be copied out, and ids are not among it", () => {
  const args = { id: "new", title: "Buy milk", column: "done", description: "Two\nlitres" };
  assert.equal(deedOf(["cards.add", args], names).typed, "Buy milk\nTwo\nlitres");
  assert.equal(deedOf(["cards.splice", { id: "c1", key: "title", insert: "😀" }], names).typed, "😀");
  assert.equal(deedOf(["cards.set", { id: "c1", key: "estimate", value: 3 }], names).typed, "3");
  assert.equal(deedOf(["cards.archive", { id: "c1" }], names).typed, "");
});

test("every verb has words", () => {
  for (const verb of Object.keys(VERBS)) assert.match(deedOf([verb, {}], names).what, /^[A-Z][a-z ]+$/, verb);
});
