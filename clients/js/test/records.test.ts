import assert from "node:assert/strict";
import { test } from "node:test";
import { Pending } from "../pending.ts";
import { type RecordRow, Records } from "../records.ts";

const comment = (id: string, card: string, version: number): RecordRow => ({
  kind: "comment",
  id,
  value: { card },
  version,
});

test("a whole set replaces everything known before", () => {
  const records = new Records([comment("old", "c1", 1)], 1);
  const told: string[] = [];
  records.watch("comment", () => told.push("comment"));
  records.receive([
    ["*", "", null, 7],
    ["number", "c1", 1, 7],
  ]);
  assert.deepEqual([...records.of("comment")], []);
  assert.deepEqual(records.forCard("comment", "c1"), []);
  assert.deepEqual([...records.of("number")], [["c1", 1]]);
  assert.equal(records.version, 7);
  assert.deepEqual(told, ["comment"]);
});

test("a whole set that begins takes the place of records not yet written to the device", () => {
  const pending = new Pending();
  pending.record(comment("old", "c1", 1));
  pending.record({ kind: "*", id: "", value: null, version: 2 });
  pending.record(comment("new", "c1", 2));
  assert.deepEqual(
    pending.batch().records.map((record) => record.id),
    ["", "new"],
  );
});
