import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "../ui/avatar.tsx";

test("a name is its first and last word's first characters", () => {
  assert.equal(initials("Ann"), "A");
  assert.equal(initials("ann-marie de Boer"), "AB");
  assert.equal(initials("Дмитрий Иванов"), "ДИ");
  assert.equal(initials("👩‍👧 Bea"), "👩B");
  assert.equal(initials(" "), "?");
});

test("a wide character fills the mark alone", () => {
  assert.equal(initials("陈 伟"), "陈");
  assert.equal(initials("박 지성"), "박");
  assert.equal(initials("さとう はな"), "さ");
});
