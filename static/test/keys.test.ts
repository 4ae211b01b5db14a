import assert from "node:assert/strict";
import { test } from "node:test";
import { shown, spell } from "../ui/keys.ts";

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  ...{ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...held,
});

test("keys are spelled by what they write", () => {
  assert.equal(spell(press("J"), false), "j");
  assert.equal(spell(press("#", { shiftKey: true }), false), "#");
  assert.equal(spell(press("?", { shiftKey: true }), false), "?");
  assert.equal(spell(press(" "), false), "Space");
  assert.equal(spell(press("ArrowDown", { shiftKey: true }), false), "shift+ArrowDown");
});

test("the modifier is Ctrl, and Command on a Mac", () => {
  assert.equal(spell(press("z", { ctrlKey: true, shiftKey: true }), false), "mod+shift+z");
  assert.equal(spell(press("z", { metaKey: true }), true), "mod+z");
  assert.equal(spell(press("z", { ctrlKey: true }), true), "z");
});

test("with Alt the place of the key counts, since a Mac writes another character", () => {
  assert.equal(spell(press("ø", { altKey: true, code: "KeyO" }), true), "alt+o");
});

test("keys are shown as they are printed", () => {
  assert.equal(shown("mod+shift+z", false), "Ctrl+Shift+Z");
  assert.equal(shown("mod+k", true), "⌘K");
  assert.equal(shown("g b", false), "G then B");
  assert.equal(shown("alt+ArrowUp", false), "Alt+↑");
});
