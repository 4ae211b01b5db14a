import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "./ids.ts";

test("the smallest and the largest number have the same length", () => {
  assert.equal(
    newId((bytes) => bytes.fill(0)),
    "0000000000000000000000",
  );
  assert.equal(
    newId((bytes) => bytes.fill(255)),
    "7n42DGM5Tflk9n8mt7Fhc7",
  );
});

test("the first byte weighs most", () => {
  const one = newId((bytes) => bytes.fill(0).fill(1, 15));
  const high = newId((bytes) => bytes.fill(0).fill(1, 0, 1));
  assert.equal(one, "0000000000000000000001");
  assert.ok(high > one);
});

test("ids drawn from the platform differ and hold only letters and digits", () => {
  const ids = Array.from({ length: 1000 }, () => newId());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9A-Za-z]{22}$/);
});
