import assert from "node:assert/strict";
import { test } from "node:test";
import { short } from "../ui/numbers.ts";

test("a number is read with one decimal, and an enormous one in short", () => {
  assert.deepEqual([0, 0.04, 2.25, 12, 99_999].map(short), ["0", "0", "2.3", "12", "99999"]);
  assert.deepEqual([123_456, 9e15].map(short), ["123K", "9000T"]);
});
