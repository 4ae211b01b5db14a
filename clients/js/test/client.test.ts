import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { newId } from "../ids.ts";
import { Device } from "./device.ts";
import type { TestServer } from "./server.ts";
import { addCard, addColumn, titles, world } from "./world.ts";

test("an edit is shown at once and saved when the server says so", async () => {
  const { wire, ann, server } = world();
  const { client } = await ann.open();
  assert.equal(client.status.badge, "opening");
  wire.settle();
  await client.ready;
  assert.equal(client.status.badge, "live");
  const column = addColumn(client);
  addCard(client, column, "Launch");
  assert.deepEqual(titles(client, column), ["Launch"]);
  assert.deepEqual([client.status.badge, client.status.waiting], ["saving", 2]);
  wire.deliver();
  assert.equal(client.status.badge, "saving", "it has arrived, but is not on disk");
  server.commit();
  wire.deliver();
  await client.saved();
  assert.equal(client.status.badge, "live");
});

test("two people move one card and it stays one card", async () => {
  const { wire, ann, bob } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  const [doing, done] = [addColumn(a.client, "Doing"), addColumn(a.client, "Done")];
  const card = addCard(a.client, doing, "One");
  wire.settle();
  a.cut();
  b.cut();
  a.client.do("cards.move", { id: card, column: done });
  b.client.do("cards.set", { id: card, key: "due", value: "2026-11-22" });
  b.client.do("cards.move", { id: card, column: doing, after: null });
  a.reconnect();
  b.reconnect();
  wire.settle();
  assert.deepEqual(a.client.board.card(card), b.client.board.card(card));
  const seen = [doing, done].flatMap((column) => a.client.board.order(column));
  assert.deepEqual(seen, [card]);
  assert.equal(a.client.board.card(card)?.due, "2026-11-22");
});

test("a refused edit is listed with its words, and what came after it is done again", async () => {
  const { wire, ann, bob, server } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  const column = addColumn(a.client);
  wire.settle();
  server.judge = refuses("bad");
  addCard(a.client, column, "good 1");
  const bad = addCard(a.client, column, "bad");
  addCard(a.client, column, "good 2");
  a.client.do("cards.set", { id: bad, key: "priority", value: "high" });
  addCard(a.client, column, "good 3");
  const group = newId();
  a.client.do("columns.add", { id: newId(), name: "New" }, { group });
  wire.settle();
  assert.deepEqual(titles(a.client, column), ["good 1", "good 2", "good 3"]);
  assert.deepEqual(titles(b.client, column), ["good 1", "good 2", "good 3"]);
  assert.equal(a.client.status.badge, "refused");
  assert.equal(a.client.status.waiting, 0);
  const [refused, orphan, ...rest] = a.client.refused;
  assert.deepEqual(rest, []);
  assert.equal(refused?.code, "forbidden");
  assert.match(refused?.copy ?? "", /title: bad/);
  assert.deepEqual([orphan?.code, orphan?.intent[0]], ["unknown-card", "cards.set"]);
  for (const { key } of a.client.refused) a.client.dismiss(key);
  assert.equal(a.client.status.badge, "live");
  addCard(a.client, column, "good 4");
  wire.settle();
  assert.deepEqual(titles(b.client, column), ["good 1", "good 2", "good 3", "good 4"]);
});

test("a refusal survives a crash before the board is rebuilt", async () => {
  const { wire, server } = world();
  const ann = new Device(wire, "ann", 6); // draws a lower client id first: a start takes the lowest that is free
  const page = await ann.open();
  wire.settle();
  const column = addColumn(page.client);
  wire.settle();
  const before = Y.decodeStateVector(Y.encodeStateVector(server.doc));
  server.judge = refuses("bad");
  wire.isUp = false;
  page.cut();
  addCard(page.client, column, "bad");
  addCard(page.client, column, "good");
  await page.kill();
  wire.isUp = true;
  const again = await ann.open();
  wire.settle();
  assert.deepEqual(titles(again.client, column), ["good"]);
  assert.equal(again.client.refused.length, 1);
  const clocks = () => Y.decodeStateVector(Y.encodeStateVector(server.doc));
  const [[refused = 0, clock = 0] = []] = before;
  assert.equal(clocks().size, 2, "the refused client id, with what came before, and another");
  await again.close();
  const later = await ann.open();
  assert.equal(later.client.refused.length, 1, "it stays listed until dismissed");
  assert.deepEqual(titles(later.client, column), ["good"]);
  wire.settle();
  addCard(later.client, column, "more");
  wire.settle();
  assert.equal(clocks().get(refused), clock, "the refused id is not used again");
});

