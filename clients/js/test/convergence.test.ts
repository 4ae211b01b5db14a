/** Several people, a wire that loses, a server that dies, pages that are killed: nothing is lost, nothing is done twice. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import type { BoardClient } from "../boardclient.ts";
import { EditError } from "../errors.ts";
import { newId } from "../ids.ts";
import { Device, type Page } from "./device.ts";
import { seeded } from "./seeded.ts";
import { TestServer } from "./server.ts";
import { Wire } from "./wire.ts";

const SEEDS = 25;
const STEPS = 150;
const POISON = "poison";

interface World {
  readonly server: TestServer;
  readonly wire: Wire;
  readonly devices: readonly Device[];
  readonly pages: Page[];
  readonly pick: (below: number) => number;
  readonly newId: () => string;
  readonly columns: readonly string[];
  readonly shared: string;
  /** Titles of cards and tokens of text that somebody wrote and did not take back. */
  readonly cards: Set<string>;
  readonly tokens: Set<string>;
  count: number;
}

async function newWorld(seed: number): Promise<World> {
  const random = seeded(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const seededId = () => newId((bytes) => bytes.map(() => pick(256)));
  const server = new TestServer();
  const wire = new Wire(server);
  const devices = ["ann", "bob", "cleo"].map((person, index) => new Device(wire, person, seed * 10 + index));
  const pages = await Promise.all(devices.map((device) => device.open()));
  wire.settle();
  const { client } = pages[0] as Page;
  const columns = [seededId(), seededId(), seededId()];
  for (const [index, id] of columns.entries()) client.do("columns.add", { id, name: `Column ${index}` });
  const shared = seededId();
  client.do("cards.add", { id: shared, title: "", column: columns[0] ?? null });
  wire.settle();
  server.judge = (doc, update) => (titlesAfter(doc, update).includes(POISON) ? "forbidden" : null);
  return {
    server,
    wire,
    devices,
    pages,
    pick,
    newId: seededId,
    columns,
    shared,
    cards: new Set(),
    tokens: new Set(),
    count: 0,
  };
}

function titlesAfter(doc: Y.Doc, update: Uint8Array): string[] {
  const probe = new Y.Doc();
  Y.applyUpdate(probe, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(probe, update);
  return [...probe.getMap<Y.Map<unknown>>("cards").values()].map((card) => String(card.get("title")));
}

const anyOf = <T>(world: World, all: readonly T[]): T => all[world.pick(all.length)] as T;
const anyCard = (world: World, client: BoardClient) => anyOf(world, [...client.board.cardIds()]);

/** What one person may do; each is tried on a random page. */
const ACTIONS: readonly ((world: World, client: BoardClient) => void)[] = [
  addCard,
  addCard,
  (world, client) => {
    const [id, after] = [anyCard(world, client), anyCard(world, client)];
    client.do("cards.move", { id, column: anyOf(world, world.columns), after });
  },
  (world, client) => {
    const value = anyOf(world, ["high", "low", null]);
    client.do("cards.set", { id: anyCard(world, client), key: "priority", value });
  },
  type,
  type,
  type,
  erase,
  (world, client) => {
    const id = anyCard(world, client);
    if (id !== world.shared) client.do(anyOf(world, ["cards.archive", "cards.restore"]), { id });
  },
  (world, client) => {
    const due = { id: anyCard(world, client), key: "due", value: "2026-11-22" };
    client.do("cards.set", due, { scope: "due" }); // may do nothing: then there is nothing of this scope to undo
    client.undo("due");
  },
  (world, client) =>
    client.do("columns.set", { id: anyOf(world, world.columns), key: "name", value: `Named ${world.count}` }),
];

function addCard(world: World, client: BoardClient): void {
  world.count += 1;
  const title = `card ${world.count}`;
  client.do("cards.add", { id: world.newId(), title, column: anyOf(world, world.columns) });
  world.cards.add(title);
}

/** Takes one token out of the shared text. */
function erase(world: World, client: BoardClient): void {
  const field = client.text("cards", world.shared, "description");
  const [token] = field.value.match(/<[^>]*>/) ?? [];
  if (token !== undefined) field.splice(field.value.indexOf(token), token.length, "");
  field.close();
  if (token !== undefined) world.tokens.delete(token);
}

/** Types a token of its own somewhere in the shared text. */
function type(world: World, client: BoardClient): void {
  world.count += 1;
  const token = anyOf(world, [`<${world.count}>`, `<${world.count}😀>`]);
  const field = client.text("cards", world.shared, "description");
  const places = [...field.value.matchAll(/</g)].map((found) => found.index);
  const at = anyOf(world, [...places, field.value.length]);
  field.splice(at, 0, token);
  field.close();
  world.tokens.add(token);
}

/** What the world does. */
const FAULTS: readonly ((world: World) => Promise<void> | void)[] = [
  (world) => anyOf(world, world.pages).cut(),
  (world) => anyOf(world, world.pages).clock.advance(world.pick(5_000)),
  (world) => world.server.commit(),
  (world) => world.server.commit(),
  (world) => world.server.crash(),
  (world) => {
    const { client } = anyOf(world, world.pages);
    client.do("cards.add", { id: world.newId(), title: POISON, column: anyOf(world, world.columns) });
  },
  async (world) => {
    const index = world.pick(world.pages.length);
    await (world.pages[index] as Page).kill();
    world.pages[index] = await (world.devices[index % world.devices.length] as Device).open();
  },
];

async function play(world: World): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    const { client } = anyOf(world, world.pages);
    if (world.pick(3) > 0) anyOf(world, ACTIONS)(world, client);
    else if (world.pick(4) === 0) await anyOf(world, FAULTS)(world);
    for (let left = world.pick(8); left > 0; left -= 1) world.wire.step(world.pick);
  }
}

