import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as Y from "yjs";
import { Board } from "../board.ts";
import { type Intent, plan, type Scope, VERBS } from "../edits/index.ts";
import { difference, outwards, PIECE_BYTES_MAX, pieces, splitsPair } from "../edits/text.ts";
import { EditError } from "../errors.ts";
import { type Key, ROOTS, SCHEMA } from "../schema.ts";
import { seeded } from "./seeded.ts";
import { bytesOf, vectors } from "./vectors.ts";

interface Vectors {
  intents: {
    jitter: number[];
    steps: { intent: Intent; inverse: Intent[] }[];
    plain: Record<string, unknown>;
    refused: { intent: Intent; code: string }[];
  };
  updates: { by: string; updates: string[]; plain: Record<string, unknown> }[];
}
const golden = vectors("edits") as Vectors;

/** A board that edits are done on, and the updates that makes. */
function desk(jitter: () => number) {
  const [doc, board] = [new Y.Doc(), new Board("b")];
  board.attach(doc);
  const scope: Scope = { doc, jitter, standing: (column) => board.standing(column) };
  const edit = (intent: Intent): readonly Intent[] => {
    const planned = plan(scope, intent);
    for (const step of planned?.steps ?? []) doc.transact(step.write);
    board.settle("mine");
    return planned?.inverse ?? [];
  };
  return { doc, board, edit };
}

function told() {
  const draws = [...golden.intents.jitter];
  const table = desk(() => draws.shift() ?? assert.fail("more digits drawn than in Python"));
  for (const { intent, inverse } of golden.intents.steps)
    assert.deepEqual(JSON.parse(JSON.stringify(table.edit(intent))), inverse, JSON.stringify(intent));
  return table;
}

const plain = (doc: Y.Doc) => Object.fromEntries(ROOTS.map((root) => [root, doc.getMap(root).toJSON()]));

test("the same intents make the same board and the same inverses as in Python", () => {
  assert.deepEqual(plain(told().doc), golden.intents.plain);
  const verbs = new Set(golden.intents.steps.map(({ intent }) => intent[0]));
  assert.deepEqual([...verbs].sort(), Object.keys(VERBS).sort(), "every verb is in the story");
});

test("the same intents are refused with the same code, and write nothing", () => {
  const { doc, edit } = told();
  for (const { intent, code } of golden.intents.refused)
    assert.throws(
      () => edit(intent),
      (error) => error instanceof EditError && error.code === code,
      JSON.stringify(intent),
    );
  assert.deepEqual(plain(doc), golden.intents.plain);
});

test("the golden updates are the golden boards", () => {
  for (const { by, updates, plain: expected } of golden.updates) {
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, bytesOf(update));
    assert.deepEqual(plain(doc), expected, by);
  }
});

test("an addition that is done again does nothing", () => {
  const { edit, doc } = told();
  const before = plain(doc);
  const additions = golden.intents.steps.filter(({ intent }) => intent[0].endsWith(".add"));
  for (const { intent } of additions) assert.deepEqual(edit(intent), [], JSON.stringify(intent));
  assert.ok(additions.length >= 9);
  assert.deepEqual(plain(doc), before);
});

test("undoing everything, last first, leaves nothing in sight", () => {
  const draws = [...golden.intents.jitter, ...Array.from({ length: 999 }, () => 7)];
  const { edit, board } = desk(() => draws.shift() ?? 0);
  const inverses = golden.intents.steps.map(({ intent }) => edit(intent));
  for (const inverse of inverses.reverse()) for (const intent of inverse) edit(intent);
  assert.deepEqual(board.columns(), []);
  assert.deepEqual(board.labels(), []);
  assert.equal(board.order("unsorted").length, 0);
});

test("every verb in docs/data-model.md exists, and no other", () => {
  const page = readFileSync("docs/data-model.md", "utf8");
  const rows = page.slice(page.indexOf("## Verbs")).match(/^\| `.*$/gm) ?? [];
  const named = rows.flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([a-z]+)\.([a-z/]+)`/g)]);
  const verbs = named.flatMap(([, noun, words = ""]) => words.split("/").map((word) => `${noun}.${word}`));
  assert.deepEqual([...new Set(verbs)].sort(), Object.keys(VERBS).sort());
});

