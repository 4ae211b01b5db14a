import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoardLine, lineOf } from "../ui/board_line.ts";
import { groupsOf, shelved, sought } from "../ui/shelves.ts";

const board = (name: string, more: Partial<BoardLine> = {}): BoardLine => ({
  ...lineOf({ id: name, name, role: "owner" }),
  ...more,
});
const read = (boards: readonly BoardLine[]) =>
  shelved(boards).map(({ name, boards }) => [name, boards.map((one) => one.name)]);

test("stars come first, then portfolios, then groups by name, then the rest", () => {
  const boards = [
    board("Loose"),
    board("Zeta 10", { group: "Product" }),
    board("Zeta 9", { group: "Product" }),
    board("Ops", { group: "Ämter" }),
    board("Year", { kind: "portfolio", group: "Product" }),
    board("Mine", { group: "Product", starred: true }),
  ];
  assert.deepEqual(read(boards), [
    ["Starred", ["Mine"]],
    ["Portfolios", ["Year"]],
    ["Ämter", ["Ops"]],
    ["Product", ["Zeta 9", "Zeta 10"]],
    ["Other boards", ["Loose"]],
  ]);
  assert.deepEqual(read([board("Loose")]), [["Boards", ["Loose"]]]);
  assert.deepEqual(read([]), []);
  assert.deepEqual(groupsOf(boards), ["Ämter", "Product"]);
});

test("a portfolio stands among portfolios, whatever group was stored for it", () => {
  const boards = [board("Year", { kind: "portfolio", group: "Product" })];
  assert.deepEqual(read(boards), [["Portfolios", ["Year"]]]);
  assert.deepEqual(groupsOf(boards), []);
  assert.deepEqual(sought(boards, "product"), []);
});

test("a group may be called like a shelf of ours", () => {
  const boards = [board("a", { group: "Starred" }), board("b", { starred: true })];
  assert.equal(new Set(shelved(boards).map(({ id }) => id)).size, 2);
});

test("boards are found by all words, in name or group, without case and accents", () => {
  const boards = [
    board("Café Küche", { group: "Operations" }),
    board("看板 项目"),
    board("لوحة العمل"),
    board(""),
  ];
  const names = (words: string) => sought(boards, words).map(({ name }) => name);
  assert.deepEqual(names("cafe"), ["Café Küche"]);
  assert.deepEqual(names("  KUCHE oper "), ["Café Küche"]);
  assert.deepEqual(names("看板"), ["看板 项目"]);
  assert.deepEqual(names("العمل"), ["لوحة العمل"]);
  assert.deepEqual(names("nothing"), []);
  assert.equal(names(" ").length, 4);
});

test("an answer of an older server is read as well", () => {
  assert.deepEqual(lineOf({ id: "a", name: "A", role: "editor", present: 2, faces: "none" }), {
    id: "a",
    name: "A",
    role: "editor",
    kind: "board",
    group: "",
    starred: false,
    archived: false,
    edited: null,
    faces: [],
    present: 2,
  });
});
