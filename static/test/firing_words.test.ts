/** What a rule did is told in the words of the history, and what it did not, with the reason. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { type Firing, firingInWords } from "../ui/firing_words.ts";

const NAMES: Readonly<Record<string, string>> = {
  done: "Done",
  doing: "Doing",
  ann: "Ann",
  bug: "bug",
  size: "Size",
};
const names = (_: string, id: string) => NAMES[id];

const firing = (fields: Partial<Firing>): Firing => ({
  ...{
    when: "2026-03-02T08:00:00Z",
    result: "done",
    detail: "",
    card: "c1",
    title: "Plan",
    changes: [],
    problems: [],
  },
  ...fields,
});
const card = (before: object | null, after: object, id = "c1") => ({
  ...{ kind: "card", id, title: id === "c1" ? "Plan" : "Next" },
  before: before as Readonly<Record<string, unknown>> | null,
  after: after as Readonly<Record<string, unknown>>,
});
const told = (fields: Partial<Firing>) => firingInWords(firing(fields), names);

test("what a rule did to its card, in one sentence", () => {
  const before = { column: "doing", "assignee:ann": null, priority: null, "label:bug": true };
  const after = { column: "done", "assignee:ann": true, priority: "high", "label:bug": null };
  const changes = [
    card(before, after),
    card(null, { title: "Next", column: "done" }, "c2"),
    { kind: "comment", id: "", title: "Plan", before: null, after: { card: "c1", text: "Well done" } },
  ];
  assert.deepEqual(told({ changes }), {
    did: "Moved it from Doing to Done, assigned Ann, set the priority to high, removed the label bug, added “Next” to Done and commented: Well done.",
    not: "",
  });
});

test("names are those of now, and what is gone is called so", () => {
  assert.equal(
    told({ changes: [card({ column: "doing" }, { column: "gone" })] }).did,
    "Took it out of Doing.",
  );
  assert.equal(
    told({ changes: [card({ "assignee:bo": null }, { "assignee:bo": true })] }).did,
    "Assigned somebody who is gone.",
  );
});

test("what was so already", () => {
  assert.deepEqual(told({}), { did: "Changed nothing: it was so already.", not: "" });
});

test("why it did nothing, or not all of it", () => {
  const problems = ["move: its column is gone", "assign: no person made the change"];
  assert.deepEqual(told({ result: "failed", problems }), {
    did: "",
    not: "Failed: it was not moved, as the column is gone; nobody was assigned, as no person made the change.",
  });
  assert.deepEqual(
    told({
      result: "partly",
      problems: ["set: its field is gone"],
      changes: [card({ done: null }, { done: true })],
    }),
    {
      did: "Marked it done.",
      not: "But: one value was not set, as the field is gone.",
    },
  );
  assert.equal(
    told({ result: "skipped", detail: "the card was put away meanwhile" }).not,
    "Did nothing: the card was put away meanwhile.",
  );
  assert.match(told({ result: "cut", detail: "5 rules called one another" }).not, /^Stopped: 5 rules/);
});

test("the log of an earlier version is told as it was written", () => {
  const { changes: _, problems: __, ...old } = firing({ detail: "label, comment" });
  assert.deepEqual(firingInWords(old, names), { did: "Label, comment.", not: "" });
});

test("no problem that the server notes is told in the words of programs", () => {
  const source = ["acting", "timing"]
    .map((name) => readFileSync(`server/kanverge/automation/${name}.py`, "utf8"))
    .join();
  const whys = [...source.matchAll(/return "((?:its|no) [^"]+)"/g)].map(([, why]) => why ?? "");
  assert.ok(whys.length >= 5);
  const whole = [
    "create: its column is gone",
    "its column is gone",
    "30 missed before: not made up for",
    "cards.move: unknown-column: abc",
    "cards.add: too-long: title: 2000 characters, at most 1000",
    "comment: a board holds at most 100000 comments",
  ];
  for (const problem of [...whys.map((why) => `set: ${why}`), ...whole])
    assert.doesNotMatch(
      told({ result: "failed", problems: [problem] }).not,
      /\w\.\w|set:|[a-z]-[a-z]|undefined|create:|comment:/,
    );
});
