import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as whole from "yjs";
import { seeded } from "../../clients/js/test/seeded.ts";
import { lightYjs } from "../light_yjs.mjs";

type Yjs = typeof whole;

const SEEDS = 20;
const EDITS = 60;
const source = readFileSync(
  createRequire(import.meta.url)
    .resolve("yjs")
    .replace(/yjs\.cjs$/, "yjs.mjs"),
  "utf8",
);

async function lightOne(): Promise<Yjs> {
  const made = new URL("./light_yjs_made.mjs", import.meta.url);
  writeFileSync(made, lightYjs(source));
  return (await import(made.href)) as Yjs;
}

const light = await lightOne();

/** One edit of a board's kind: a record with a text, a field, an end of one, typing, taking away. */
function edit(yjs: Yjs, doc: whole.Doc, pick: (below: number) => number): void {
  const cards = doc.getMap<whole.Map<unknown>>("cards");
  const ids = [...cards.keys()];
  const card = cards.get(ids[pick(ids.length)] ?? "");
  const text = card?.get("title") as whole.Text | undefined;
  const kind = pick(6);
  if (card === undefined || text === undefined || kind === 0) {
    const title = new yjs.Text("new 🙂");
    cards.set(`card ${pick(20)}`, new yjs.Map<unknown>([["title", title]]));
  } else if (kind === 1) card.set(`key ${pick(3)}`, [`value ${pick(9)}`, pick(9)]);
  else if (kind === 2) card.delete(`key ${pick(3)}`);
  else if (kind === 3) text.delete(0, Math.min(text.length, pick(3)));
  else text.insert(pick(text.length + 1), `typed ${pick(99)}`);
}

/** Returns the updates of three people who hear of each other now and then, and what their texts told of them. */
function history(yjs: Yjs, pick: (below: number) => number): readonly (Uint8Array | readonly unknown[])[] {
  const updates: (Uint8Array | readonly unknown[])[] = [];
  const docs = [1, 2, 3].map((client) => {
    const doc = new yjs.Doc();
    doc.clientID = client;
    doc.getMap("cards").observeDeep((events) => {
      for (const event of events) if (event.target instanceof yjs.Text) updates.push(event.delta);
    });
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "others") updates.push(update);
    });
    return doc;
  });
  for (let count = 0; count < EDITS; count += 1) {
    const doc = docs[pick(3)] as whole.Doc;
    doc.transact(() => edit(yjs, doc, pick));
    const other = docs[pick(3)] as whole.Doc;
    if (pick(3) === 0) yjs.applyUpdate(other, yjs.encodeStateAsUpdate(doc), "others");
  }
  return updates;
}

function shuffled<Item>(items: readonly Item[], pick: (below: number) => number): readonly Item[] {
  const left = [...items];
  const found: Item[] = [];
  while (left.length > 0) found.push(...left.splice(pick(left.length), 1));
  return found;
}

test("the light Yjs writes, reads and keeps waiting what the whole one does, in any order", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = seeded(seed);
    const pick = (below: number) => Math.floor(random() * below);
    const again = seeded(seed);
    const told = history(light, pick);
    assert.deepEqual(
      told,
      history(whole, (below) => Math.floor(again() * below)),
      `seed ${seed}`,
    );
    const updates = told.filter((one) => one instanceof Uint8Array);
    assert.ok(updates.length < told.length, `seed ${seed}: no text told of anything`);

    const [one, other] = [new light.Doc(), new whole.Doc()];
    const waiting: number[] = [];
    for (const update of shuffled([...updates, ...updates.slice(0, EDITS / 4)], pick)) {
      light.applyUpdate(one, update);
      whole.applyUpdate(other, update);
      waiting.push((one.store.pendingStructs?.update.length ?? 0) + (one.store.pendingDs?.length ?? 0));
      assert.deepEqual(one.toJSON(), other.toJSON(), `seed ${seed}`);
      // What is passed on holds what still waits, and a whole Yjs reads it.
      const third = new whole.Doc();
      whole.applyUpdate(third, light.encodeStateAsUpdate(one));
      whole.applyUpdate(third, whole.encodeStateAsUpdate(other));
      assert.deepEqual(third.toJSON(), other.toJSON(), `seed ${seed}`);
    }
    assert.ok(Math.max(...waiting) > 0, `seed ${seed}: nothing ever waited`);
    assert.equal(waiting.at(-1), 0, `seed ${seed}`);
    assert.deepEqual(light.encodeStateAsUpdate(one), whole.encodeStateAsUpdate(other), `seed ${seed}`);
  }
});

test("what the light Yjs has not is refused and harms nothing", () => {
  const strange = new whole.Doc();
  strange.getMap("cards").set("list", new whole.Array());
  const doc = new light.Doc();
  assert.throws(() => light.applyUpdate(doc, whole.encodeStateAsUpdate(strange)));
  assert.equal(doc.getMap("cards").size, 0);
});

test("another Yjs than the one that is cut is noticed", () => {
  assert.throws(() => lightYjs(source.replace("  readYXmlHook,", "")), /4 times, not 5/);
  assert.throws(() => lightYjs(lightYjs(source)), /0 times, not 5/);
});
