import assert from "node:assert/strict";
import { test } from "node:test";
import { type Changed, draftOf, sections, summary } from "../ui/changed.ts";
import { beginLooking, endLooking, lastSeen } from "../ui/seen.ts";
import { choices } from "../ui/since.ts";

const names = (_: string, id: string) => (id === "p" ? "Bo" : undefined);
const card = (title: string, more: Partial<Changed> = {}): Changed => ({ id: title, title, ...more });
const YEAR = new Date().getFullYear();
const day = (month: number, date: number) =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }).format(new Date(YEAR, month, date));

const CHANGES = {
  new: [card("Fresh", { column: "To do" })],
  done: [card("Plan")],
  moved: [card("Plan", { from: "To do", to: "Done" }), card("Stray", { from: "To do", to: "" })],
  slipped: [card("Late", { from: `${YEAR}-12-03`, to: `${YEAR}-12-09` })],
  archived: [],
  renamed: [card("New\nname", { from: "Old name" })],
  assigned: [card("Plan", { people: ["p", "x"] })],
  turned_around: [card("  ", { from: "x" })],
};

test("what changed stands under headings, each card with what is said of it there", () => {
  const found = sections({ cards: CHANGES }, names).map(({ title, cards }) => [
    title,
    ...cards.map((one) => `${one.title}: ${one.detail}`),
  ]);
  assert.deepEqual(found, [
    ["Done", "Plan: "],
    ["New", "Fresh: in To do"],
    ["Moved", "Plan: from To do to Done", "Stray: from To do"],
    ["Slipped", `Late: from ${day(11, 3)} to ${day(11, 9)}`],
    ["Assigned", "Plan: to Bo and somebody who is gone"],
    ["Renamed", "New name: was “Old name”"],
    ["Turned around", "Card without a title: from x"],
  ]);
});

