import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, Reader } from "../msgpack.ts";
import type { WebSocketLike } from "../socket.ts";
import { type CardFacts, Watch, type WatchEvents } from "../watch.ts";
import { FakeClock, FakeNetwork } from "./doubles.ts";

const BOARD = "b".repeat(22);

class HandSocket implements WebSocketLike {
  static all: HandSocket[] = [];
  binaryType = "";
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  readonly sent: unknown[] = [];
  isClosed = false;
  readonly url: string;
  readonly protocol: string;
  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
    HandSocket.all.push(this);
  }
  send(bytes: Uint8Array<ArrayBuffer>): void {
    const reader = new Reader(bytes, 10);
    this.sent.push(Array.from({ length: reader.listLength() }, () => reader.value()));
  }
  close(): void {
    this.isClosed = true;
  }
  open(): void {
    this.onopen?.(undefined as never);
  }
  say(...message: Parameters<typeof pack>[0][]): void {
    this.onmessage?.({ data: pack(message).buffer });
  }
}

function watching() {
  HandSocket.all = [];
  const told: unknown[] = [];
  const events: WatchEvents = {
    summary: (board, summary) => told.push(["summary", board, summary]),
    faces: (board, faces, more) => told.push(["faces", board, faces, more]),
    cards: (board, cards, isWhole) => told.push(["cards", board, cards, isWhole]),
    gone: (board) => told.push(["gone", board]),
    inbox: (unread) => told.push(["inbox", unread]),
    ready: () => told.push(["ready"]),
    live: (isLive, code) => told.push(["live", isLive, ...(code === undefined ? [] : [code])]),
  };
  const [clock, network] = [new FakeClock(), new FakeNetwork()];
  const platform = { WebSocket: HandSocket, clock, network, random: () => 0.5 };
  const watch = new Watch("http://test", { summaries: true, cards: [] }, events, platform);
  const last = () => HandSocket.all.at(-1) ?? assert.fail("no socket");
  return { watch, clock, told, last };
}

test("it asks for what is wanted when it is open, and again when that changes", () => {
  const { watch, last, told } = watching();
  assert.deepEqual([last().url, last().protocol], ["ws://test/watch", "kanverge.watch.v1"]);
  watch.want({ summaries: true, cards: "mine" }); // before it is open: told once
  last().open();
  watch.want({ summaries: false, cards: [BOARD] });
  assert.deepEqual(last().sent, [
    [1, true, "mine"],
    [1, false, [BOARD]],
  ]);
  watch.want({ summaries: false, cards: [], inbox: true });
  assert.deepEqual(last().sent.at(-1), [1, false, [], true]);
  assert.deepEqual(told, [["live", true]]);
});

test("it tells summaries, faces, cards by name of their keys, and what is gone", () => {
  const { last, told } = watching();
  last().open();
  last().say(10, BOARD, { open: 3 });
  last().say(11, BOARD, [["p", "Ann", "teal"]], 2);
  const row = [
    "Plan",
    "col",
    false,
    true,
    null,
    "2026-12-24",
    2.5,
    "high",
    null,
    ["p"],
    [],
    null,
    null,
    [],
    [],
    7,
    1,
    2,
    3,
    4,
  ];
  last().say(12, BOARD, { c: row, d: null }, true);
  last().say(13, BOARD);
  last().say(17, 4);
  last().say(14);
  last().say(16, false);
  last().say(99, BOARD, "of a newer server");
  const card: CardFacts = {
    title: "Plan", column: "col", archived: false, done: true, start: null, due: "2026-12-24", estimate: 2.5, priority: "high",
    progress: null, assignees: ["p"], labels: [], milestone: null, parent: null, blocks: [], goals: [], number: 7, made: 1, began: 2, finished: 3, changed: 4,
  }; // biome-ignore format: a table
  assert.deepEqual(told.slice(1), [
    ["summary", BOARD, { open: 3 }],
    ["faces", BOARD, [{ id: "p", name: "Ann", color: "teal" }], 2],
    [
      "cards",
      BOARD,
      new Map([
        ["c", card],
        ["d", null],
      ]),
      true,
    ],
    ["gone", BOARD],
    ["inbox", 4],
    ["ready"],
    ["live", false],
  ]);
});

test("a lost connection is made again and asks for everything; a permanent end is none", () => {
  const { last, told, clock } = watching();
  last().open();
  last().onclose?.({ code: 1006, reason: "" });
  assert.deepEqual(told.at(-1), ["live", false]);
  for (let waited = 0; HandSocket.all.length < 2; waited += 1) {
    assert.ok(waited < 100);
    clock.advance(1_000);
  }
  last().open();
  assert.deepEqual(last().sent, [[1, true, []]]);
  last().onclose?.({ code: 4401, reason: "" });
  assert.deepEqual(told.at(-1), ["live", false, 4401]);
  clock.advance(120_000);
  assert.equal(HandSocket.all.length, 2);
});

test("what makes no sense ends the connection", () => {
  const { last, told } = watching();
  last().open();
  last().onmessage?.({ data: pack("no array").buffer });
  assert.deepEqual(told.at(-1), ["live", false, 4400]);
});

test("silence is met with a ping, and closing says nothing more", () => {
  const { watch, last, clock } = watching();
  last().open();
  clock.advance(26_000);
  assert.deepEqual(last().sent.at(-1), [2]);
  watch.close();
  assert.ok(last().isClosed);
});

test("once the store is back everything is asked for again, so that being live is always followed by ready", () => {
  const { last, told } = watching();
  last().open();
  last().say(16, false);
  last().say(16, true);
  assert.deepEqual(told, [
    ["live", true],
    ["live", false],
    ["live", true],
  ]);
  assert.deepEqual(last().sent, [
    [1, true, []],
    [1, true, []],
  ]);
});