test("in a new epoch unsaved edits are done again on the rebuilt board", async () => {
  const { wire, ann, bob, server } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  const column = addColumn(a.client);
  const card = addCard(a.client, column, "kept");
  wire.settle();
  wire.isUp = false;
  a.cut();
  b.cut();
  a.client.do("cards.text", { id: card, key: "title", text: "kept and renamed" });
  addCard(a.client, column, "offline");
  server.squash();
  wire.isUp = true;
  a.reconnect();
  b.reconnect();
  wire.settle();
  for (const { client } of [a, b]) assert.deepEqual(titles(client, column), ["kept and renamed", "offline"]);
  assert.equal(server.doc.getMap("cards").size, 2);
});

test("what a restored server has lost comes again from the devices that wrote it", async () => {
  const { wire, ann, bob, server } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  const column = addColumn(a.client);
  wire.settle();
  const old = Y.encodeStateAsUpdate(server.doc);
  addCard(a.client, column, "ann's");
  wire.settle();
  addCard(b.client, column, "bob's");
  wire.settle();
  server.restore(old);
  wire.settle();
  addCard(a.client, column, "later");
  a.reconnect();
  b.reconnect();
  wire.settle();
  for (const { client } of [a, b]) assert.deepEqual(titles(client, column), ["ann's", "bob's", "later"]);
  assert.equal(server.doc.getMap("cards").size, 3);
});

test("nothing is offered to be changed before there is anything to see", async () => {
  const { wire, ann } = world();
  const { client } = await ann.open();
  assert.equal(client.status.canEdit, false);
  wire.settle();
  assert.equal(client.status.canEdit, true);
});

test("who may no longer edit gets unsaved edits back in words", async () => {
  const { wire, ann, server } = world();
  const { client, cut, reconnect } = await ann.open();
  wire.settle();
  const column = addColumn(client);
  wire.settle();
  wire.isUp = false;
  cut();
  addCard(client, column, "too late");
  server.role = "viewer";
  server.judge = () => "role";
  wire.isUp = true;
  reconnect();
  wire.settle();
  assert.deepEqual(titles(client, column), []);
  assert.equal(client.refused.length, 1);
  assert.equal(client.status.canEdit, false);
  assert.throws(() => addCard(client, column, "no"), new EditError("read-only", "viewer"));
});

test("saving paused is said, and waiting edits are saved when the store is back", async () => {
  const { wire, ann, server } = world();
  const { client } = await ann.open();
  wire.settle();
  server.setStore(false);
  addColumn(client);
  wire.deliver();
  assert.deepEqual([client.status.badge, client.status.waiting], ["paused", 1]);
  server.setStore(true);
  wire.settle();
  assert.equal(client.status.badge, "live");
});

test("a permanent close is not tried again by itself, a transient one is", async () => {
  const { wire, ann, server } = world();
  const { client, clock } = await ann.open();
  wire.settle();
  server.closeAll(1012, "restart");
  wire.deliver();
  assert.equal(client.status.badge, "offline");
  clock.advance(5_000);
  wire.settle();
  assert.equal(client.status.badge, "live");
  server.closeAll(4403, "no access");
  wire.deliver();
  assert.deepEqual(client.status.stopped, { code: 4403, text: "no access" });
  clock.advance(600_000);
  assert.equal(wire.step(), false);
  client.retry();
  wire.settle();
  assert.equal(client.status.badge, "live");
});