test("a long text goes in pieces, and each step's intent does that step again", () => {
  const { edit, doc } = desk(() => 1);
  const id = "card000000000000000000";
  const text = "é😀".repeat(9_000);
  edit(["cards.add", { id, title: "Long", description: text }]);
  const scope: Scope = { doc: new Y.Doc(), jitter: () => 1, standing: () => [] };
  const planned = plan(scope, ["cards.add", { id, title: "Long", description: text }]);
  assert.ok(planned !== null && planned.steps.length > 2);
  const again = desk(() => 1);
  for (const step of planned.steps) again.edit(step.intent);
  const read = (from: Y.Doc) => from.getMap<Y.Map<Y.Text>>("cards").get(id)?.get("description")?.toString();
  assert.equal(read(doc), text);
  assert.equal(read(again.doc), text);
});

const ALPHABET = ["a", "b", "é", "漢", "😀", "😁", "🇩🇪"];

test("a difference turns one text into the other and never cuts a pair", () => {
  const random = seeded(3);
  const word = () =>
    Array.from(
      { length: Math.floor(random() * 6) },
      () => ALPHABET[Math.floor(random() * ALPHABET.length)],
    ).join("");
  for (let turn = 0; turn < 3_000; turn += 1) {
    const [before, after] = [word() + word(), word() + word()];
    const change = difference(before, after);
    if (change === null) {
      assert.equal(before, after);
      continue;
    }
    const { at, remove, insert } = change;
    assert.equal(before.slice(0, at) + insert + before.slice(at + remove), after);
    assert.ok(!splitsPair(before, at) && !splitsPair(before, at + remove) && insert.isWellFormed());
  }
});

test("a splice into the middle of a pair steps outwards", () => {
  assert.deepEqual(outwards("a😀b", { at: 2, remove: 0, insert: "x" }), { at: 1, remove: 0, insert: "x" });
  assert.deepEqual(outwards("a😀b", { at: 0, remove: 2, insert: "" }), { at: 0, remove: 3, insert: "" });
  assert.deepEqual(outwards("a😀b", { at: 1, remove: 2, insert: "" }), { at: 1, remove: 2, insert: "" });
});

test("pieces are as long as they may be and together the text", () => {
  const text = "x".repeat(PIECE_BYTES_MAX - 1) + "😀".repeat(9_000);
  const cut = pieces(text);
  assert.equal(cut.join(""), text);
  for (const piece of cut) assert.ok(Buffer.byteLength(piece) <= PIECE_BYTES_MAX && piece.isWellFormed());
  assert.deepEqual(pieces(""), [""]);
});

/** A value that a scalar key takes, other than its default. */
function sample(key: Key, other: string): unknown {
  if (key.type === "true") return true;
  if (key.type === "number") return key.min ?? 1;
  if (key.type !== "string") return undefined;
  return key.choices?.[0] ?? (key.form === "date" ? "2026-11-22" : key.target === undefined ? "x" : other);
}

test("a card is made with every scalar key of the schema, set to each, and read with each", () => {
  const { board, edit } = desk(() => 0);
  const [other, made, set] = ["O", "M", "S"].map((letter) => letter.repeat(22)) as [string, string, string];
  edit(["cards.add", { id: other, title: "Other" }]);
  edit(["milestones.add", { id: other, name: "Other" }]);
  edit(["cards.add", { id: set, title: "Set" }]);
  const keys: Readonly<Record<string, Key>> = SCHEMA.card;
  const values = Object.entries(keys).flatMap(([key, kind]) => {
    const value = key.endsWith(":") || key === "archived" ? undefined : sample(kind, other);
    return value === undefined ? [] : [[key, value] as const];
  });
  assert.ok(values.length >= 9, "the schema has as many");
  edit(["cards.add", { id: made, title: "Made", ...Object.fromEntries(values) }]);
  for (const [key, value] of values) edit(["cards.set", { id: set, key, value }]);
  for (const id of [made, set])
    for (const [key, value] of values)
      assert.deepEqual((board.card(id) as unknown as Record<string, unknown>)[key], value, `${id} ${key}`);
});
