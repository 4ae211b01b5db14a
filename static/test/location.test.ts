import assert from "node:assert/strict";
import { test } from "node:test";
import { viewsOf } from "../ui/board_views.ts";
import { kindOf } from "../ui/offline.ts";
import { boardPath, routeOf } from "../ui/route.ts";

test("addresses name views", () => {
  assert.deepEqual(routeOf("/"), { name: "home" });
  assert.deepEqual(routeOf("/import"), { name: "import" });
  assert.deepEqual(routeOf("/in/a_b_c"), { name: "sign-in", secret: "a_b_c" });
  const place = { name: "board", root: "b", board: "x", card: null };
  assert.deepEqual(routeOf("/b/x"), { ...place, view: "board" });
  assert.deepEqual(routeOf("/b/x/list"), { ...place, view: "list" });
  assert.deepEqual(routeOf("/b/x/portfolio"), { ...place, view: "board" });
  assert.deepEqual(routeOf("/p/x"), { ...place, root: "p", view: "portfolio" });
  assert.deepEqual(routeOf("/p/x/list"), { ...place, root: "p", view: "portfolio" });
});

test("the address of a view shows that view", () => {
  for (const root of ["b", "p"] as const)
    for (const { id } of viewsOf(root)) {
      const found = routeOf(boardPath("x", id, root));
      assert.ok(found.name === "board" && found.root === root && found.view === id, id);
    }
});

test("a card lies over the view it was opened from", () => {
  const place = { name: "board", root: "b", board: "x" };
  assert.deepEqual(routeOf("/b/x/c/12", "list"), { ...place, view: "list", card: "12" });
});

test("what leads nowhere says so, and a stray percent sign does not throw", () => {
  for (const path of ["/b", "/b/x/y/z", "/elsewhere", "/b/x/c/1/2", "/b/%", "/p", "/p/"])
    assert.deepEqual(routeOf(path), { name: "nowhere" }, path);
});

test("the worker answers for pages, files and first questions, and for nothing else", () => {
  const kind = (path: string, mode = "cors", method = "GET") =>
    kindOf(method, mode, new URL(path, "https://here.test"), "https://here.test");
  assert.equal(kind("/b/x/list", "navigate"), "page");
  assert.equal(kind("/p/x", "navigate"), "page");
  for (const path of ["/", "/import", "/inbox", "/my", "/workload"])
    assert.equal(kind(path, "navigate"), "page");
  assert.equal(kind("/in/secret", "navigate"), "other");
  assert.equal(kind("/my/secret", "navigate"), "other");
  assert.equal(kind("/static/main.js"), "asset");
  assert.equal(kind("/api/boards"), "answer");
  assert.equal(kind("/api/boards/4fJ/people"), "answer");
  assert.equal(kind("/api/capacity"), "answer");
  assert.equal(kind("/api/boards/4fJ/invitations"), "other");
  assert.equal(kind("/api/boards", "cors", "POST"), "other");
  assert.equal(kind("https://elsewhere.test/static/main.js"), "other");
});
