import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Board } from "../../clients/js/board.ts";
import { loadVerbs } from "../../clients/js/client.ts";
import type { Intent } from "../../clients/js/edits/index.ts";
import { UNSORTED } from "../../clients/js/schema.ts";
import { boardBack, cardBack } from "../ui/restoring.ts";
import { desk } from "./desk.ts";

const SEEDS = 25;
const STEPS = 60;

before(() => loadVerbs());

/** Everything that is seen of the open board, as plain values. */
function seen(board: Board): unknown {
  const card = (id: string) => {
    const found = board.card(id);
    return found && { ...found, description: found.description, fields: [...found.fields] };
  };
  return JSON.parse(
    JSON.stringify({
      meta: board.meta(),
      strays: board.order(UNSORTED).map(card),
      columns: board.columns().map((column) => ({ column, cards: board.order(column.id).map(card) })),
      labels: board.labels().map(({ id, name, color }) => [id, name, color]),
      fields: board.fields().map(({ id, name, type, options }) => [id, name, type, options]),
      milestones: board.milestones(),
      goals: board.goals(),
      views: board.views().map(({ id, name, query }) => [id, name, query]),
    }),
  );
}

function filled(desk_: ReturnType<typeof desk>) {
  const [column, other, card, friend, label, person, milestone, goal, field, checklist, item, link] =
    Array.from({ length: 12 }, desk_.id);
  const ids = { column, other, card, friend, label, person, milestone, goal, field, checklist, item, link };
  const todo: readonly Intent[] = [
    ["columns.add", { id: column, name: "To do" }],
    ["columns.add", { id: other, name: "Doing" }],
    [
      "cards.add",
      { id: card, title: "Plan", column, description: "Some words.", estimate: 0, priority: "high" },
    ],
    ["cards.add", { id: friend, title: "Friend", column }],
    ["labels.add", { id: label, name: "bug", color: "red" }],
    ["milestones.add", { id: milestone, name: "Beta", date: "2026-12-01" }],
    ["goals.add", { id: goal, name: "Grow" }],
    ["fields.add", { id: field, name: "Size", type: "text" }],
    ["checklists.add", { card, id: checklist, name: "Steps" }],
    ["items.add", { card, id: item, checklist, name: "Eggs" }],
    ["cards.link", { id: card, link, url: "https://x.org", name: "Site" }],
    ["cards.set", { id: card, key: `field:${field}`, value: "XL" }],
    ["cards.include", { id: card, family: "label", member: label }],
  ];
  assert.deepEqual(desk_.all(todo), []);
  return ids as { readonly [Name in keyof typeof ids]: string };
}

test("a card gets back its texts, place, members, dates, fields, links and checklists", () => {
  const here = desk();
  const { other, card, friend, label, person, milestone, goal, field, checklist, item, link } = filled(here);
  const then = here.asNow();
  const changes: readonly Intent[] = [
    ["cards.text", { id: card, key: "title", text: "Another" }],
    ["cards.text", { id: card, key: "description", text: "" }],
    ["cards.move", { id: card, column: other }],
    ["cards.set", { id: card, key: "due", value: "2026-12-03" }],
    ["cards.set", { id: card, key: "done", value: true }],
    ["cards.set", { id: card, key: "estimate", value: 5 }],
    ["cards.set", { id: card, key: "priority", value: null }],
    ["cards.set", { id: card, key: "milestone", value: milestone }],
    ["cards.set", { id: card, key: "parent", value: friend }],
    ["cards.set", { id: card, key: `field:${field}`, value: "S" }],
    ["cards.exclude", { id: card, family: "label", member: label }],
    ["cards.include", { id: card, family: "assignee", member: person }],
    ["cards.include", { id: card, family: "blocks", member: friend }],
    ["cards.include", { id: card, family: "goal", member: goal }],
    ["cards.unlink", { id: card, link }],
    ["items.set", { card, id: item, key: "name", value: "Ham" }],
    ["items.set", { card, id: item, key: "done", value: true }],
    ["items.add", { card, id: here.id(), checklist, name: "Milk" }],
    ["checklists.archive", { card, id: checklist }],
    ["checklists.add", { card, id: here.id(), name: "More" }],
    ["cards.archive", { id: card }],
  ];
  assert.deepEqual(here.all(changes), []);
  const { intents, lost } = cardBack(then, here.board, card);
  assert.deepEqual(lost, []);
  assert.deepEqual(here.all(intents), []);
  // What was added to the checklist while it could be seen is found once that is back.
  here.all(cardBack(then, here.board, card).intents);
  assert.deepEqual(seen(here.board), seen(then));
  assert.deepEqual(cardBack(then, here.board, card).intents, []);
});

