/** Who asks everyone to follow: each spotlight is answered once, and what is none asks nobody. */

import assert from "node:assert/strict";
import test from "node:test";
import type { Peer } from "../../clients/js/client.ts";
import { answering, asking, spotlightOf } from "../ui/spotlight.ts";

const peer = (id: string, spotlight?: unknown): Peer => ({
  session: id,
  person: { id, name: id, color: "red" },
  state: spotlight === undefined ? {} : { spotlight: spotlight as never },
});

test("the last who asks is answered first, and each only once", () => {
  const peers = [peer("ann", "s1"), peer("bo"), peer("cleo", "s2")];
  const none = new Set<string>();
  assert.equal(asking(peers, "bo", none)?.person.id, "cleo");
  const one = answering(none, "s2");
  assert.equal(asking(peers, "bo", one)?.person.id, "ann");
  assert.equal(asking(peers, "bo", answering(one, "s1")), undefined);
});

test("asking again is another spotlight", () => {
  assert.equal(asking([peer("ann", "s2")], "bo", new Set(["s1"]))?.person.id, "ann");
});

test("my own other window does not ask me", () => {
  assert.equal(asking([peer("ann", "s1")], "ann", new Set()), undefined);
});

test("what is no spotlight asks nobody", () => {
  for (const spotlight of ["", "x".repeat(65), 1, true, null, {}, [], undefined])
    assert.equal(spotlightOf(peer("ann", spotlight)), null);
});

test("what is remembered is bounded", () => {
  let answered: ReadonlySet<string> = new Set();
  for (let index = 0; index < 1_000; index += 1) answered = answering(answered, `s${index}`);
  assert.equal(answered.size, 100);
  assert.ok(answered.has("s999"));
});
