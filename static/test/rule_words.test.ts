import assert from "node:assert/strict";
import { test } from "node:test";
import { clockWords } from "../ui/repeating.ts";
import {
  type Condition,
  type Deed,
  type NameOf,
  recurs,
  repeats,
  sentenceOf,
  spoken,
  type When,
} from "../ui/rule_words.ts";

const NAMES: Readonly<Record<string, string>> = { d: "Done", t: "To do", x: "bug", ann: "Ann", s: "Size" };
const name: NameOf = (_, id) => NAMES[id] ?? "";
const said = (when: When, deeds: readonly Deed[], conditions: readonly Condition[] = []) =>
  // biome-ignore lint/suspicious/noThenProperty: the record's own key; nobody awaits a rule
  sentenceOf({ name: "", when, if: conditions, then: deeds }, name);

test("a rule reads as a sentence", () => {
  assert.equal(
    said(
      { on: "moved", to: "d" },
      [{ do: "assign", person: "ann" }, { do: "comment", text: "Well" }, { do: "archive" }],
      [
        { on: "label", label: "x" },
        { on: "done", not: true },
      ],
    ),
    "When a card is moved to Done, if it has the label bug and it is not done, then assign Ann, comment “Well” and archive it.",
  );
});

test("every part has its words", () => {
  const archive = [{ do: "archive" }];
  assert.equal(
    said({ on: "created", column: "t" }, archive),
    "When a card is made in To do, then archive it.",
  );
  assert.equal(said({ on: "due", days: 1 }, archive), "When a card is due tomorrow, then archive it.");
  assert.equal(
    said({ on: "set", key: "priority", value: "high" }, archive),
    "When the priority of a card is set to High, then archive it.",
  );
  assert.equal(
    said({ on: "completed" }, [{ do: "set", key: "due", value: { days: 7 } }]),
    "When a card is done, then set the due date to 7 days later.",
  );
  assert.equal(
    said({ on: "completed" }, [{ do: "set", key: "field:s" }]),
    "When a card is done, then clear Size.",
  );
});

test("every kind of value has its words", () => {
  const set = (key: string, value?: unknown) =>
    said({ on: "completed" }, [{ do: "set", key, ...(value === undefined ? {} : { value }) }]);
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["due", { days: -1 }, "set the due date to 1 day before"],
    ["due", { days: 0 }, "set the due date to today"],
    ["start", "2026-11-27", "set the start date to 2026-11-27"],
    ["done", true, "mark it done"],
    ["done", undefined, "mark it as not done"],
    ["milestone", "?", "set the milestone to something that is gone"],
    ["field:s", "x", "set Size to bug"],
    ["field:s", "about so", "set Size to “about so”"],
    ["field:s", 3.5, "set Size to 3.5"],
    ["field:s", true, "tick Size"],
  ];
  for (const [key, value, words] of cases)
    assert.equal(set(key, value), `When a card is done, then ${words}.`);
  const held = (value?: unknown, not = false) =>
    said({ on: "completed" }, [{ do: "archive" }], [{ on: "field", field: "s", ...{ value, not } }]);
  assert.equal(held(), "When a card is done, if Size is set, then archive it.");
  assert.equal(held("x", true), "When a card is done, if Size is not bug, then archive it.");
  assert.equal(held(true), "When a card is done, if Size is ticked, then archive it.");
  assert.equal(
    said({ on: "set", key: "field:s", value: "x" }, [{ do: "archive" }]),
    "When Size of a card is set to bug, then archive it.",
  );
});

test("labels and people are added, not set", () => {
  const archive = [{ do: "archive" }];
  const begun = (key: string, value?: string) =>
    said({ on: "set", key, ...(value === undefined ? {} : { value }) }, archive).split(",")[0];
  assert.equal(begun("label"), "When a label is added to a card");
  assert.equal(begun("label", "x"), "When the label bug is added to a card");
  assert.equal(begun("assignee"), "When somebody is assigned to a card");
  assert.equal(begun("assignee", "ann"), "When Ann is assigned to a card");
});

test("what is gone is said", () => {
  assert.equal(
    said({ on: "moved", to: "?" }, [{ do: "label", label: "?" }]),
    "When a card is moved to something that is gone, then add the label something that is gone.",
  );
});

test("a recurring card says when it comes", () => {
  assert.equal(recurs({ card: { title: "x" }, after: { days: 1 } }), "1 day after it was done");
  assert.equal(
    recurs({ card: { title: "x" }, repeat: { rule: "FREQ=DAILY", start: "2026-11-27T09:00", zone: HERE } }),
    `Every day at ${NINE}`,
  );
});

const NINE = clockWords("09:00");
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

test("by whose clocks is said where they are not those here, and the year where it is not this one", () => {
  const daily = { rule: "FREQ=DAILY", start: "2026-11-27T09:00" };
  assert.equal(repeats({ ...daily, zone: "Europe/Berlin" }, "Europe/Berlin"), `Every day at ${NINE}`);
  assert.equal(
    repeats({ ...daily, zone: "America/New_York" }, "Europe/Berlin"),
    `Every day at ${NINE} (America/New York)`,
  );
  assert.equal(repeats(daily, "Europe/Berlin"), `Every day at ${NINE} (UTC)`);
  assert.equal(repeats({ ...daily, zone: "Mars/Olympus" }, "Europe/Berlin"), `Every day at ${NINE} (UTC)`);
  const [moment, now] = [new Date("2026-12-31T23:30:00Z"), new Date("2026-11-27T12:00:00Z")];
  assert.match(spoken(moment, "UTC", now), /31.*23:30|11:30/);
  assert.doesNotMatch(spoken(moment, "UTC", now), /2026/);
  assert.match(spoken(moment, "Mars/Olympus", new Date("2028-01-01T00:00:00Z")), /2026/);
});
