import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { Board, type Change } from "../board.ts";
import { isDate } from "../dates.ts";
import { compareText } from "../order.ts";
import { outline } from "../outline.ts";
import { seeded } from "./seeded.ts";

type Content = Readonly<Record<string, unknown>>;

function boardOf(roots: Readonly<Record<string, Readonly<Record<string, Content>>>>) {
  const [doc, board] = [new Y.Doc(), new Board("b")];
  for (const [root, rows] of Object.entries(roots))
    for (const [id, content] of Object.entries(rows)) put(doc, root, id, content);
  board.attach(doc);
  const write = (change: () => void) => {
    doc.transact(change);
    board.settle("mine");
  };
  return { doc, board, write };
}

function put(doc: Y.Doc, root: string, id: string, content: Content): void {
  doc.getMap(root).set(id, new Y.Map(Object.entries(content)));
}

const row = (doc: Y.Doc, id: string) => doc.getMap<Y.Map<unknown>>("cards").get(id) ?? assert.fail();

test("cards stand in their column by rank and id, the others under unsorted", () => {
  const { board } = boardOf({
    columns: {
      k1: { name: "One", rank: "a1" },
      k2: { name: "Two", rank: "a0" },
      k3: { rank: "a2", archived: true },
    },
    cards: {
      c1: { at: ["k1", "a1"] },
      c2: { at: ["k1", "a0"] },
      c3: { at: ["k1", "a0"] },
      c4: { at: ["k3", "a0"] },
      c5: { at: ["gone", "Zz"] },
      c6: {},
      c7: { at: ["k1", "not a rank"] },
      c8: { at: ["k1", "a0"], archived: true },
    },
  });
  assert.deepEqual(
    board.columns().map(({ id }) => id),
    ["k2", "k1"],
  );
  assert.deepEqual(
    board.archivedColumns().map(({ id }) => id),
    ["k3"],
  );
  assert.deepEqual(board.order("k1"), ["c7", "c2", "c3", "c1"]);
  assert.deepEqual(board.order("unsorted"), ["c6", "c5", "c4"]);
  assert.deepEqual([board.order("k3"), board.order("gone")], [[], []]);
  assert.deepEqual(board.archivedCards(), ["c8"]);
  assert.deepEqual(
    ["c1", "c4", "c8", "none"].map((id) => board.shownColumn(id)),
    ["k1", "unsorted", undefined, undefined],
  );
});

test("archiving a column moves its cards to unsorted, restoring it brings them back", () => {
  const { board, doc, write } = boardOf({
    columns: { k1: { rank: "a0" } },
    cards: { c1: { at: ["k1", "a0"] }, c2: { at: ["k1", "a1"] } },
  });
  const column = doc.getMap<Y.Map<unknown>>("columns").get("k1") ?? assert.fail();
  write(() => column.set("archived", true));
  assert.deepEqual([board.order("k1"), board.order("unsorted")], [[], ["c1", "c2"]]);
  write(() => column.delete("archived"));
  assert.deepEqual([board.order("k1"), board.order("unsorted")], [["c1", "c2"], []]);
});

test("any value of a wrong type reads as its default", () => {
  const { board } = boardOf({
    columns: { k1: { name: 7, rank: "a0", wip: 2.5, category: "elsewhere", color: "mauve" } },
    labels: { l1: { color: "red", rank: "a0" } },
    views: { v1: {} },
    cards: {
      c1: {
        title: "a string",
        at: "k1",
        due: "2026-02-30",
        estimate: -1,
        progress: 101,
        done: "yes",
        "label:l1": false,
        "assignee:u1": true,
        "blocks:c1": true,
        "field:f1": 1.5,
        "field:f2": { deep: true },
        "link:x": ["one"],
        "item:i1": "no map",
        mystery: 1,
      },
    },
  });
  const { name, wip, category, color } = board.column("k1") ?? assert.fail();
  assert.deepEqual([name, wip, category, color], ["", undefined, undefined, undefined]);
  const card = board.card("c1") ?? assert.fail();
  assert.deepEqual(
    [card.title, card.column, card.due, card.estimate, card.progress, card.done],
    ["", "", undefined, undefined, undefined, false],
  );
  assert.deepEqual(
    [card.labels, card.assignees, card.blocks, card.links, card.checklists],
    [[], ["u1"], [], [], []],
  );
  assert.deepEqual([...card.fields], [["f1", 1.5]]);
  assert.deepEqual([board.label("l1")?.name, board.view("v1")?.layout], ["", "board"]);
});

