import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import type { BoardClient } from "../boardclient.ts";
import { newId } from "../ids.ts";
import { readInitiative } from "../values.ts";
import { seeded } from "./seeded.ts";
import type { TestServer } from "./server.ts";
import { world } from "./world.ts";

const note = (client: BoardClient, id: string) => client.board.initiative(id)?.note;

/** Puts an initiative on the server as documents from before the text hold it. */
function old(server: TestServer, value: unknown): string {
  const id = newId();
  const row = new Y.Map<unknown>();
  row.set("name", "Grow");
  row.set("at", ["", "a0"]);
  if (value !== undefined) row.set("note", value);
  server.doc.getMap("initiatives").set(id, row);
  return id;
}

/** Refuses, as the server's gate does, a text that is made where one is. */
const gate: TestServer["judge"] = (doc, update) => {
  const made = Y.decodeUpdate(update).structs.some(
    (struct) =>
      struct instanceof Y.Item &&
      struct.parentSub === "note:text" &&
      [...doc.getMap<Y.Map<unknown>>("initiatives").values()].some((row) => row.has("note:text")),
  );
  return made ? "made-already" : null;
};

async function planners(value: unknown = undefined) {
  const { wire, ann, bob, server } = world();
  server.judge = gate;
  const id = old(server, value);
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  return { wire, a, b, server, id };
}

test("whatever stands for a note is read", () => {
  const reads = (value: unknown, text?: unknown) => {
    const row = new Y.Doc().getMap<unknown>("row");
    if (value !== undefined) row.set("note", value);
    if (text !== undefined) row.set("note:text", text);
    return readInitiative("i", row).note;
  };
  assert.equal(reads("Slowly."), "Slowly.");
  assert.equal(reads(new Y.Text("Slowly.")), "Slowly.");
  for (const value of [undefined, " \u200b ", new Y.Text(""), 7, true, ["x"], { x: 1 }, new Y.Map()])
    assert.equal(reads(value), "");
  assert.equal(reads("😀".repeat(5_000)), "😀".repeat(4_000));
  assert.equal(reads("old", new Y.Text("new")), "new");
  assert.equal(reads("old", new Y.Text("")), "");
  assert.equal(reads("old", 7), "old");
});

test("two who write one note at the same time, one of them away, keep what both wrote", async () => {
  const { wire, a, b } = await planners();
  const id = newId();
  a.client.do("initiatives.add", { id, name: "Sell", note: "one three" });
  wire.settle();
  const [mine, theirs] = [a.client.text("initiatives", id, "note"), b.client.text("initiatives", id, "note")];
  b.cut();
  mine.splice(3, 0, " two");
  theirs.splice(9, 0, " four");
  theirs.splice(0, 0, "zero ");
  b.reconnect();
  wire.settle();
  assert.equal(mine.value, "zero one two three four");
  assert.equal(theirs.value, mine.value);
  assert.equal(theirs.undo(), true);
  wire.settle();
  assert.equal(mine.value, "one two three");
});

test("of two who begin a text in place of a string the second does it over, and each word is there once", async () => {
  const { wire, a, b, server, id } = await planners("one three");
  const [mine, theirs] = [a.client.text("initiatives", id, "note"), b.client.text("initiatives", id, "note")];
  assert.equal(mine.value, "one three");
  const heard: string[] = [];
  theirs.watch((_, origin) => heard.push(`${origin}: ${theirs.value}`));
  b.cut();
  theirs.splice(9, 0, " four");
  theirs.splice(0, 0, "zero ");
  mine.splice(3, 0, " two");
  wire.settle();
  b.reconnect();
  wire.settle();
  assert.equal(mine.value, "zero one two three four");
  assert.equal(theirs.value, mine.value);
  assert.deepEqual([a.client.refused, b.client.refused], [[], []]);
  assert.equal(heard.at(-1)?.endsWith("zero one two three four"), true, heard.join("\n"));
  theirs.splice(0, 0, "- ");
  wire.settle();
  assert.equal(note(a.client, id), "- zero one two three four");
  assert.equal(server.doc.getMap<Y.Map<unknown>>("initiatives").get(id)?.get("note"), "one three");
});

test("a caret in a note is a place once the text is there", async () => {
  const { a, b, wire, id } = await planners("one");
  const [mine, theirs] = [a.client.text("initiatives", id, "note"), b.client.text("initiatives", id, "note")];
  assert.equal(theirs.resolve(mine.anchor(3)), null);
  mine.splice(3, 0, " two");
  wire.settle();
  const anchor = mine.anchor(4);
  theirs.splice(0, 0, "zero ");
  assert.equal(theirs.resolve(anchor), 9);
  wire.settle();
  assert.equal(mine.resolve(anchor), 9);
});

test("a text that cannot be begun is refused and shown, and not tried for ever", async () => {
  const { wire, a, server, id } = await planners("one");
  server.judge = () => "made-already";
  a.client.do("initiatives.splice", { id, key: "note", at: 3, remove: 0, insert: " two" });
  wire.settle();
  assert.equal(a.client.status.badge, "refused");
  assert.equal(a.client.status.waiting, 0);
  assert.equal(a.client.refused.at(-1)?.code, "made-already");
});

test("at random, two who begin a note apart end with the words of both", async () => {
  const random = seeded(7);
  const pick = (below: number) => Math.floor(random() * below);
  for (let round = 0; round < 25; round += 1) {
    const before = "漢😀 words".slice(0, pick(9) === 1 ? 1 : undefined);
    const { wire, a, b, id } = await planners(pick(4) === 0 ? undefined : before);
    const fields = [a, b].map(({ client }) => client.text("initiatives", id, "note"));
    const start = fields[0]?.value ?? "";
    const isOnline = pick(2) === 0;
    if (!isOnline) b.cut();
    let typed = "";
    for (let stroke = 0; stroke < 6; stroke += 1) {
      const insert = ["x", "😁", "two "][pick(3)] ?? "";
      const field = fields[pick(2)];
      field?.splice(pick(field.value.length + 1), 0, insert);
      typed += insert;
      if (pick(3) === 0) wire.deliver();
    }
    b.reconnect();
    wire.settle();
    const [one = "", other = ""] = fields.map(({ value }) => value);
    assert.equal(one, other, `round ${round}`);
    assert.deepEqual([...one].sort(), [...(start + typed)].sort(), `round ${round}`);
    assert.deepEqual([a.client.refused, b.client.refused], [[], []], `round ${round}`);
  }
});
