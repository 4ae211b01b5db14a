import assert from "node:assert/strict";
import { test } from "node:test";
import { deedsOf } from "../ui/happened.ts";
import type { Happening, Values } from "../ui/happening.ts";

function row(changes: Happening["changes"]): Happening {
  const who = { kind: "person", id: "ann", name: "Ann", color: "red" };
  return {
    id: "1-0",
    entry: "1-0",
    when: "2026-11-20T10:00:00Z",
    who,
    group: "",
    verb: "",
    changes,
    counts: {},
  };
}

test("what happens to the rows of a portfolio is told by their names, of a board one may not see none", () => {
  const known: Readonly<Record<string, string>> = {
    "initiative g": "Grow",
    "initiative s": "Sell",
    "listing b": "Shop",
    "kind board": "portfolio",
    "person p": "Bo",
  };
  const on = (kind: string, id: string) => known[`${kind} ${id}`] ?? "";
  const say = (kind: string, id: string, before: Values | null, after: Values | null, title = "") => {
    const happening = row([{ kind, id, title, before, after }]);
    return [deedsOf(happening, on)[0], deedsOf(happening, on, id)[0]];
  };
  const one = (before: Values | null, after: Values | null) => say("initiative", "g", before, after, "Grow");
  const year = new Date().getFullYear();
  const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" }).format(
    new Date(year, 11, 3),
  );
  const cases: readonly (readonly [readonly (string | undefined)[], string, string])[] = [
    [
      one(null, { name: "Grow", parent: "s" }),
      "added the initiative “Grow” under “Sell”",
      "added it under “Sell”",
    ],
    [one(null, { name: "Grow", parent: "" }), "added the initiative “Grow”", "added it"],
    [
      one({ status: "on-track" }, { status: "paused" }),
      "changed the status of the initiative “Grow” from on track to paused",
      "changed the status from on track to paused",
    ],
    [
      one({ status: null }, { status: "at-risk" }),
      "set the status of the initiative “Grow” to at risk",
      "set the status to at risk",
    ],
    [
      one({ status: "done" }, { status: null }),
      "cleared the status of the initiative “Grow”",
      "cleared the status",
    ],
    [
      one({ owner: null }, { owner: "p" }),
      "set the owner of the initiative “Grow” to Bo",
      "set the owner to Bo",
    ],
    [
      one({ target: null }, { target: `${year}-12-03` }),
      `set the target date of the initiative “Grow” to ${day}`,
      `set the target date to ${day}`,
    ],
    [one({ note: null }, { note: "Well" }), "wrote the note of the initiative “Grow”", "wrote the note"],
    [one({ note: "Well" }, { note: "Ill" }), "edited the note of the initiative “Grow”", "edited the note"],
    [one({ note: "Well" }, { note: "" }), "cleared the note of the initiative “Grow”", "cleared the note"],
    [one({ parent: "" }, { parent: "s" }), "put the initiative “Grow” under “Sell”", "put it under “Sell”"],
    [
      one({ parent: "s" }, { parent: "" }),
      "moved the initiative “Grow” out of “Sell”",
      "moved it out of “Sell”",
    ],
    [
      one({ parent: "x" }, { parent: null }),
      "moved the initiative “Grow” out of one that is gone",
      "moved it out of one that is gone",
    ],
    [
      one({ name: "Old" }, { name: "Grow" }),
      "renamed the initiative “Old” to “Grow”",
      "renamed it from “Old” to “Grow”",
    ],
    [one({ archived: null }, { archived: true }), "archived the initiative “Grow”", "archived it"],
    [
      say("listing", "b", null, { parent: "g" }),
      "added the board “Shop” under “Grow”",
      "added it under “Grow”",
    ],
    [
      say("listing", "b", { parent: "" }, { parent: "g" }),
      "put the board “Shop” under “Grow”",
      "put it under “Grow”",
    ],
    [
      say("listing", "b", { archived: null }, { archived: true }),
      "removed the board “Shop” from the portfolio",
      "removed it from the portfolio",
    ],
    [say("listing", "b", { archived: true }, { archived: null }), "put the board “Shop” back", "put it back"],
    [say("listing", "x", null, { parent: "" }), "added a board you may not see", "added it"],
    [
      say("listing", "x", { archived: null }, { archived: true }),
      "removed a board you may not see from the portfolio",
      "removed it from the portfolio",
    ],
    [
      say("goal", "u", { "board:b": null }, { "board:b": true }, "Users"),
      "counted “Shop” towards the goal “Users”",
      "counted “Shop” towards it",
    ],
    [
      say("goal", "u", { "initiative:g": true }, { "initiative:g": null }, "Users"),
      "no longer counted “Grow” towards the goal “Users”",
      "no longer counted “Grow” towards it",
    ],
    [
      say("goal", "u", { "board:x": null }, { "board:x": true }, "Users"),
      "counted a board you may not see towards the goal “Users”",
      "counted a board you may not see towards it",
    ],
    [
      say("update", "u", null, { about: "g", text: "Goes well." }),
      "posted a status update on “Grow”: Goes well.",
      "posted a status update: Goes well.",
    ],
    [
      say("update", "u", { about: "b", text: "x" }, { about: "b", text: "y" }),
      "edited a status update on “Shop”",
      "edited a status update",
    ],
    [
      say("update", "u", { about: "b" }, null),
      "removed a status update on “Shop”",
      "removed a status update",
    ],
    // What is said of a row is for those who see the row.
    [
      say("update", "u", null, { about: "x", text: "Secret." }),
      "posted a status update on a board you may not see",
      "posted a status update: Secret.",
    ],
    [
      say("board", "", { name: null }, { name: "All" }),
      "named the portfolio “All”",
      "named the portfolio “All”",
    ],
    [
      say("board", "", { health: null }, { health: "at-risk" }),
      "set the health of the portfolio to at risk",
      "set the health to at risk",
    ],
  ];
  for (const [told, onPortfolio, inSheet] of cases) assert.deepEqual(told, [onPortfolio, inSheet]);
  assert.deepEqual(
    deedsOf(
      row([{ kind: "board", id: "", title: "", before: { kind: null }, after: { kind: "portfolio" } }]),
      on,
    ),
    [],
  );
});
