/** A file that does not come is asked for again: when, under which address, and what is said meanwhile. */

import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, bring, type Found, pauseAfter } from "../ui/bringing.ts";

const ADDRESS = "https://kanverge.example/static/palette-1.js";
const NAMED = {
  chromium: `Failed to fetch dynamically imported module: ${ADDRESS}`,
  firefox: `error loading dynamically imported module: ${ADDRESS}`,
};

/** Plays a world in which each look finds the next of `looks`, and a fetch works as `takes` says. */
async function play(looks: readonly Found[], takes: (address: string | null, fetches: number) => boolean) {
  const [did, said, rest] = [[] as string[], [] as (string | null)[], [...looks]];
  let fetches = 0;
  const module = await bring({
    fetch: async (address) => {
      fetches += 1;
      did.push(`fetch ${address?.replace(ADDRESS, "it") ?? "it"}`);
      if (takes(address, fetches)) return "here";
      throw new TypeError(NAMED.chromium);
    },
    look: async (address) => {
      assert.equal(address, ADDRESS);
      did.push("look");
      return rest.shift() ?? "there";
    },
    pause: async (failures) => void did.push(`pause ${failures}`),
    tell: (trouble) => void (said.at(-1) !== trouble && said.push(trouble)),
  });
  assert.equal(module, "here");
  return { did: did.join(", "), said };
}

test("what comes at once is fetched once, and nothing is said", async () => {
  assert.deepEqual(await play([], () => true), { did: "fetch it", said: [null] });
});

test("it is not fetched again before a look has found it", async () => {
  assert.deepEqual(await play(["away", "away"], (_, fetches) => fetches > 1), {
    did: "fetch it, pause 1, look, pause 2, look, pause 3, look, fetch it",
    said: ["away", null],
  });
});

test("a browser that remembers the failure gets another address", async () => {
  assert.deepEqual(await play(["away"], (address) => address !== null), {
    did: "fetch it, pause 1, look, pause 2, look, fetch it, fetch it?again=3",
    said: ["away", null],
  });
});

test("another address each time, since that one is remembered too", async () => {
  const { did, said } = await play([], (address) => address === `${ADDRESS}?again=5`);
  assert.match(did, /again=2, .*again=3, .*again=4, .*again=5$/);
  assert.deepEqual(said, ["away", "stuck", null]);
});

test("a file that an update took away is said to be gone, and comes if it is there again", async () => {
  const { said } = await play(["away", "gone", "gone"], (_, fetches) => fetches > 1);
  assert.deepEqual(said, ["away", "gone", null]);
});

test("a browser that does not name the file fetches it again without a look", async () => {
  const did: string[] = [];
  await bring({
    fetch: async () => {
      did.push("fetch");
      if (did.length < 5) throw new TypeError("Importing a module script failed.");
    },
    look: async () => assert.fail("which file?"),
    pause: async (failures) => void did.push(`pause ${failures}`),
    tell: () => {},
  });
  assert.deepEqual(did, ["fetch", "pause 1", "fetch", "pause 2", "fetch"]);
});

test("an error in the file itself is a bug, and not tried again", async () => {
  const bug = new TypeError("x is not a function");
  const world = {
    look: async () => "there" as const,
    pause: async () => assert.fail(),
    tell: () => assert.fail(),
  };
  await assert.rejects(bring({ ...world, fetch: () => Promise.reject(bug) }), bug);
  await assert.rejects(bring({ ...world, fetch: () => Promise.reject("no") }), (error) => error === "no");
});

test("each browser's words for a file that did not come are known", () => {
  assert.equal(addressOf(new TypeError(NAMED.chromium)), ADDRESS);
  assert.equal(addressOf(new TypeError(NAMED.firefox)), ADDRESS);
  assert.equal(addressOf(new TypeError("Importing a module script failed.")), "");
  assert.throws(() => addressOf(new Error(NAMED.chromium)));
});

test("pauses grow, are bounded, and differ from page to page", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 2_000].map((failures) => pauseAfter(failures, 1)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
  );
  assert.equal(pauseAfter(1, 0), 750);
});
