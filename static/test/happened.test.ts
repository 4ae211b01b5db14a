import assert from "node:assert/strict";
import { test } from "node:test";
import { SCHEMA } from "../../clients/js/schema.ts";
import { deedsOf, nameOf } from "../ui/happened.ts";
import { aboutCard, type Change, folded, type Happening, type Values } from "../ui/happening.ts";

const KNOWN: Readonly<Record<string, string>> = {
  "column a": "To do",
  "column b": "Doing",
  "person p": "Bo",
  "label l": "bug",
  "card k": "Other",
  "goal g": "Grow",
  "milestone m": "Beta",
  "field f": "Size",
  "option o": "Large",
};
const names = (kind: string, id: string) => KNOWN[`${kind} ${id}`];
const ANN = { kind: "person", id: "ann", name: "Ann", color: "red" };

function row(changes: readonly Change[], more: Partial<Happening> = {}): Happening {
  const id = more.id ?? "1-0";
  return {
    id,
    entry: id,
    when: "2026-11-20T10:00:00Z",
    who: ANN,
    group: "",
    verb: "",
    changes,
    counts: {},
    ...more,
  };
}

const card = (before: Values | null, after: Values | null): Change => ({
  ...{ kind: "card", id: "c", title: "Plan" },
  ...{ before, after },
});

/** What is told of one key of the card, in its own sheet and on the board. */
function told(key: string, was: unknown, is: unknown): readonly [string | undefined, string | undefined] {
  const happening = row([card({ [key]: was }, { [key]: is })]);
  return [deedsOf(happening, names, "c")[0], deedsOf(happening, names)[0]];
}

