/** A meeting as its records say it, whatever they say; the walk; and the seconds that are left. */

import assert from "node:assert/strict";
import test from "node:test";
import { clockFace, endedOf, meetingOf, secondsLeft, walk } from "../ui/meeting.ts";

const BEGAN = 1_700_000_000_000;
const NOW = { id: "m", leader: "ann", name: "Ann", began: BEGAN, step: 1, timer: null };
const AGENDA = { id: "m", cards: ["a", "b", "c"] };

test("a meeting reads as the server wrote it", () => {
  const timer = { began: BEGAN, seconds: 300 };
  assert.deepEqual(meetingOf({ ...NOW, timer }, AGENDA, BEGAN), { ...NOW, cards: ["a", "b", "c"], timer });
});

test("without a meeting, or long after it began, there is none", () => {
  for (const none of [
    undefined,
    null,
    3,
    "m",
    [],
    {},
    { id: "m" },
    { ...NOW, began: -1 },
    { ...NOW, began: 1e300 },
  ])
    assert.equal(meetingOf(none, AGENDA, BEGAN), null);
  assert.equal(meetingOf(NOW, AGENDA, BEGAN + 12 * 3_600_000), null);
  assert.notEqual(meetingOf(NOW, AGENDA, BEGAN + 12 * 3_600_000 - 1), null);
});

test("an agenda that is another meeting's or none is empty", () => {
  for (const agenda of [undefined, null, { id: "n", cards: ["a"] }, { id: "m", cards: "abc" }, { id: "m" }])
    assert.deepEqual(meetingOf(NOW, agenda, BEGAN)?.cards, []);
  assert.deepEqual(meetingOf(NOW, { id: "m", cards: ["a", 1, null, "b"] }, BEGAN)?.cards, ["a", "b"]);
});

test("a step outside of the walk is its end, and none is its begin", () => {
  const step = (value: unknown) => meetingOf({ ...NOW, step: value }, AGENDA, BEGAN)?.step;
  assert.deepEqual(
    [step(2), step(99), step(-1), step("1"), step(Number.NaN), step(undefined)],
    [2, 2, 0, 0, 0, 0],
  );
  assert.equal(meetingOf(NOW, null, BEGAN)?.step, 0);
});

test("a timer that is none does not run", () => {
  const began = BEGAN;
  for (const timer of [
    3,
    [],
    {},
    { began },
    { began, seconds: 0 },
    { began, seconds: -5 },
    { began, seconds: 1e9 },
  ])
    assert.equal(meetingOf({ ...NOW, timer }, AGENDA, BEGAN)?.timer, null);
});

test("all count the same seconds, and the last one until it is over", () => {
  const timer = { began: BEGAN, seconds: 60 };
  const left = (ms: number) => secondsLeft(timer, BEGAN + ms);
  assert.deepEqual(
    [left(0), left(1), left(1_000), left(59_999), left(60_000), left(1e9)],
    [60, 60, 59, 1, 0, 0],
  );
  assert.equal(left(-5_000), 60);
});

test("seconds are written as on a clock", () => {
  assert.deepEqual([0, 9, 65, 600, 3_665].map(clockFace), ["0:00", "0:09", "1:05", "10:00", "1:01:05"]);
});

test("what is left of the meeting before reads totally", () => {
  const last = { id: "m", leader: "ann", name: "Ann", began: BEGAN, ended: BEGAN + 5 };
  assert.deepEqual(endedOf(last), { id: "m", name: "Ann", began: BEGAN, ended: BEGAN + 5 });
  for (const none of [undefined, null, [], {}, { ...last, ended: BEGAN - 1 }, { ...last, began: "x" }])
    assert.equal(endedOf(none), null);
});

test("the walk goes from right to left, oldest first, and leaves out what is done", () => {
  const card = (id: string, number: number | null, isDone = false) => ({ id, number, isDone });
  const columns = [
    { isDone: false, cards: [card("todo-new", null), card("todo-9", 9), card("todo-2", 2)] },
    { isDone: false, cards: [card("doing-5", 5), card("doing-done", 1, true), card("doing-3", 3)] },
    { isDone: true, cards: [card("done-4", 4)] },
  ];
  assert.deepEqual(walk(columns), ["doing-3", "doing-5", "todo-2", "todo-9", "todo-new"]);
  assert.deepEqual(walk([]), []);
});

test("a walk over thousands of cards is bounded", () => {
  const cards = Array.from({ length: 5_000 }, (_, index) => ({
    id: `c${index}`,
    number: index,
    isDone: false,
  }));
  assert.equal(walk([{ isDone: false, cards }]).length, 500);
});
