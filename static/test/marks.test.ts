import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNamed, handle, type MarkScope, mention, named, readMarks } from "../ui/marks.ts";

const people = [
  { id: "p1", names: ["Bea Smith", "bea"] },
  { id: "p2", names: ["Beata Nová"] },
  { id: "p3", names: ["陈 伟"] },
];
const labels = [
  { id: "l1", names: ["Design"] },
  { id: "l2", names: ["Urgent follow-up"] },
  { id: "l3", names: ["12"] },
];
/** A Friday. */
const today = new Date(2026, 10, 27, 15, 30);
const scope: MarkScope = { people, labels, today };

test("marks become properties and leave the title", () => {
  assert.deepEqual(readMarks("Write the plan @bea #design !high ^tomorrow", scope), {
    title: "Write the plan",
    assignees: ["p1"],
    labels: ["l1"],
    priority: "high",
    due: "2026-11-28",
  });
});

test("marks stand anywhere, more than once, and in any script", () => {
  const marked = readMarks("@陈伟 call @Bea_Smith about #urgent_follow-up now", scope);
  assert.equal(marked.title, "call about now");
  assert.deepEqual(marked.assignees, ["p3", "p1"]);
  assert.deepEqual(marked.labels, ["l2"]);
});

test("what names nothing stays what it is", () => {
  for (const line of [
    "learn C# and F#",
    "mail ann@example.org",
    "see #7",
    "@nobody knows !important",
    "x ^2 ^2026-02-30",
    "a # b @ c",
  ])
    assert.deepEqual(readMarks(line, scope), {
      title: line,
      assignees: [],
      labels: [],
    });
});

test("a line of marks alone is a title", () => {
  assert.equal(readMarks("#design @bea", scope).title, "#design @bea");
});

test("a beginning names somebody only when nobody else begins so", () => {
  assert.equal(named(people, "beat"), "p2");
  assert.equal(named(people, "be"), undefined);
  assert.equal(named(people, "bea"), "p1");
  assert.equal(named(people, "BEATANOVA"), "p2");
  assert.equal(named(labels, "12"), "l3");
  assert.equal(named(labels, "1"), undefined);
  assert.equal(named(people, "_"), undefined);
});

test("a name is found by what a mention carries of it", () => {
  const spelled = new Map([
    ["Bo \u{1f98a} \u0639\u0631\u0628\u064a", "Bo_\u{1f98a}_\u0639\u0631\u0628\u064a"],
    ["Ann Reader", "Ann_Reader"],
    ["O'Neil (Jr.)", "O_Neil_Jr"],
    ["\u{1f44d}\u{1f3fd}", "\u{1f44d}\u{1f3fd}"],
    ["Ann", "Ann"],
  ]);
  const known = [...spelled].map(([name]) => ({ id: name, names: [name, mention(name)] }));
  for (const [name, written] of spelled) {
    assert.equal(mention(name), written);
    assert.equal(named(known, written), name);
  }
});

test("every name is found by its handle", () => {
  for (const { id, names } of [...people, ...labels])
    for (const name of names) assert.ok([people, labels].some((known) => named(known, handle(name)) === id));
});

test("days are named in many ways", () => {
  const days: Readonly<Record<string, string | undefined>> = {
    today: "2026-11-27",
    tom: "2026-11-28",
    Friday: "2026-12-04",
    mon: "2026-11-30",
    "+3": "2026-11-30",
    "2w": "2026-12-11",
    "10d": "2026-12-07",
    "24dec": "2026-12-24",
    "3.march": "2027-03-03",
    "27nov": "2026-11-27",
    "31feb": undefined,
    "2028-02-29": "2028-02-29",
    "2027-02-29": undefined,
    to: undefined,
    "9999d": undefined,
    "": undefined,
  };
  for (const [word, day] of Object.entries(days)) assert.equal(dayNamed(word, today), day, word);
});
