import assert from "node:assert/strict";
import { test } from "node:test";
import { took } from "../ui/took.ts";

test("how long it took is told in days, hours or minutes, of which one is one", () => {
  const minute = 1 / 1_440;
  assert.deepEqual([0, minute, 2 * minute, 1 / 12, 1.5, 2].map(took), [
    "0 minutes",
    "1 minute",
    "2 minutes",
    "2 hours",
    "36 hours",
    "2 days",
  ]);
});
