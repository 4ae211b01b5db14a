import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { platformClock } from "../clock.ts";
import { Device } from "./device.ts";
import { FakeClock } from "./doubles.ts";
import { addCard, addColumn, titles, world } from "./world.ts";

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

test("what earlier pages left unsaved is told by what it would do again, until it is saved", async () => {
  const { wire, ann } = world();
  const first = await ann.open();
  wire.settle();
  const column = addColumn(first.client);
  const card = addCard(first.client, column, "plan");
  wire.settle();
  wire.isUp = false;
  first.cut();
  const dates = ["2026-12-01", "2026-12-02"].map((value) => ({ id: card, key: "due", value }));
  for (const date of dates) first.client.do("cards.set", date);
  await first.kill();
  const second = await ann.open();
  const edits = dates.map((date) => ["cards.set", date]);
  assert.deepEqual(second.client.inherited, edits);
  await second.kill();
  wire.isUp = true;
  const third = await ann.open();
  assert.deepEqual(third.client.inherited, edits);
  wire.settle();
  await third.close();
  assert.deepEqual((await ann.open()).client.inherited, []);
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

test("storage that never says whether it opens is not waited for, and closed when it does", async () => {
  const { wire, ann } = world();
  const clock = new FakeClock();
  let isClosed = false;
  const request = { result: { close: () => (isClosed = true) } } as unknown as IDBOpenDBRequest;
  const opening = ann.open({ indexedDB: { open: () => request } as unknown as IDBFactory, clock });
  clock.advance(10_000);
  const { client } = await opening;
  wire.settle();
  addColumn(client);
  wire.settle();
  assert.deepEqual([client.status.badge, client.status.storage], ["live", "memory"]);
  request.onsuccess?.call(request, new Event("success"));
  await waitFor(() => isClosed);
});

test("the platform's clock does not go back when somebody sets it back", (context) => {
  const before = platformClock.now();
  assert.ok(Math.abs(before - Date.now()) < 60_000, "it is near the time of day");
  context.mock.method(Date, "now", () => 0);
  assert.ok(platformClock.now() >= before);
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