test("what cannot be brought back is told, and the rest is", () => {
  const here = desk();
  const { column, other, card } = filled(here);
  const then = here.asNow();
  here.do("cards.move", { id: card, column: other });
  here.do("cards.text", { id: card, key: "title", text: "Another" });
  here.do("columns.archive", { id: column });
  const back = cardBack(then, here.board, card);
  assert.deepEqual(back.lost, ["Its column “To do” is archived: it stays where it is now."]);
  assert.deepEqual(here.all(back.intents), []);
  assert.equal(here.board.card(card)?.title, "Plan");
  assert.equal(here.board.shownColumn(card), other);
  assert.equal(cardBack(then, here.board, here.id()).lost.length, 1);
  const [stray, later] = [here.id(), here.id()];
  here.do("cards.add", { id: stray, title: "Stray" });
  const before_ = here.asNow();
  here.do("cards.move", { id: stray, column: other });
  assert.deepEqual(boardBack(before_, here.board), {
    intents: [],
    lost: ["“Stray”: It stood in no column, and stays where it is now."],
  });
  here.do("cards.add", { id: later, title: "New", column: other });
  assert.deepEqual(cardBack(then, here.board, later), {
    intents: [],
    lost: ["This card was not there yet."],
  });
});

test("a board gets back its columns, labels and cards, and what was made since is archived", () => {
  const here = desk();
  const { column, other, card, label, milestone, field } = filled(here);
  const then = here.asNow();
  const [added, late] = [here.id(), here.id()];
  const changes: readonly Intent[] = [
    ["board.set", { key: "name", value: "Another" }],
    ["columns.add", { id: added, name: "New", after: null }],
    ["cards.add", { id: late, title: "New card", column: added }],
    ["cards.move", { id: card, column: added }],
    ["columns.set", { id: other, key: "name", value: "Done" }],
    ["columns.set", { id: other, key: "wip", value: 3 }],
    ["columns.move", { id: other, after: null }],
    ["columns.archive", { id: column }],
    ["labels.archive", { id: label }],
    ["milestones.set", { id: milestone, key: "date", value: "2027-01-01" }],
    ["fields.option", { id: field, option: here.id(), name: "L" }],
  ];
  assert.deepEqual(here.all(changes), []);
  const { intents, lost } = boardBack(then, here.board);
  assert.deepEqual(lost, []);
  assert.deepEqual(here.all(intents), []);
  assert.deepEqual(seen(here.board), seen(then));
  assert.deepEqual(boardBack(then, here.board), { intents: [], lost: [] });
  assert.equal(here.board.card(late)?.archived, true);
  assert.equal(here.board.column(added)?.archived, true);
});

/** One edit of any kind, anywhere. */
function stray(here: ReturnType<typeof desk>): Intent {
  const { board, pick, id } = here;
  const one = <T>(list: readonly T[]) => list[pick(list.length)];
  const card = one([...board.cardIds()].sort()) ?? "";
  const column = one([...board.columns(), ...board.archivedColumns()])?.id ?? "";
  const lists = board.card(card)?.checklists ?? [];
  const list = one(lists)?.id ?? "";
  const item = one(lists.flatMap(({ items }) => items))?.id ?? "";
  const other = one([...board.cardIds()].sort()) ?? "";
  const word = "abcdefgh".charAt(pick(8)).repeat(1 + pick(3));
  const intents: readonly Intent[] = [
    ["columns.add", { id: id(), name: word }],
    [one(["columns.archive", "columns.restore"]) ?? "", { id: column }],
    ["columns.move", { id: column, after: null }],
    ["columns.set", { id: column, key: "wip", value: 1 + pick(5) }],
    ["cards.add", { id: id(), title: word, column }],
    [one(["cards.archive", "cards.restore"]) ?? "", { id: card }],
    ["cards.move", { id: card, column, after: null }],
    ["cards.move", { id: card, column }],
    ["cards.text", { id: card, key: one(["title", "description"]), text: word.repeat(pick(4)) }],
    ["cards.set", { id: card, key: "due", value: one(["2026-12-01", "2027-01-01", null]) }],
    ["cards.set", { id: card, key: "estimate", value: one([0, 2, null]) }],
    ["cards.set", { id: card, key: "parent", value: one([other, null]) }],
    [one(["cards.include", "cards.exclude"]) ?? "", { id: card, family: "blocks", member: other }],
    ["checklists.add", { card, id: id(), name: word }],
    [one(["checklists.archive", "checklists.restore"]) ?? "", { card, id: list }],
    ["checklists.move", { card, id: list, after: null }],
    ["items.add", { card, id: id(), checklist: list, name: word }],
    ["items.move", { card, id: item, checklist: list, after: null }],
    ["items.set", { card, id: item, key: "done", value: one([true, null]) }],
    ["items.archive", { card, id: item }],
    ["labels.add", { id: id(), name: word }],
  ];
  return intents[pick(intents.length)] as Intent;
}

test("whatever was done meanwhile, the board reads as it did then", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const here = desk(seed);
    filled(here);
    for (let step = 0; step < STEPS; step += 1) here.all([stray(here)]);
    const then = here.asNow();
    for (let step = 0; step < STEPS; step += 1) here.all([stray(here)]);
    // A second time brings back what only shows once its list is back.
    for (const _ of [1, 2])
      assert.deepEqual(here.all(boardBack(then, here.board).intents), [], `seed ${seed}`);
    const [now, before_] = [seen(here.board), seen(then)];
    assert.deepEqual(now, before_, `seed ${seed}`);
  }
});
