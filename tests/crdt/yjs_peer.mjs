// The other implementation: applies histories with yjs, edits in between, and tells what it ends with.
//
// stdin: a list of {seed, client, before, edits, after}: updates (base64) to apply, how many edits to make then,
// and updates made elsewhere at the same time. stdout: for each, {updates, plain}: its own updates and the board.
import * as Y from "yjs";

const ROOTS = ["meta", "columns", "cards", "labels", "people", "fields", "milestones", "goals", "views", "initiatives", "boards"];
const WORDS = ["a", "Launch ", "é漢😀", "🇩🇪", "two words "];

function randomSource(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function newCard(doc, id) {
  const card = new Y.Map();
  card.set("title", new Y.Text("from yjs 😀"));
  card.set("description", new Y.Text());
  card.set("at", ["column", "a0"]);
  card.set("estimate", 3);
  doc.getMap("cards").set(id, card);
}

/** Types or erases at a place between two characters, so that no surrogate pair is split. */
function type(text, below) {
  const characters = Array.from(text.toString());
  const at = below(characters.length + 1);
  const units = characters.slice(0, at).join("").length;
  if (below(3) === 0 && at < characters.length) {
    text.delete(units, characters[at].length);
  } else {
    text.insert(units, WORDS[below(WORDS.length)]);
  }
}

function edit(doc, below, number) {
  const cards = [...doc.getMap("cards").entries()].sort(([one], [two]) => (one < two ? -1 : 1));
  if (cards.length === 0 || below(6) === 0) {
    newCard(doc, `yjs${doc.clientID}x${number}`.padEnd(22, "0"));
    return;
  }
  const [, card] = cards[below(cards.length)];
  const acts = [
    () => type(card.get("title"), below),
    () => type(card.get("description"), below),
    () => card.set("at", [`column ${below(3)}`, `a${below(10)}`]),
    () => (card.has("archived") ? card.delete("archived") : card.set("archived", true)),
    () => (card.has("label:red") ? card.delete("label:red") : card.set("label:red", true)),
    () => card.set("estimate", [0, 1, -0.5, 1e15, 2 ** 31][below(5)]),
    () => card.set(`item:${`${doc.clientID}x${number}`.padEnd(22, "0")}`, new Y.Map([["name", "item"], ["at", ["list", "a0"]]])),
  ];
  acts[below(acts.length)]();
}

function play({ seed, client, before, edits, after }) {
  const doc = new Y.Doc();
  doc.clientID = client;
  for (const root of ROOTS) {
    doc.getMap(root);
  }
  for (const update of before) {
    Y.applyUpdate(doc, Buffer.from(update, "base64"));
  }
  const updates = [];
  const collect = (update) => updates.push(Buffer.from(update).toString("base64"));
  doc.on("update", collect);
  const below = randomSource(seed);
  for (let number = 0; number < edits; number += 1) {
    doc.transact(() => edit(doc, below, number));
  }
  doc.off("update", collect);
  for (const update of after) {
    Y.applyUpdate(doc, Buffer.from(update, "base64"));
  }
  const plain = Object.fromEntries(ROOTS.map((root) => [root, doc.getMap(root).toJSON()]));
  return { updates, plain };
}

let input = "";
for await (const chunk of process.stdin) {
  input += chunk;
}
process.stdout.write(JSON.stringify(JSON.parse(input).map(play)));
