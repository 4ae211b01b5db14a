import assert from "node:assert/strict";
import { test } from "node:test";
import type { BoardClient } from "../boardclient.ts";
import { newId } from "../ids.ts";
import { Device, type Page } from "./device.ts";
import { seeded } from "./seeded.ts";
import { TestServer } from "./server.ts";
import { Wire } from "./wire.ts";

interface Pair {
  readonly a: BoardClient;
  readonly b: BoardClient;
  readonly column: string;
  readonly card: string;
  readonly clock: Page["clock"];
  meet(): void;
}

/** Two people on one board with one card. */
async function pair(): Promise<Pair> {
  const wire = new Wire(new TestServer());
  const [first, second] = [await new Device(wire, "ann", 1).open(), await new Device(wire, "bob", 2).open()];
  const [a, b] = [first.client, second.client];
  wire.settle();
  const [column, card] = [newId(), newId()];
  a.do("columns.add", { id: column, name: "Doing" });
  a.do("cards.add", { id: card, title: "One", column });
  wire.settle();
  return { a, b, column, card, clock: first.clock, meet: () => wire.settle() };
}

test("undo takes back my action and redo does it again", async () => {
  const { a, b, card, column, meet } = await pair();
  a.do("cards.set", { id: card, key: "due", value: "2026-11-22" });
  assert.deepEqual(
    a.undo()?.map(([verb]) => verb),
    ["cards.set"],
  );
  meet();
  assert.equal(b.board.card(card)?.due, undefined);
  a.redo();
  meet();
  assert.equal(b.board.card(card)?.due, "2026-11-22");
  a.undo();
  a.undo();
  assert.deepEqual(a.board.order(column), [], "the card is archived again");
  assert.equal(a.canRedo(), true);
  a.do("cards.restore", { id: card });
  assert.equal(a.canRedo(), false, "a new action ends what could be redone");
});

test("what others have overwritten since stays theirs", async () => {
  const { a, b, card, meet } = await pair();
  a.do("cards.set", { id: card, key: "priority", value: "low" });
  a.do("cards.set", { id: card, key: "due", value: "2026-11-22" });
  meet();
  b.do("cards.set", { id: card, key: "due", value: "2027-01-01" });
  meet();
  a.undo();
  meet();
  assert.equal(b.board.card(card)?.due, "2027-01-01");
  assert.equal(b.board.card(card)?.priority, undefined, "the one before was still mine");
});

test("a step that others have overwritten is passed over and told, the one before it is taken back", async () => {
  const { a, b, card, column, meet } = await pair();
  const [other, later] = [newId(), newId()];
  a.do("columns.add", { id: later, name: "Later" });
  a.do("cards.set", { id: card, key: "due", value: "2026-11-22" });
  a.do("cards.move", { id: card, column: later });
  b.do("columns.add", { id: other, name: "Other" });
  meet();
  b.do("cards.move", { id: card, column: other });
  meet();
  const passed: string[] = [];
  const taken = a.undo(undefined, (inverses) => passed.push(...inverses.map(([verb]) => verb)));
  meet();
  assert.deepEqual(passed, ["cards.move"]);
  assert.deepEqual(
    taken?.map(([verb]) => verb),
    ["cards.set"],
  );
  assert.equal(b.board.card(card)?.column, other, "the move of the other stands");
  assert.notEqual(column, other);
});

test("a group is one step, undone last first", async () => {
  const { a, card, column } = await pair();
  const group = newId();
  const other = newId();
  a.do("cards.add", { id: other, title: "Two", column }, { group });
  a.do("cards.set", { id: other, key: "parent", value: card }, { group });
  a.do("cards.archive", { id: card }, { group });
  a.undo();
  assert.deepEqual(a.board.order(column), [card]);
  a.redo();
  assert.deepEqual(a.board.order(column), [other]);
  assert.equal(a.board.card(other)?.parent, card);
});

test("a move is undone to where it was, among others who moved too", async () => {
  const { a, b, card, column, meet } = await pair();
  const cards = [card, newId(), newId()];
  for (const id of cards.slice(1)) a.do("cards.add", { id, title: id, column });
  meet();
  a.do("cards.move", { id: card, column });
  assert.deepEqual(a.board.order(column), [cards[1], cards[2], card]);
  b.do("cards.move", { id: cards[2] ?? card, column, after: null });
  meet();
  a.undo();
  meet();
  assert.equal(b.board.order(column).indexOf(card) < b.board.order(column).indexOf(cards[1] ?? ""), true);
});

