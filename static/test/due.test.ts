import assert from "node:assert/strict";
import { test } from "node:test";
import { ago } from "../ui/ago.ts";
import { dayOf, deadline, spanOf, spelled, urgency } from "../ui/due.ts";

const HOUR = 60 * 60 * 1000;

test("a date without a time is due until that day ends here", () => {
  assert.equal(deadline("2026-11-22"), new Date(2026, 10, 23).getTime());
  assert.equal(deadline("2026-11-22T17:00:00Z"), Date.UTC(2026, 10, 22, 17));
});

test("due dates press more and more, and not at all once done", () => {
  const due = "2026-11-22T17:00:00Z";
  const at = Date.UTC(2026, 10, 22, 17);
  const states = [-25, -23, 1, 25].map((hours) => urgency(due, false, at + hours * HOUR));
  assert.deepEqual(states, ["later", "soon", "due", "overdue"]);
  assert.equal(urgency(due, true, at + 99 * HOUR), "done");
});

test("a day is spelled as the calendar here has it", () => {
  assert.equal(spelled(new Date(2026, 0, 5)), "2026-01-05");
  assert.equal(dayOf("2026-01-05"), "2026-01-05");
});

test("what was just now says so", () => {
  const now = Date.UTC(2026, 10, 22);
  assert.equal(ago(new Date(now - 5_000).toISOString(), now), "just now");
  assert.match(ago(new Date(now - 3 * HOUR).toISOString(), now), /3/);
});

test("a due date falls in one stretch of time", () => {
  const now = new Date(2026, 10, 22, 15, 30).getTime();
  const span = (due: string | undefined, done = false) => spanOf(due, done, now);
  assert.deepEqual(
    ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-29", "2026-11-30"].map((due) => span(due)),
    ["overdue", "today", "week", "week", "later"],
  );
  assert.equal(span(new Date(now - 1).toISOString()), "overdue");
  assert.deepEqual(
    [span(undefined), span(undefined, true), span("2020-01-01", true)],
    ["none", "none", "done"],
  );
});