test("dates, estimates, dependencies, milestones and goals are told in the words of the history", () => {
  const named = (kind: string, id: string) => (kind === "card" && id === "x" ? "Other" : undefined);
  const cards = {
    dated: [
      card("A", {
        before: { start: null, due: null },
        after: { start: `${YEAR}-12-03`, due: `${YEAR}-12-09` },
      }),
      card("B", { before: { due: `${YEAR}-12-03` }, after: { due: null } }),
    ],
    estimated: [card("A", { before: { estimate: 2 }, after: { estimate: 3 } })],
    linked: [
      card("A", { before: {}, after: { "blocks:x": true } }),
      card("A", { before: { "blocks:y": true }, after: {} }),
    ],
    done: [card("A")],
  };
  const milestones = [
    card("GA of it", { before: null, after: { name: "GA", date: null } }),
    card("Beta", { before: { archived: false }, after: { archived: true } }),
    card("M", {
      before: { date: `${YEAR}-12-03`, done: false },
      after: { date: `${YEAR}-12-09`, done: true },
    }),
    card("New it", { before: { name: "make it" }, after: { name: "New it" } }),
  ];
  const goals = [card("", { before: { current: null }, after: { current: 4 } })];
  const found = sections({ cards, records: { milestones, goals } }, named);
  assert.deepEqual(
    found.map(({ title, isOfCards, cards }) => [
      title,
      isOfCards,
      ...cards.map((one) => `${one.title}: ${one.detail}`),
    ]),
    [
      ["Done", true, "A: "],
      [
        "Dated",
        true,
        `A: set the start date to ${day(11, 3)} and set the due date to ${day(11, 9)}`,
        "B: cleared the due date",
      ],
      ["Estimated", true, "A: changed the estimate from 2 to 3"],
      ["Dependencies", true, "A: made it block “Other”", "A: no longer made it block another card"],
      [
        "Milestones",
        false,
        "GA of it: added",
        "Beta: archived",
        `M: changed the date from ${day(11, 3)} to ${day(11, 9)} and marked done`,
        "New it: renamed from “make it” to “New it”",
      ],
      ["Goals", false, "Goal without a name: set the current value to 4"],
    ],
  );
  assert.equal(summary(found), "1 done, 2 dated, 1 estimated, 2 dependencies, 4 milestones, 1 goal");
  assert.match(draftOf("L", "since", found), /### Milestones\n- GA of it \(added\)\n- Beta \(archived\)\n/);
});

test("of a portfolio its initiatives and boards are told, of a board one may not see no name", () => {
  const known: Readonly<Record<string, string>> = { "initiative g": "Grow", "listing b": "Shop" };
  const named = (kind: string, id: string) => known[`${kind} ${id}`];
  const records = {
    initiatives: [
      { id: "g", title: "Grow", before: { status: "at-risk" }, after: { status: "paused" } },
      { id: "h", title: "Hire", before: null, after: { name: "Hire", parent: "g", archived: false } },
      { id: "s", title: "Sell", before: { parent: "g" }, after: { parent: "" } },
      { id: "n", title: "", before: { archived: false }, after: { archived: true } },
    ],
    boards: [
      { id: "b", title: "", before: { parent: "" }, after: { parent: "g" } },
      { id: "x", title: "", before: { archived: false }, after: { archived: true } },
    ],
  };
  const found = sections({ cards: {}, records }, named);
  assert.deepEqual(
    found.map(({ title, isOfCards, cards }) => [
      title,
      isOfCards,
      ...cards.map((one) => `${one.title}: ${one.detail}`),
    ]),
    [
      [
        "Initiatives",
        false,
        "Grow: changed the status from at risk to paused",
        "Hire: added under “Grow”",
        "Sell: moved out of “Grow”",
        "Initiative without a name: archived",
      ],
      ["Boards", false, "Shop: put under “Grow”", "A board you may not see: removed from the portfolio"],
    ],
  );
  assert.equal(summary(found), "4 initiatives, 2 boards");
});

test("dates that are none are told as they stand", () => {
  const [found] = sections({ cards: { slipped: [card("a", { from: "soon", to: "later" })] } }, names);
  assert.equal(found?.cards[0]?.detail, "from soon to later");
});

test("a draft is Markdown to be edited: a heading, a summary, and at most so many cards each", () => {
  const many = {
    done: Array.from({ length: 20 }, (_, index) => card(`Card ${index}`)),
    new: [card("Fresh")],
  };
  const found = sections({ cards: many }, names);
  assert.equal(summary(found), "20 done, 1 new");
  const lines = draftOf("Launch", "since Monday", found).split("\n");
  assert.deepEqual(lines.slice(0, 5), [
    "## Launch: what changed since Monday",
    "",
    "**20 done, 1 new.**",
    "",
    "### Done",
  ]);
  assert.equal(lines.filter((line) => line.startsWith("- Card")).length, 15);
  assert.ok(lines.includes("- and 5 more"));
  assert.equal(draftOf("", "since Monday", []), "## Board: what changed since Monday\n\nNothing changed.\n");
});

test("one asks since this morning, yesterday, Monday, and since one looked last", () => {
  const at = (text: string) => choices(new Date(text).getTime(), 0, "");
  const dayOf = (text: string, id: string) =>
    new Date(at(text).find((choice) => choice.id === id)?.moment ?? "").toString().slice(0, 24);
  assert.equal(dayOf("2026-11-27T15:00:00", "monday"), "Mon Nov 23 2026 00:00:00");
  assert.equal(dayOf("2026-11-23T09:00:00", "monday"), "Mon Nov 16 2026 00:00:00");
  assert.equal(dayOf("2026-11-29T23:00:00", "monday"), "Mon Nov 23 2026 00:00:00");
  assert.equal(dayOf("2026-11-01T09:00:00", "yesterday"), "Sat Oct 31 2026 00:00:00");
  assert.equal(dayOf("2026-11-01T09:00:00", "today"), "Sun Nov 01 2026 00:00:00");
  const ids = choices(Date.now(), Date.UTC(2026, 10, 1), "1-0").map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 2), ["shown", "looked"]);
  assert.equal(at("2026-11-27T15:00:00")[0]?.id, "today");
});

test("a visit ends when the board is out of sight, and a short absence is none", () => {
  const kept = new Map<string, string>();
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
    },
  });
  const at = (minutes: number) => Date.UTC(2026, 10, 20, 10, minutes);
  beginLooking("b", at(0));
  assert.equal(lastSeen("b"), 0);
  endLooking("b", at(5));
  beginLooking("b", at(9));
  assert.equal(lastSeen("b"), 0);
  endLooking("b", at(20));
  beginLooking("b", at(40));
  assert.equal(lastSeen("b"), at(20));
  kept.set("seen other", "nonsense");
  beginLooking("other", at(0));
  assert.equal(lastSeen("other"), 0);
  assert.ok(choices(at(0), 1e300, "").every(({ id }) => id !== "looked"));
});