test("each change of a card is a sentence, which calls the card it in its sheet and by its title on the board", () => {
  const year = new Date().getFullYear();
  const [first, then] = [new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" })].flatMap(
    (format) => [3, 9].map((day) => format.format(new Date(year, 11, day))),
  );
  const cases: readonly (readonly [string, unknown, unknown, string, string])[] = [
    ["column", "a", "b", "moved it from To do to Doing", "moved “Plan” from To do to Doing"],
    ["column", "gone", "b", "moved it to Doing", "moved “Plan” to Doing"],
    ["column", "a", null, "took it out of To do", "took “Plan” out of To do"],
    ["archived", null, true, "archived it", "archived “Plan”"],
    ["archived", true, null, "restored it", "restored “Plan”"],
    ["done", null, true, "marked it done", "marked “Plan” done"],
    ["done", true, null, "marked it not done", "marked “Plan” not done"],
    ["title", "Old", "New", "renamed it from “Old” to “New”", "renamed “Old” to “New”"],
    ["description", null, 12, "wrote the description", "wrote the description of “Plan”"],
    ["description", 12, 40, "edited the description", "edited the description of “Plan”"],
    ["description", 12, null, "cleared the description", "cleared the description of “Plan”"],
    ["assignee:p", null, true, "assigned Bo", "assigned Bo to “Plan”"],
    ["assignee:p", true, null, "took Bo off it", "took Bo off “Plan”"],
    ["assignee:ann", null, true, "assigned themselves", "assigned themselves to “Plan”"],
    ["assignee:ann", true, null, "left it", "left “Plan”"],
    ["assignee:x", null, true, "assigned somebody who is gone", "assigned somebody who is gone to “Plan”"],
    ["label:l", null, true, "added the label bug", "added the label bug to “Plan”"],
    ["label:x", true, null, "removed a label", "removed a label from “Plan”"],
    ["blocks:k", null, true, "made it block “Other”", "made “Plan” block “Other”"],
    [
      "relates:x",
      true,
      null,
      "no longer related it to another card",
      "no longer related “Plan” to another card",
    ],
    ["goal:g", null, true, "counted it towards “Grow”", "counted “Plan” towards “Grow”"],
    ["due", null, `${year}-12-03`, `set the due date to ${first}`, `set the due date of “Plan” to ${first}`],
    ["due", `${year}-12-03`, `${year}-12-09`, `changed the due date from ${first} to ${then}`, ""],
    ["start", `${year}-12-03`, null, "cleared the start date", "cleared the start date of “Plan”"],
    ["estimate", 3, 5, "changed the estimate from 3 to 5", "changed the estimate of “Plan” from 3 to 5"],
    ["priority", null, "urgent", "set the priority to urgent", "set the priority of “Plan” to urgent"],
    ["progress", null, 40, "set the progress to 40", "set the progress of “Plan” to 40"],
    ["cover", "red", null, "cleared the cover", "cleared the cover of “Plan”"],
    ["parent", null, "k", "set the parent to Other", "set the parent of “Plan” to Other"],
    ["milestone", null, "m", "set the milestone to Beta", "set the milestone of “Plan” to Beta"],
    ["milestone", "gone", "m", "changed the milestone from one that is gone to Beta", ""],
    ["field:f", null, "o", "set Size to Large", "set Size of “Plan” to Large"],
    ["field:x", null, true, "set a custom field to yes", "set a custom field of “Plan” to yes"],
    ["link:u", null, ["https://x.org", "Site"], "added the link “Site”", "added the link “Site” to “Plan”"],
    ["link:u", ["https://x.org", ""], null, "removed the link “https://x.org”", ""],
    ["checklist:u", null, { name: "Steps" }, "added the checklist “Steps”", ""],
    ["checklist:u", { name: "A" }, { name: "B" }, "renamed the checklist “A” to “B”", ""],
    ["item:u", null, { name: "Eggs" }, "added the item “Eggs”", "added the item “Eggs” to “Plan”"],
    ["item:u", { name: "Eggs" }, { name: "Eggs", done: true }, "ticked the item “Eggs”", ""],
    ["item:u", { name: "Eggs", done: true }, { name: "Eggs" }, "unticked the item “Eggs”", ""],
    ["item:u", { name: "Eggs" }, { name: "Eggs", assignee: "p" }, "gave the item “Eggs” to Bo", ""],
    [
      "item:u",
      { name: "Eggs", assignee: "ann" },
      { name: "Eggs" },
      "took themselves off the item “Eggs”",
      "",
    ],
    ["item:u", { name: "Eggs" }, { name: "Eggs", archived: true }, "removed the item “Eggs”", ""],
    ["item:u", { name: "Eggs", archived: true }, { name: "Eggs" }, "brought back the item “Eggs”", ""],
    [
      "item:u",
      { name: "Eggs" },
      { name: "Eggs", due: `${year}-12-03` },
      `set the due date of the item “Eggs” to ${first}`,
      "",
    ],
    ["what:x", null, 3, "set “what:x” to 3", "set “what:x” of “Plan” to 3"],
    ["new key", "a b", "c d", "changed “new key” from “a b” to “c d”", ""],
  ];
  for (const [key, was, is, inSheet, onBoard] of cases) {
    const [sheet, board] = told(key, was, is);
    assert.equal(sheet, inSheet, key);
    if (onBoard !== "") assert.equal(board, onBoard, key);
  }
});

test("every key that a card may have is told in words of people", () => {
  const silent = new Set(["at", "rank"]);
  for (const key of Object.keys(SCHEMA.card).filter((one) => !silent.has(one))) {
    const [sheet = ""] = told(key.endsWith(":") ? `${key}x` : key, null, true);
    assert.match(sheet, /^[a-z][^:]*$/, key);
  }
});

test("a card is added to its column", () => {
  assert.deepEqual(
    deedsOf(row([card(null, { column: "a", title: "Plan", due: "2026-12-03" })]), names, "c"),
    ["added it to To do"],
  );
  assert.deepEqual(deedsOf(row([card(null, { title: "Plan" })]), names), ["added “Plan”"]);
});

