import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { EditError } from "../errors.ts";
import { PastBoard } from "../past.ts";
import type { Status } from "../status.ts";

const STATUS: Status = {
  ...{ badge: "saving", connection: "live", stopped: null, storeAvailable: true, waiting: 3, refused: 0 },
  ...{ role: "editor", canEdit: true, person: null, synced: true, storage: "kept" },
};

function state(title: string): Uint8Array {
  const doc = new Y.Doc();
  const [card, column] = [new Y.Map<unknown>(), new Y.Map<unknown>()];
  doc.getMap("columns").set("a", column);
  column.set("name", "To do");
  doc.getMap("cards").set("c", card);
  card.set("title", new Y.Text(title));
  card.set("at", ["a", "V"]);
  return Y.encodeStateAsUpdate(doc);
}

test("one moment after another is shown on the same board, with what stood beside it", () => {
  const past = new PastBoard("b", STATUS);
  let told = 0;
  past.board.watch("order:a", () => {
    told += 1;
  });
  past.show(state("Then"), [["number", "c", 4]]);
  assert.deepEqual(past.board.order("a"), ["c"]);
  assert.equal(past.board.card("c")?.title, "Then");
  assert.equal(past.records.of("number").get("c"), 4);
  past.show(state("Later"), []);
  assert.equal(past.board.card("c")?.title, "Later");
  assert.equal(past.records.of("number").get("c"), undefined);
  assert.equal(told, 2);
});

test("nobody edits the past", async () => {
  const past = new PastBoard("b", STATUS);
  assert.equal(past.status.canEdit, false);
  assert.equal(past.status.badge, "live");
  assert.throws(() => past.do(), EditError);
  assert.throws(() => past.text(), EditError);
  await assert.rejects(past.ask(), EditError);
  assert.equal(past.undo(), null);
  assert.equal(past.redo(), null);
  assert.equal(past.canUndo() || past.canRedo(), false);
  past.watchStatus()();
  past.dismiss();
  past.retry();
  await past.saved();
  await past.close();
});