test("a portfolio reads whatever stands in it", () => {
  const { board } = boardOf({
    initiatives: {
      i1: { name: 7, note: ["x"], status: "great", target: "2026-02-30", at: "top", owner: true },
      i2: { name: "Grow", status: "paused", at: ["i1", "not a rank!"] },
      i3: { at: ["i4", "a0"] },
      i4: { at: ["i3", "a0"] },
      i5: { archived: true, at: ["", "a0"] },
    },
    boards: { b1: { at: ["i5", "a0"] }, b2: {}, b3: { archived: "yes", at: 3 } },
    goals: {
      g1: { "board:b1": true, "board:b2": 1, "initiative:i1": true, "initiative:": true, measure: "luck" },
    },
  });
  const { name, note, status, target, owner, parent, rank } = board.initiative("i1") ?? assert.fail();
  assert.deepEqual(
    [name, note, status, target, owner, parent, rank],
    ["", "", undefined, undefined, undefined, "", ""],
  );
  assert.deepEqual(
    outline(board.initiatives()).map(({ value, depth }) => ".".repeat(depth) + value.id),
    ["i1", ".i2", "i3", ".i4"],
  );
  assert.deepEqual(
    board.boards().map(({ id }) => id),
    ["b2", "b3", "b1"],
  );
  const { boards, initiatives, measure, from } = board.goal("g1") ?? assert.fail();
  assert.deepEqual([boards, initiatives, measure, from], [["b1"], ["", "i1"], undefined, 0]);
  assert.deepEqual([board.archivedInitiatives()[0]?.id, board.meta().kind], ["i5", undefined]);
});

test("checklists and items read in order, items of no checklist in one of their own", () => {
  const { board, doc, write } = boardOf({ cards: { c1: { at: ["k", "a0"] } } });
  write(() => {
    for (const [key, content] of Object.entries({
      "checklist:h2": { name: "Second", rank: "a1" },
      "checklist:h1": { name: "First", rank: "a0" },
      "checklist:h3": { name: "Away", rank: "a2", archived: true },
      "item:i1": { name: "b", at: ["h1", "a1"] },
      "item:i2": { name: "a", at: ["h1", "a0"], done: true },
      "item:i3": { name: "hidden", at: ["h3", "a0"] },
      "item:i4": { name: "stray", at: ["gone", "a0"] },
      "item:i5": { name: "away", at: ["h1", "a0"], archived: true },
    } satisfies Record<string, Content>))
      row(doc, "c1").set(key, new Y.Map(Object.entries(content)));
  });
  const seen = board.card("c1")?.checklists.map(({ id, items }) => [id, items.map(({ name }) => name)]);
  assert.deepEqual(seen, [
    ["h1", ["a", "b"]],
    ["h2", []],
    ["unsorted", ["stray"]],
  ]);
});

test("cycles of parents are cut at the smallest id", () => {
  const { board, doc, write } = boardOf({
    cards: {
      a: { parent: "b" },
      b: { parent: "c" },
      c: { parent: "b" },
      d: { parent: "gone" },
      e: { parent: "e" },
    },
  });
  const parents = () => ["a", "b", "c", "d", "e"].map((id) => board.parent(id));
  assert.deepEqual(parents(), ["b", undefined, "b", undefined, undefined]);
  assert.deepEqual(board.children("b"), ["a", "c"]);
  write(() => row(doc, "b").set("archived", true));
  assert.deepEqual(parents(), [undefined, "c", undefined, undefined, undefined]);
});

test("relations are read from both sides and kept up", () => {
  const { board, doc, write } = boardOf({
    cards: { a: { "blocks:b": true, "relates:c": true }, b: {}, c: {} },
  });
  assert.deepEqual([board.blockedBy("b"), board.related("a"), board.related("c")], [["a"], ["c"], ["a"]]);
  write(() => {
    put(doc, "cards", "d", { "blocks:b": true, parent: "b" });
    row(doc, "a").delete("blocks:b");
  });
  assert.deepEqual([board.blockedBy("b"), board.children("b")], [["d"], ["d"]]);
});

test("a change names what it touched and no more, once for a transaction", () => {
  const { board, doc, write } = boardOf({
    columns: { k1: { rank: "a0" }, k2: { rank: "a1" } },
    cards: { c1: { at: ["k1", "a0"] }, c2: { at: ["k1", "a1"] } },
  });
  const changes: Change[] = [];
  let told = 0;
  board.changes((change) => changes.push(change));
  board.watch("card:c1", () => {
    told += 1;
    assert.equal(board.card("c1")?.due, "2026-11-22", "the model is up to date when somebody is told");
  });
  const before = [board.card("c1"), board.card("c2"), board.order("k1"), board.order("k2"), board.columns()];
  write(() => {
    row(doc, "c1").set("due", "2026-11-22");
    row(doc, "c1").set("priority", "high");
  });
  assert.equal(told, 1);
  assert.deepEqual([...(changes[0]?.topics ?? [])].sort(), ["card:c1", "cards"]);
  assert.deepEqual([...(changes[0]?.cards.get("c1") ?? [])].sort(), ["due", "priority"]);
  const after = [board.card("c1"), board.card("c2"), board.order("k1"), board.order("k2"), board.columns()];
  assert.deepEqual(
    after.map((value, index) => value === before[index]),
    [false, true, true, true, true],
  );
  write(() => row(doc, "c2").set("at", ["k2", "a0"]));
  assert.deepEqual([...(changes[1]?.topics ?? [])].sort(), ["card:c2", "cards", "order:k1", "order:k2"]);
  assert.equal(board.version("order:k1"), 1);
});