test("what happens to other things is told by their names", () => {
  const of = (kind: string, before: Values | null, after: Values | null, title = "X") =>
    deedsOf(row([{ kind, id: "a", title, before, after }]), names)[0];
  assert.equal(of("column", null, { name: "X" }), "added the column “X”");
  assert.equal(of("column", { name: "Y" }, { name: "X" }), "renamed the column “Y” to “X”");
  assert.equal(of("column", { wip: null }, { wip: 4 }), "set the limit of the column “X” to 4");
  assert.equal(of("label", { archived: null }, { archived: true }), "archived the label “X”");
  assert.equal(of("milestone", { done: null }, { done: true }), "marked the milestone “X” done");
  assert.equal(
    of("field", { "option:o": null }, { "option:o": ["a", ""] }),
    "added an option of the custom field “X”",
  );
  assert.equal(of("goal", { "more:b": null }, { "more:b": true }), "added something to the goal “X”");
  assert.equal(of("board", { name: "Y" }, { name: "X" }), "renamed the board from “Y” to “X”");
  assert.equal(of("board", { name: null }, { name: "X" }), "named the board “X”");
  assert.equal(
    of("board", { description: null }, { description: "…" }),
    "wrote the description of the board",
  );
  assert.equal(
    of("initiative", { status: null }, { status: "at-risk" }),
    "set the status of the initiative “X” to at risk",
  );
  assert.equal(of("goal", { target: null }, { target: 100 }), "set the target of the goal “X” to 100");
  assert.equal(of("listing", null, {}, ""), "added a board you may not see");
  assert.equal(of("number", null, { number: 3 }), undefined);
  assert.equal(of("something new", { x: 1 }, null), "removed the something new “X”");
});

test("what a form puts in one piece is told in one piece", () => {
  const rule = (before: Values, after: Values) =>
    deedsOf(row([{ kind: "rule", id: "r", title: "Pong", before, after }]), names);
  assert.deepEqual(rule({}, { off: true }), ["switched off the rule “Pong”"]);
  assert.deepEqual(rule({ off: true, zone: "UTC" }, { zone: "UTC" }), ["switched on the rule “Pong”"]);
  assert.deepEqual(rule({ name: "Ping", when: { on: "moved" } }, { name: "Pong", when: { on: "created" } }), [
    "renamed the rule “Ping” to “Pong”",
    "changed the rule “Pong”",
  ]);
  const recurring: Change = { kind: "recurrence", id: "r", title: "Water", before: null, after: {} };
  assert.deepEqual(deedsOf(row([recurring]), names), ["added the recurring card “Water”"]);
});

test("comments stand in their place, with what was said", () => {
  const comment = (before: Values | null, after: Values | null): Change => ({
    ...{ kind: "comment", id: "m", title: "Plan", before, after },
  });
  const say = (one: Change) => deedsOf(row([one]), names)[0];
  assert.equal(say(comment(null, { card: "c", text: "Fine." })), "commented on “Plan”: Fine.");
  assert.equal(
    say(comment({ card: "c", text: "a" }, { card: "c", text: "b" })),
    "edited a comment on “Plan”",
  );
  assert.equal(
    say(comment({ card: "c" }, { card: "c", reactions: { "👍": ["p"] } })),
    "reacted to a comment on “Plan”",
  );
  assert.equal(say(comment({ card: "c" }, null)), "removed a comment on “Plan”");
  const about = aboutCard(
    row([comment(null, { card: "c", text: "x" }), { ...card(null, {}), id: "k" }]),
    "c",
  );
  assert.deepEqual(deedsOf(about, names, "c"), ["commented: x"]);
});

test("whoever did it has a name, also those who are gone and what is nobody", () => {
  assert.equal(nameOf(ANN, names), "Ann");
  assert.equal(nameOf({ ...ANN, id: "p", name: "" }, names), "Bo");
  assert.equal(nameOf({ ...ANN, id: "x", name: "" }, names), "Somebody who is gone");
  assert.equal(nameOf({ ...ANN, kind: "token", name: "id" }, names), "A program");
  assert.equal(nameOf({ ...ANN, kind: "rule", name: "Move to Doing" }, names), "Rule Move to Doing");
  assert.equal(nameOf({ ...ANN, kind: "rule", name: "" }, names), "A rule");
  assert.equal(nameOf({ ...ANN, kind: "recurrence", name: "Tidy up" }, names), "Recurring card Tidy up");
  assert.equal(nameOf({ ...ANN, kind: "recurrence", name: "" }, names), "A recurring card");
  assert.equal(nameOf({ ...ANN, kind: "machine", id: "make" }, names), "The server");
  assert.equal(nameOf({ ...ANN, kind: "machine", id: "import" }, names), "An import");
  assert.equal(nameOf({ ...ANN, kind: "something new" }, names), "Somebody");
});