test("the network's word is obeyed: offline at once, online again without waiting", async () => {
  const { wire, ann } = world();
  const { client, network } = await ann.open();
  wire.settle();
  network.set(false);
  assert.equal(client.status.badge, "offline");
  network.set(true);
  wire.settle();
  assert.equal(client.status.badge, "live");
});

test("a long silence is noticed", async () => {
  const { wire, ann } = world();
  const { client, clock } = await ann.open();
  wire.settle();
  clock.advance(30_000);
  wire.deliver(); // the ping and its answer
  clock.advance(30_000);
  assert.equal(client.status.badge, "live");
  clock.advance(60_000);
  assert.notEqual(client.status.badge, "live");
});

test("an ask waits offline, survives a reload, and is done once", async () => {
  const { wire, ann, server } = world();
  const first = await ann.open();
  wire.settle();
  const column = addColumn(first.client);
  const card = addCard(first.client, column, "Talk");
  wire.settle();
  wire.isUp = false;
  first.cut();
  void first.client.ask("comments.add", { card, text: "Hello" });
  await first.close();
  wire.isUp = true;
  const second = await ann.open();
  assert.equal(second.client.status.waiting, 1);
  wire.settle();
  assert.equal(second.client.status.waiting, 0);
  assert.equal(server.asked, 1);
  const [comment] = second.client.records.forCard("comment", card);
  assert.deepEqual(comment?.value, { card, text: "Hello" });
  await second.close();
  const third = await ann.open();
  assert.equal(third.client.records.forCard("comment", card).length, 1, "records are read offline too");
});

test("an ask answers its caller, or says why not", async () => {
  const { wire, ann, server } = world();
  server.answer = (verb) => `${verb} done`;
  const { client } = await ann.open();
  wire.settle();
  const [good, bad] = [client.ask("cards.number", {}), client.ask("fail", {})];
  wire.settle();
  assert.equal(await good, "cards.number done");
  await assert.rejects(bad, { name: "AskError", code: "denied" });
});

test("an ask that is sent twice is done once", async () => {
  const { wire, ann, server } = world();
  const { client, cut, reconnect } = await ann.open();
  wire.settle();
  const answer = client.ask("comments.add", { text: "x" });
  assert.ok(wire.step(), "it arrives, but its answer is lost");
  cut();
  reconnect();
  wire.settle();
  await answer;
  assert.equal(server.asked, 1);
});

test("presence reaches the others, at most ten times a second, and goes with the page", async () => {
  const { wire, ann, bob } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  a.client.presence.set({ view: "board", card: "c1" });
  a.client.presence.set({ card: "c2" });
  a.client.presence.set({ card: null, adding: "k1" });
  wire.deliver();
  assert.deepEqual(b.client.presence.peers()[0]?.state, { view: "board", card: "c1" });
  a.clock.advance(100);
  wire.deliver();
  const [peer] = b.client.presence.peers();
  assert.deepEqual(peer?.state, { view: "board", adding: "k1" });
  assert.equal(peer?.person.name, "ann");
  assert.deepEqual(a.client.presence.peers(), []);
  a.client.presence.hide();
  a.clock.advance(100);
  wire.deliver();
  assert.deepEqual(b.client.presence.peers(), []);
  assert.throws(() => a.client.presence.set({ note: "x".repeat(3_000) }), EditError);
});

test("a short loss of the connection does not make the others flicker", async () => {
  const { wire, ann, bob } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  a.client.presence.set({ view: "board" });
  wire.settle();
  b.cut();
  assert.equal(b.client.presence.peers().length, 1);
  b.clock.advance(2_000);
  wire.settle();
  assert.equal(b.client.presence.peers().length, 1);
  wire.isUp = false;
  b.cut();
  b.clock.advance(6_000);
  assert.equal(b.client.presence.peers().length, 0);
});

function refuses(title: string): TestServer["judge"] {
  return (doc, update) => {
    const probe = new Y.Doc();
    Y.applyUpdate(probe, Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(probe, update);
    const cards = [...probe.getMap<Y.Map<Y.Text>>("cards").values()];
    return cards.some((card) => card.get("title")?.toString() === title) ? "forbidden" : null;
  };
}

/** Waits for what other tasks of the platform bring about. */
