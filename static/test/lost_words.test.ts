import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Happening } from "../ui/happening.ts";
import type { Wish } from "../ui/lost.ts";
import { theirsInWords, theirsOf } from "../ui/lost_words.ts";

const ANN = { kind: "person", id: "ann", name: "Ann", color: "red" };
const BO = { kind: "person", id: "bo", name: "Bo", color: "blue" };

const happening = (who: Happening["who"], ...changes: Change[]): Happening => ({
  ...{
    id: "1-0/0",
    entry: "1-0",
    when: "2026-12-01T10:00:00Z",
    who,
    group: "g",
    verb: "",
    changes,
    counts: {},
  },
});

const set = (before: object, after: object, kind = "card", id = "c"): Change => ({
  ...{ kind, id, title: "Plan", before: { ...before }, after: { ...after } },
});

const wish = (fields: object, root = "cards", id = "c"): Wish => ({
  ...{ root, id, fields: new Map(Object.entries(fields)) },
});

const NAMES: Readonly<Record<string, string>> = {
  "column todo": "To do",
  "column done": "Done",
  "initiative g": "Grow",
};
const names = (kind: string, id: string) => NAMES[`${kind} ${id}`];

const said = (one: Wish, standing: object, activity: readonly Happening[], me = "bo") =>
  theirsOf(one, { ...standing }, activity).map((theirs) => theirsInWords(theirs, me, names));

test("who changed it is named, from what to what, and what I had made of it", () => {
  const mine = happening(BO, set({ due: null }, { due: "2027-12-09" }));
  const hers = happening(ANN, set({ due: "2027-12-01" }, { due: "2027-12-06" }));
  const [words] = said(wish({ due: "2027-12-09" }), { due: "2027-12-06" }, [mine, hers]);
  assert.match(
    words ?? "",
    /^Ann changed the due date of “Plan” from [^;]*1[^;]* to [^;]*6[^;]*; here you had set the due date to [^;]*9[^;]*$/,
  );
});

test("fields of one person are one sentence, of two people two", () => {
  const hers = happening(ANN, set({ column: "todo", priority: null }, { column: "done", priority: "high" }));
  const lost = wish({ column: "todo", priority: undefined });
  assert.deepEqual(said(lost, { column: "done", priority: "high" }, [hers]), [
    "Ann moved “Plan” from To do to Done and set the priority of “Plan” to high; here you had moved it to To do and cleared the priority",
  ]);
  const cleo = happening(
    { ...ANN, id: "cleo", name: "Cleo" },
    set({ priority: "high" }, { priority: "low" }),
  );
  assert.equal(said(lost, { column: "done", priority: "low" }, [cleo, hers]).length, 2);
});

test("a record of a portfolio is told as one of a board", () => {
  const hers = happening(ANN, set({ status: "at-risk" }, { status: "paused" }, "initiative", "i"));
  assert.deepEqual(said(wish({ status: "done" }, "initiatives", "i"), { status: "paused" }, [hers]), [
    "Ann changed the status of the initiative “Plan” from at risk to paused; here you had set the status to done",
  ]);
  const moved = happening(ANN, set({ parent: null }, { parent: "g" }, "initiative", "i"));
  assert.deepEqual(said(wish({ parent: undefined }, "initiatives", "i"), { parent: "g" }, [moved]), [
    "Ann put the initiative “Plan” under “Grow”; here you had moved it out of “Grow”",
  ]);
});

test("what was taken away, and what I did on another device", () => {
  const taken = happening(BO, set({ done: true }, { done: null }));
  assert.deepEqual(said(wish({ done: true }), { done: false }, [taken]), [
    "you yourself, elsewhere, marked “Plan” not done; here you had marked it done",
  ]);
});

test("of what nobody knows any more who it was there are no words", () => {
  const other = happening(ANN, set({ due: null }, { due: "2027-12-09" }, "card", "another"));
  assert.deepEqual(said(wish({ due: "2027-12-09" }), { due: "2027-12-06" }, [other]), [null]);
  assert.deepEqual(said(wish({ due: "2027-12-09" }), {}, []), [null]);
});