test("typing is undone by bursts, and what others typed in between stays", async () => {
  const { a, b, card, clock, meet } = await pair();
  const [mine, theirs] = [a.text("cards", card, "description"), b.text("cards", card, "description")];
  for (const [index, letter] of [..."hello"].entries()) mine.splice(index, 0, letter);
  clock.advance(2_000);
  mine.splice(5, 0, " world");
  meet();
  theirs.splice(0, 0, ">> ");
  theirs.splice(5, 0, "😀");
  meet();
  assert.equal(mine.value, ">> he😀llo world");
  assert.equal(mine.undo(), true);
  assert.equal(mine.value, ">> he😀llo");
  assert.equal(mine.undo(), true);
  assert.equal(mine.value, ">> 😀");
  assert.equal(mine.undo(), false);
  mine.redo();
  mine.redo();
  meet();
  const all: readonly string[] = [mine.value, theirs.value].map((text) =>
    text.replace("😀", "").replace(">> ", ""),
  );
  assert.deepEqual(all, ["hello world", "hello world"]);
});

test("a deletion is undone where it was, though others typed before it", async () => {
  const { a, b, card, clock, meet } = await pair();
  const [mine, theirs] = [a.text("cards", card, "title"), b.text("cards", card, "title")];
  mine.replace("one two three");
  clock.advance(2_000);
  meet();
  mine.splice(4, 4, "");
  meet();
  theirs.splice(0, 0, "zero ");
  meet();
  mine.undo();
  meet();
  assert.equal(theirs.value, "zero one two three");
});

test("what is taken out of a text over its limit comes back, and the limit is told", async () => {
  const { a, b, card, clock, meet } = await pair();
  const [mine, theirs] = [a.text("cards", card, "title"), b.text("cards", card, "title")];
  mine.splice(0, 3, "😀".repeat(900));
  theirs.splice(0, 0, "b".repeat(900));
  meet();
  const whole = mine.value;
  assert.equal([...whole].length, 1_800);
  assert.throws(() => mine.splice(0, 0, "z"), { code: "too-long", length: 1_801, limit: 1_000 });
  assert.equal(mine.value, whole, "a refused edit changes nothing");
  clock.advance(2_000);
  mine.splice(0, whole.length, "");
  mine.undo();
  meet();
  assert.equal(theirs.value, whole);
});

test("two people type, undo and redo at random and agree, and nobody undoes the other", async () => {
  const random = seeded(42);
  const pick = (below: number) => Math.floor(random() * below);
  const { a, b, card, meet } = await pair();
  const fields = [a.text("cards", card, "description"), b.text("cards", card, "description")] as const;
  const letters = ["a😀", "b漢"];
  for (let turn = 0; turn < 600; turn += 1) {
    const who = pick(2);
    const field = who === 0 ? fields[0] : fields[1];
    const act = pick(6);
    const other = (text: string) => [...text].filter((letter) => letters[1 - who]?.includes(letter)).length;
    const before = other(field.value);
    if (act < 3) field.splice(pick(field.value.length + 1), 0, letters[who] ?? "");
    else if (act === 3) field.undo();
    else if (act === 4) field.redo();
    else meet();
    if (act !== 5) assert.ok(other(field.value) >= before, "an undo removes nothing of the other's");
  }
  meet();
  assert.equal(fields[0].value, fields[1].value);
  assert.ok(fields[0].value.isWellFormed());
});

test("a text field tells what changed and follows places in the text", async () => {
  const { a, b, card, meet } = await pair();
  const [mine, theirs] = [a.text("cards", card, "description"), b.text("cards", card, "description")];
  let shown = "";
  mine.watch((splices) => {
    for (const { at, remove, insert } of splices)
      shown = shown.slice(0, at) + insert + shown.slice(at + remove);
  });
  mine.replace("hello world");
  const caret = mine.anchor(6);
  meet();
  theirs.replace("well, hello there world");
  meet();
  assert.equal(shown, "well, hello there world");
  assert.equal(mine.value.slice(mine.resolve(caret) ?? -1), "world");
  assert.equal(theirs.resolve(caret), mine.resolve(caret));
  assert.deepEqual(
    ["", "{}", "nonsense", '{"item":7}'].map((anchor) => mine.resolve(anchor)),
    [null, null, null, null],
  );
  mine.close();
  theirs.replace("");
  meet();
  assert.equal(shown, "well, hello there world", "a closed field tells nothing");
});
