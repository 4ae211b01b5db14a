import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../ui/offline.ts";
import { routeOf } from "../ui/route.ts";

test("addresses name views", () => {
  assert.deepEqual(routeOf("/"), { name: "home" });
  assert.deepEqual(routeOf("/import"), { name: "import" });
  assert.deepEqual(routeOf("/in/a_b_c"), { name: "sign-in", secret: "a_b_c" });
  assert.deepEqual(routeOf("/b/x"), { name: "board", board: "x", view: "board", card: null });
  assert.deepEqual(routeOf("/b/x/list"), { name: "board", board: "x", view: "list", card: null });
});

test("a card lies over the view it was opened from", () => {
  assert.deepEqual(routeOf("/b/x/c/12", "list"), { name: "board", board: "x", view: "list", card: "12" });
});

test("what leads nowhere says so, and a stray percent sign does not throw", () => {
  for (const path of ["/b", "/b/x/y/z", "/elsewhere", "/b/x/c/1/2", "/b/%"])
    assert.deepEqual(routeOf(path), { name: "nowhere" }, path);
});

test("the worker answers for pages, files and first questions, and for nothing else", () => {
  const kind = (path: string, mode = "cors", method = "GET") =>
    kindOf(method, mode, new URL(path, "https://here.test"), "https://here.test");
  assert.equal(kind("/b/x/list", "navigate"), "page");
  assert.equal(kind("/in/secret", "navigate"), "other");
  assert.equal(kind("/static/main.js"), "asset");
  assert.equal(kind("/api/boards"), "answer");
  assert.equal(kind("/api/boards/4fJ/people"), "answer");
  assert.equal(kind("/api/boards/4fJ/invitations"), "other");
  assert.equal(kind("/api/boards", "cors", "POST"), "other");
  assert.equal(kind("https://elsewhere.test/static/main.js"), "other");
});