/** Everything comes back and settles. */
function heal(world: World): void {
  for (
    let round = 0;
    round < 200 && world.pages.some(({ client }) => client.status.badge !== "live");
    round += 1
  ) {
    for (const page of world.pages) page.clock.advance(30_000);
    world.wire.settle();
    for (const { client } of world.pages) for (const { key } of client.refused) client.dismiss(key);
  }
}

const plain = (doc: Y.Doc) =>
  Object.fromEntries([...doc.share.keys()].sort().map((root) => [root, doc.getMap(root).toJSON()]));

function seen({ board }: BoardClient): unknown {
  const columns = [...board.columns().map((column) => column.id), "unsorted"];
  const cards = [...board.cardIds()].sort().map((id) => board.card(id));
  return {
    columns: board.columns(),
    orders: columns.map((id) => board.order(id)),
    cards,
    archived: board.archivedCards(),
  };
}

function check(world: World): void {
  const { server, pages } = world;
  const [first] = pages;
  for (const { client } of pages) {
    assert.deepEqual([client.status.badge, client.status.waiting], ["live", 0]);
    assert.deepEqual(seen(client), seen((first as Page).client));
  }
  const board = (first as Page).client.board;
  const titles = [...board.cardIds()].map((id) => board.card(id)?.title);
  assert.ok(!titles.includes(POISON), "what was refused is nowhere");
  for (const title of world.cards) assert.equal(titles.filter((one) => one === title).length, 1, title);
  const text = board.card(world.shared)?.description ?? "";
  for (const token of world.tokens) assert.equal(text.split(token).length - 1, 1, `${token} in ${text}`);
  assert.equal(text.length, [...world.tokens].join("").length);
  const orders = [...board.columns().map((column) => column.id), "unsorted"].flatMap((id) => board.order(id));
  assert.equal(orders.length + board.archivedCards().length, [...board.cardIds()].length, "each card once");
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(server.doc));
  assert.deepEqual(plain(fresh), plain(server.doc));
}

for (let seed = 1; seed <= SEEDS; seed += 1) {
  test(`three people converge and every edit is there exactly once (seed ${seed})`, async () => {
    const world = await newWorld(seed);
    await play(world);
    heal(world);
    check(world);
  });
}

test("a read model kept up by changes equals one read anew", async () => {
  const world = await newWorld(99);
  await play(world);
  heal(world);
  const kept = seen((world.pages[0] as Page).client);
  const anew = await (world.devices[0] as Device).open();
  world.wire.settle();
  assert.deepEqual(seen(anew.client), kept);
});

test("an edit on a card that a refused edit made is given back", async () => {
  const world = await newWorld(100);
  const { client } = world.pages[0] as Page;
  const id = world.newId();
  client.do("cards.add", { id, title: POISON, column: world.columns[0] ?? null });
  client.do("cards.set", { id, key: "priority", value: "low" });
  world.wire.settle();
  assert.equal(client.refused.length, 2);
  assert.throws(() => client.do("cards.archive", { id }), EditError);
});