test("rows of one action are one, from what was first to what was last", () => {
  const rows = [
    row([card({ due: "2026-01-02" }, { due: "2026-01-03" })], { id: "3-0", group: "g" }),
    row([card({ due: null, done: null }, { due: "2026-01-02", done: true })], { id: "2-0", group: "g" }),
    row([card(null, { column: "a", title: "Plan" })], { id: "1-0", group: "g" }),
  ];
  const [only, ...others] = folded(rows);
  assert.equal(others.length, 0);
  assert.equal(only?.entry, "3-0");
  assert.deepEqual(only?.changes[0]?.before, null);
  assert.deepEqual(only?.changes[0]?.after, { column: "a", title: "Plan", due: "2026-01-03", done: true });
  const [two] = folded(rows.slice(0, 2));
  assert.deepEqual(two?.changes[0]?.before, { due: null, done: null });
  assert.deepEqual(two?.changes[0]?.after, { due: "2026-01-03", done: true });
});

test("an action that took itself back is not told, and other people's and other groups' stay apart", () => {
  const there = row([card({ done: null }, { done: true })], { id: "1-0", group: "g" });
  const back = row([card({ done: true }, { done: null })], { id: "2-0", group: "g" });
  assert.deepEqual(folded([back, there]), []);
  assert.equal(folded([{ ...back, group: "h" }, there]).length, 2);
  assert.equal(folded([{ ...back, who: { ...ANN, id: "p" } }, there]).length, 2);
  assert.equal(
    folded([
      { ...back, group: "" },
      { ...there, group: "" },
    ]).length,
    2,
  );
});

test("typing that goes on is one action, until somebody does something else or much later", () => {
  const typed = (id: string, when: string, title: string, was: string) =>
    row([card({ title: was }, { title })], { id, when, group: id });
  const rows = [
    typed("2-0", "2026-11-20T10:05:00Z", "Pla", "Pl"),
    typed("1-0", "2026-11-20T10:00:00Z", "Pl", "P"),
  ];
  assert.equal(deedsOf(folded(rows)[0] as Happening, names)[0], "renamed “P” to “Pla”");
  assert.equal(folded([typed("2-0", "2026-11-20T11:05:00Z", "Pla", "Pl"), ...rows.slice(1)]).length, 2);
});

test("what was too large to be told is counted", () => {
  const counts = {
    card: { made: 120, changed: 2, gone: 0 },
    column: { made: 1, changed: 0, gone: 0 },
    person: { made: 3, changed: 0, gone: 0 },
    number: { made: 120, changed: 0, gone: 0 },
  };
  assert.deepEqual(deedsOf(row([], { counts }), names), [
    "added 120 cards, 1 column and 3 people and changed 2 cards",
  ]);
});

test("what was counted in several entries of one action is added up", () => {
  const counts = { card: { made: 40, changed: 1, gone: 0 } };
  const [only] = folded([row([], { counts, group: "g", id: "2-0" }), row([], { counts, group: "g" })]);
  assert.deepEqual(deedsOf(only as Happening, names), ["added 80 cards and changed 2 cards"]);
});

test("so many changes that nobody reads them are counted too, with those the server counted", () => {
  const many = Array.from({ length: 21 }, (_, index) => ({ ...card(null, { title: "x" }), id: `c${index}` }));
  const counts = { card: { made: 100, changed: 0, gone: 0 } };
  assert.deepEqual(deedsOf(row([...many, { ...card({}, null), kind: "label" }], { counts }), names), [
    "added 121 cards and removed 1 label",
  ]);
  assert.equal(deedsOf(row(many.slice(0, 20)), names).length, 20);
});

test("long titles are cut between characters, and values of any shape are told", () => {
  const [deed = ""] = deedsOf(
    row([{ ...card({ done: null }, { done: true }), title: "😀".repeat(300) }]),
    names,
  );
  assert.equal([...deed].length, "marked “” done".length + 80);
  assert.ok(!/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(deed));
  for (const value of [{}, [], [1], 5, "x", true, Number.NaN])
    for (const key of ["column", "item:x", "link:x", "due", "title", "assignee:x"])
      assert.equal(typeof told(key, value, value === 5 ? null : value)[0], "string");
});
