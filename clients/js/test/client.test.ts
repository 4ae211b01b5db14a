import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import type { BoardClient } from "../boardclient.ts";
import { EditError } from "../errors.ts";
import { newId } from "../ids.ts";
import { Device } from "./device.ts";
import { TestServer } from "./server.ts";
import { Wire } from "./wire.ts";

function world() {
  const server = new TestServer();
  const wire = new Wire(server);
  return { server, wire, ann: new Device(wire, "ann", 1), bob: new Device(wire, "bob", 2) };
}

function addColumn(client: BoardClient, name = "Doing"): string {
  const id = newId();
  client.do("columns.add", { id, name });
  return id;
}

function addCard(client: BoardClient, column: string, title: string): string {
  const id = newId();
  client.do("cards.add", { id, title, column });
  return id;
}

const titles = (client: BoardClient, column: string) =>
  client.board.order(column).map((id) => client.board.card(id)?.title);

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

test("what was edited offline survives a reload without a network, and merges on return", async () => {
  const { wire, ann, bob } = world();
  const first = await ann.open();
  wire.settle();
  const column = addColumn(first.client);
  addCard(first.client, column, "before");
  wire.settle();
  wire.isUp = false;
  first.cut();
  addCard(first.client, column, "offline");
  await first.close();

  const second = await ann.open();
  assert.deepEqual(titles(second.client, column), ["before", "offline"]);
  wire.deliver();
  assert.deepEqual([second.client.status.badge, second.client.status.waiting], ["offline", 1]);
  addCard(second.client, column, "after reload");
  wire.isUp = true;
  const other = await bob.open();
  wire.settle();
  addCard(other.client, column, "bob's");
  second.reconnect();
  wire.settle();
  for (const { client } of [second, other])
    assert.deepEqual(titles(client, column)?.sort(), ["after reload", "before", "bob's", "offline"]);
  assert.equal(second.client.status.badge, "live");
});

test("a reload writes on under the same client id, and a second tab under another", async () => {
  const { wire, ann, server } = world();
  const first = await ann.open();
  wire.settle();
  const column = addColumn(first.client);
  wire.settle();
  await first.close();
  const again = await ann.open();
  wire.settle();
  addCard(again.client, column, "same");
  wire.settle();
  assert.equal(Y.decodeStateVector(Y.encodeStateVector(server.doc)).size, 1);
  const second = await ann.open();
  wire.settle();
  addCard(second.client, column, "another");
  wire.settle();
  assert.equal(Y.decodeStateVector(Y.encodeStateVector(server.doc)).size, 2);
  assert.deepEqual(titles(again.client, column), ["same", "another"]);
});

test("a tab takes over the unsaved edits of tabs that were killed, and sends each once", async () => {
  const { wire, ann, server } = world();
  const setup = await ann.open();
  wire.settle();
  const column = addColumn(setup.client);
  wire.settle();
  await setup.close();
  const tabs = [await ann.open(), await ann.open()];
  wire.settle();
  wire.isUp = false;
  for (const [index, tab] of tabs.entries()) {
    tab.cut();
    addCard(tab.client, column, `tab ${index}`);
    addCard(tab.client, column, `tab ${index} again`);
  }
  for (const tab of tabs) await tab.kill();
  const heir = await ann.open();
  assert.equal(heir.client.status.waiting, 4);
  addCard(heir.client, column, "heir");
  await heir.kill();
  wire.isUp = true;
  const last = await ann.open();
  assert.equal(last.client.status.waiting, 5);
  wire.settle();
  assert.equal(last.client.status.waiting, 0);
  assert.deepEqual(titles(last.client, column)?.sort(), [
    "heir",
    "tab 0",
    "tab 0 again",
    "tab 1",
    "tab 1 again",
  ]);
  assert.equal(server.doc.getMap("cards").size, 5);
});

test("rows of two tabs that are taken over are told apart when they are saved one by one", async () => {
  const { wire, ann, server } = world();
  const tabs = [await ann.open(), await ann.open()];
  wire.settle();
  wire.isUp = false;
  for (const tab of tabs) {
    tab.cut();
    addColumn(tab.client);
  }
  for (const tab of tabs) await tab.kill();
  wire.isUp = true;
  const heir = await ann.open();
  wire.deliver();
  assert.equal(heir.client.status.waiting, 2);
  server.commit();
  wire.deliver();
  assert.equal(heir.client.status.waiting, 1, "one client id after the other");
  wire.settle();
  assert.equal(heir.client.board.columns().length, 2);
});

test("an edit whose confirmation was lost is in the copy after the next connection", async () => {
  const { wire, ann, server } = world();
  const page = await ann.open();
  wire.settle();
  const column = addColumn(page.client);
  wire.deliver();
  server.commit();
  page.cut(); // neither the edit nor the confirmation comes back
  page.reconnect();
  wire.settle();
  assert.equal(page.client.status.badge, "live");
  await page.close();
  wire.isUp = false;
  const offline = await ann.open();
  assert.equal(offline.client.board.column(column)?.name, "Doing");
});

test("a tab leaves the rows of a living tab alone", async () => {
  const { wire, ann } = world();
  const first = await ann.open();
  wire.settle();
  const column = addColumn(first.client);
  wire.settle();
  wire.isUp = false;
  first.cut();
  addCard(first.client, column, "mine");
  const second = await ann.open();
  assert.equal(second.client.status.waiting, 0);
});

