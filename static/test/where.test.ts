/** Where somebody is: as told, and whatever else a program may have sent. */

import assert from "node:assert/strict";
import test from "node:test";
import type { Peer } from "../../clients/js/client.ts";
import { sessionOf, told, whereOf } from "../ui/where.ts";

test("where somebody is reads as it was told", () => {
  const at = { first: "c1", list: "c2", row: "k1" };
  const state = { view: "list", card: "k1", ...told("?q=plan&by=label", at) };
  assert.deepEqual(whereOf(state, "b"), { view: "list", card: "k1", query: "?q=plan&by=label", at });
});

test("what was not told is not known", () => {
  assert.deepEqual(whereOf({ view: "board" }, "b"), { view: "board", card: null, query: null, at: null });
});

test("a view of another kind of page, or none, is not followed into", () => {
  for (const view of ["portfolio", "constructor", "", 7, null, undefined, ["board"], { id: "board" }])
    assert.equal(whereOf({ view: view as never }, "b"), null);
  assert.equal(whereOf({ view: "portfolio" }, "p")?.view, "portfolio");
});

test("what is no query, and what would lead to another address, is passed over", () => {
  for (const query of ["/../../x", "q=1", "?a#b", "?a b", "?a\nb", `?${"x".repeat(600)}`, 3, null, {}, []])
    assert.equal(whereOf({ view: "board", query: query as never }, "b")?.query, null, String(query));
});

test("an anchor that is none is passed over", () => {
  for (const at of [[], ["a", "b"], ["a", "b", 3], ["a", "b", "x".repeat(65)], "abc", { 0: "a" }, null])
    assert.equal(whereOf({ view: "board", at: at as never }, "b")?.at, null);
  for (const card of ["", "x".repeat(65), 7, {}])
    assert.equal(whereOf({ view: "board", card: card as never }, "b")?.card, null);
});

test("nothing is told that would not be read", () => {
  assert.deepEqual(told(`?${"x".repeat(700)}`, null), { query: null, at: null });
  assert.deepEqual(told("", { first: "x".repeat(65), list: "", row: "" }), { query: "", at: null });
});

const peer = (session: string, id: string, state: Peer["state"] = {}): Peer => ({
  session,
  person: { id, name: id, color: "red" },
  state,
});

test("of somebody's windows the one before is followed, else one that is awake", () => {
  const peers = [
    peer("1", "ann", { idle: true }),
    peer("2", "ann"),
    peer("3", "bo"),
    peer("4", "ann", { idle: true }),
  ];
  assert.equal(sessionOf(peers, "ann")?.session, "2");
  assert.equal(sessionOf(peers, "ann", "1")?.session, "1");
  assert.equal(sessionOf(peers, "ann", "gone")?.session, "2");
  assert.equal(
    sessionOf(
      peers.filter(({ session }) => session !== "2"),
      "ann",
    )?.session,
    "1",
  );
  assert.equal(sessionOf(peers, "cleo"), undefined);
});