test("a listener that stops hears no more, and one that edits is no trouble", () => {
  const { board, doc, write } = boardOf({ cards: { c1: {}, c2: {} } });
  let heard = 0;
  const stop = board.watch("card:c1", () => {
    heard += 1;
    write(() => row(doc, "c2").set("done", true));
  });
  write(() => row(doc, "c1").set("done", true));
  stop();
  write(() => row(doc, "c1").delete("done"));
  assert.equal(heard, 1);
  assert.equal(board.card("c2")?.done, true);
});

test("whatever happens, the model kept up by changes equals one read anew", () => {
  const random = seeded(11);
  const pick = (below: number) => Math.floor(random() * below);
  const { board, doc, write } = boardOf({ columns: { k0: { rank: "a0" }, k1: { rank: "a0" } } });
  const values: unknown[] = [
    true,
    false,
    "c3",
    "k1",
    "a0",
    7,
    ["k0", "a1"],
    ["k1", "a0V"],
    ["zz", "a2"],
    ["k0", ""],
    { x: 1 },
  ];
  const keys = ["at", "archived", "parent", "blocks:c1", "relates:c2", "label:l", "priority", "rank", "name"];
  board.children("c1"); // relations are kept up from here on
  for (let turn = 0; turn < 2_000; turn += 1) {
    const [root, id] = pick(5) === 0 ? ["columns", `k${pick(4)}`] : ["cards", `c${pick(12)}`];
    const rows = doc.getMap<Y.Map<unknown>>(root);
    write(() => {
      const found = rows.get(id);
      if (!(found instanceof Y.Map) || pick(40) === 0) put(doc, root, id, { at: ["k0", `a${pick(10)}`] });
      else if (pick(4) === 0) found.delete(keys[pick(keys.length)] ?? "at");
      else found.set(keys[pick(keys.length)] ?? "at", values[pick(values.length)]);
    });
    if (turn % 50 === 0) assert.deepEqual(seen(board), seen(anew(doc)), `turn ${turn}`);
  }
});

function anew(doc: Y.Doc): Board {
  const board = new Board("b");
  board.attach(doc);
  return board;
}

function seen(board: Board): unknown {
  const cards = [...board.cardIds()].sort();
  return {
    columns: [board.columns(), board.archivedColumns()],
    orders: ["k0", "k1", "k2", "k3", "unsorted"].map((id) => board.order(id)),
    archived: board.archivedCards(),
    cards: cards.map((id) => board.card(id)),
    relations: cards.map((id) => [
      board.parent(id),
      board.children(id),
      board.blockedBy(id),
      board.related(id),
    ]),
  };
}

test("one edit on a board of 5,000 cards costs what it touches", () => {
  const cards = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, index) => [
      `c${index}`,
      { at: [`k${index % 10}`, `b${`${index}`.padStart(4, "1")}`] },
    ]),
  );
  const { doc, board, write } = boardOf({ columns: { k0: { rank: "a0" } }, cards });
  for (const id of board.cardIds()) board.card(id);
  const kept = [...board.cardIds()].map((id) => board.card(id));
  write(() => row(doc, "c7").set("done", true));
  const again = [...board.cardIds()].map((id) => board.card(id));
  assert.equal(again.filter((card, index) => card !== kept[index]).length, 1);
});

test("texts compare by code points, not by halves of pairs", () => {
  const sorted = ["\u{ffff}", "😀", "a", "", "aa", "\u{e000}"].sort(compareText);
  assert.deepEqual(sorted, ["", "a", "aa", "\u{e000}", "\u{ffff}", "😀"]);
});

test("dates are RFC 3339 and exist", () => {
  const good = [
    "2026-11-22",
    "2024-02-29",
    "2026-11-22T17:00:00Z",
    "2026-11-22T17:00:00.123+05:30",
    "0001-01-01",
  ];
  const bad = [
    "2026-2-3",
    "2026-02-30",
    "2025-02-29",
    "0000-01-01",
    "2026-13-01",
    "2026-11-22T24:00:00Z",
    "2026-11-22T17:00:00",
  ];
  assert.deepEqual([...good, ...bad].filter(isDate), good);
  assert.ok(
    ![
      "2026-11-22t17:00:00z",
      "2026-11-22T17:00Z",
      "2026-11-22T17:00:60Z",
      "２026-11-22",
      "2026-11-22\n",
    ].some(isDate),
  );
});