test("without locks a new tab sends what it finds, under an id of its own", async () => {
  const { wire, ann, server } = world();
  const first = await ann.open({ withLocks: false });
  wire.settle();
  const column = addColumn(first.client);
  wire.settle();
  wire.isUp = false;
  first.cut();
  addCard(first.client, column, "offline");
  await first.kill();
  wire.isUp = true;
  const second = await ann.open({ withLocks: false });
  addCard(second.client, column, "mine");
  wire.settle();
  assert.deepEqual(titles(second.client, column), ["offline", "mine"]);
  assert.equal(server.doc.getMap("cards").size, 2);
});

test("an edit that was sent but not written down before a crash does not fork the client id", async () => {
  const { wire, ann, server } = world();
  const setup = await ann.open();
  wire.settle();
  const column = addColumn(setup.client);
  wire.settle();
  await setup.close();
  const backup = await copyOf(ann.indexedDB);
  const lost = await ann.open();
  wire.settle();
  addCard(lost.client, column, "only sent");
  wire.settle();
  await lost.kill();
  // The device comes back as if nothing of that had reached its disk, and is used offline.
  const device = new Device(wire, "ann", 5);
  await restore(device.indexedDB, backup);
  wire.isUp = false;
  const page = await device.open();
  addCard(page.client, column, "offline 1");
  addCard(page.client, column, "offline 2");
  addCard(page.client, column, "offline 3");
  wire.isUp = true;
  page.reconnect();
  wire.settle();
  page.reconnect();
  wire.settle();
  const all = ["offline 1", "offline 2", "offline 3", "only sent"];
  assert.deepEqual(titles(page.client, column)?.sort(), all);
  assert.equal(server.doc.getMap("cards").size, 4);
  assert.equal(page.client.status.waiting, 0);
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

test("a full device is told, and edits are sent all the same", async () => {
  const { wire, ann, bob } = world();
  const full = await ann.open({ indexedDB: fullFactory(ann.indexedDB) });
  wire.settle();
  const column = addColumn(full.client);
  wire.settle();
  await waitFor(() => full.client.status.storage === "full");
  addCard(full.client, column, "sent");
  wire.settle();
  const other = await bob.open();
  wire.settle();
  assert.deepEqual(titles(other.client, column), ["sent"]);
});

test("where storage cannot be opened the client works from memory", async () => {
  const { wire, ann } = world();
  const broken = {
    open: () => assert.fail(new DOMException("denied", "SecurityError")),
  } as unknown as IDBFactory;
  const { client } = await ann.open({ indexedDB: broken });
  wire.settle();
  addColumn(client);
  wire.settle();
  assert.deepEqual([client.status.badge, client.status.storage], ["live", "memory"]);
});

test("the copy on the device is put together again after many updates", async () => {
  const { wire, ann, bob } = world();
  const [a, b] = [await ann.open(), await bob.open()];
  wire.settle();
  const column = addColumn(a.client);
  for (let index = 0; index < 300; index += 1) {
    addCard(index % 2 === 0 ? a.client : b.client, column, `${index}`);
    if (index % 50 === 0) wire.settle();
  }
  wire.settle();
  await a.close();
  const storage = await ann.open();
  assert.equal(titles(storage.client, column).length, 300);
});

/** Refuses an edit that makes a card of this title. */
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
async function waitFor(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isTrue(); turn += 1) await new Promise(setImmediate);
  assert.ok(isTrue());
}

/** A factory whose databases take no more writes. */
function fullFactory(factory: IDBFactory): IDBFactory {
  const open = (name: string, version?: number) => {
    const request = factory.open(name, version);
    request.addEventListener("success", () => {
      const { result } = request;
      const transaction = result.transaction.bind(result);
      result.transaction = ((stores: string[], mode?: IDBTransactionMode) => {
        if (mode === "readwrite") throw new DOMException("no room", "QuotaExceededError");
        return transaction(stores, mode);
      }) as typeof result.transaction;
    });
    return request;
  };
  return { open } as unknown as IDBFactory;
}

type Dump = readonly (readonly [
  store: string,
  rows: readonly (readonly [key: IDBValidKey, value: unknown])[],
])[];

async function database(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open("kanverge/b");
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  return request.result;
}

async function copyOf(factory: IDBFactory): Promise<Dump> {
  const db = await database(factory);
  const stores = [...db.objectStoreNames];
  const dump = stores.map(async (store) => {
    const source = db.transaction(store).objectStore(store);
    const [keys, values] = [source.getAllKeys(), source.getAll()];
    await new Promise((resolve) => {
      values.onsuccess = resolve;
    });
    return [store, keys.result.map((key, index) => [key, values.result[index]] as const)] as const;
  });
  const result = await Promise.all(dump);
  db.close();
  return result;
}

async function restore(factory: IDBFactory, dump: Dump): Promise<void> {
  const { openStorage } = await import("../storage.ts");
  (await openStorage(factory, "kanverge/b")).close();
  const db = await database(factory);
  const transaction = db.transaction([...db.objectStoreNames], "readwrite");
  for (const [name, rows] of dump) {
    const store = transaction.objectStore(name);
    for (const [key, value] of rows) store.put(value, ...(store.keyPath === null ? [key] : []));
  }
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  db.close();
}
