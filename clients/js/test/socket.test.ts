import assert from "node:assert/strict";
import { test } from "node:test";
import { Socket, type SocketEvents, type WebSocketLike } from "../socket.ts";
import { FakeClock, FakeNetwork } from "./doubles.ts";

/** A WebSocket that a test opens, speaks through and closes. */
class HandSocket implements WebSocketLike {
  static readonly all: HandSocket[] = [];
  binaryType = "";
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  isClosed = false;
  constructor() {
    HandSocket.all.push(this);
  }
  send(): void {}
  close(): void {
    this.isClosed = true;
  }
  open(): void {
    this.onopen?.(undefined as never);
  }
  fail(code = 1006): void {
    this.onclose?.({ code, reason: "" });
  }
}

function socket(random: () => number, events: Partial<SocketEvents> = {}) {
  HandSocket.all.length = 0;
  const [clock, network] = [new FakeClock(), new FakeNetwork()];
  const told: string[] = [];
  const made = new Socket("ws://test", { WebSocket: HandSocket, clock, network, random }, {
    opened: () => told.push("opened"),
    received: () => told.push("received"),
    closed: (code) => told.push(`closed ${code}`) > 0,
    silent: () => told.push("silent"),
    ...events,
  } as SocketEvents);
  made.start();
  return { made, clock, network, told, sockets: HandSocket.all };
}

const last = (sockets: readonly HandSocket[]) => sockets.at(-1) ?? assert.fail("no socket");

/** Fails every attempt and returns how long each next one waited. */
function waits(random: () => number, count: number): number[] {
  const { clock, sockets } = socket(random);
  return Array.from({ length: count }, () => {
    const before = sockets.length;
    last(sockets).fail();
    for (let waited = 0; ; waited += 100) {
      if (sockets.length > before) return waited;
      clock.advance(100);
    }
  });
}

test("attempts wait twice as long each time, up to half a minute", () => {
  assert.deepEqual(
    waits(() => 0.999_999, 8),
    [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000],
  );
});

test("the wait is anything from nothing to that, so that a server is not met by everybody at once", () => {
  assert.deepEqual(
    waits(() => 0.5, 5),
    [1_000, 2_000, 4_000, 8_000, 15_000],
  );
  assert.deepEqual(
    waits(() => 0, 3),
    [100, 100, 100],
  );
});

test("a connection that held makes the next wait short again", () => {
  const { clock, sockets } = socket(() => 0.999_999);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    last(sockets).fail();
    clock.advance(30_000);
  }
  last(sockets).open();
  clock.advance(6_000);
  const before = sockets.length;
  last(sockets).fail();
  clock.advance(1_000);
  assert.equal(sockets.length, before + 1);
});

test("what a superseded socket still says is ignored", () => {
  const { made, sockets, told } = socket(() => 0);
  const first = last(sockets);
  first.open();
  const { onmessage, onclose } = first;
  made.restart();
  last(sockets).open();
  onmessage?.({ data: new ArrayBuffer(1) });
  onclose?.({ code: 4403, reason: "" });
  assert.deepEqual(told, ["opened", "closed 1006", "opened"]);
  assert.equal(first.isClosed, true);
});

test("a socket that never opens is given up", () => {
  const { clock, sockets, told } = socket(() => 0);
  clock.advance(15_000);
  assert.deepEqual(told, ["closed 1006"]);
  assert.equal(sockets.length, 2);
});

test("a frame that is no message closes for good", () => {
  const { sockets, told, clock } = socket(() => 0, {
    received: () => assert.fail("malformed"),
    closed: (code) => code !== 4400,
  });
  last(sockets).open();
  last(sockets).onmessage?.({ data: new ArrayBuffer(1) });
  clock.advance(60_000);
  assert.deepEqual([told, sockets.length], [["opened"], 1]);
});

test("a text frame is no message", () => {
  const { sockets, told } = socket(() => 0);
  last(sockets).open();
  last(sockets).onmessage?.({ data: "hello" });
  assert.deepEqual(told, ["opened", "closed 4400"]);
});

test("offline is waited out, with a slow look around in case nobody says that it is over", () => {
  const { sockets, network, clock } = socket(() => 0);
  last(sockets).open();
  network.set(false);
  clock.advance(29_000);
  assert.equal(sockets.length, 1);
  clock.advance(2_000);
  assert.equal(sockets.length, 2);
  last(sockets).fail();
  network.set(true);
  assert.equal(sockets.length, 3);
});

test("an attempt from before the network is back is made anew, and nothing is asked over it", () => {
  const { sockets, network, clock, told } = socket(() => 0);
  const first = last(sockets);
  network.set(true);
  assert.deepEqual([sockets.length, first.isClosed, told], [2, true, []]);
  clock.advance(1);
  last(sockets).open();
  network.set(true);
  assert.deepEqual([sockets.length, told], [2, ["opened", "silent"]]);
});
