import assert from "node:assert/strict";
import { test } from "node:test";
import { shownViews } from "../ui/view_room.ts";

const VIEWS = ["Board", "List", "Timeline", "Calendar", "Workload", "Goals", "Reports", "Archive"].map(
  (name) => ({
    id: name.toLowerCase(),
    name,
  }),
);
const shown = (current: string, room: number, isNarrow = false) =>
  shownViews(VIEWS, current, room, isNarrow).map(({ id }) => id);

test("all views are tabs where there is room", () => {
  assert.equal(shown("board", 2_000).length, 8);
  assert.equal(shown("board", Number.POSITIVE_INFINITY).length, 8);
});

test("as many as fit are tabs, in their order, and the open one always", () => {
  assert.deepEqual(shown("board", 320), ["board", "list", "timeline"]);
  assert.deepEqual(shown("reports", 320), ["board", "list", "reports"]);
  assert.deepEqual(shown("archive", 0), ["archive"]);
  assert.deepEqual(shown("list", 130, true), ["board", "list"]);
  assert.deepEqual(shown("archive", 130, true), ["board", "archive"]);
});

test("a current view that is none of them takes no room", () => {
  assert.deepEqual(shown("nothing", 0), []);
});
