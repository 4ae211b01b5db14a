import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clampDay,
  DAY_MAX,
  DAY_MIN,
  dayIn,
  dayNumber,
  movedBy,
  putOn,
  spellDay,
  weekday,
  weekOf,
  weekStartOf,
} from "../ui/days.ts";
import { inZone } from "./zones.ts";

test("days are counted from 1970, spelled as they were, and never leave the calendar", () => {
  for (const [date, day] of [
    ["1970-01-01", 0],
    ["1969-12-31", -1],
    ["2024-02-29", 19_782],
    ["0001-01-01", DAY_MIN],
    ["9999-12-31", DAY_MAX],
  ] as const) {
    assert.equal(dayNumber(date), day, date);
    assert.equal(spellDay(day), date);
  }
  assert.equal(spellDay(DAY_MAX + 5), "9999-12-31");
  assert.equal(spellDay(DAY_MIN - 5), "0001-01-01");
  assert.equal(clampDay(Number.POSITIVE_INFINITY), DAY_MAX);
});

test("a full date belongs to no zone, a date-time stands on the day it has here", () => {
  for (const zone of ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"])
    inZone(zone, () => assert.equal(spellDay(dayNumber("2026-11-22")), "2026-11-22"));
  inZone("Pacific/Kiritimati", () => assert.equal(spellDay(dayNumber("2026-11-22T17:00:00Z")), "2026-11-23"));
  inZone("Pacific/Pago_Pago", () => assert.equal(spellDay(dayNumber("2026-11-22T05:00:00Z")), "2026-11-21"));
});

test("moving by days", () => {
  for (const [date, days, moved] of [
    ["2024-02-28", 1, "2024-02-29"],
    ["2023-02-28", 1, "2023-03-01"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2026-01-31", -31, "2025-12-31"],
    ["9999-12-30", 40, "9999-12-31"],
    ["0001-01-02", -40, "0001-01-01"],
    ["2026-11-22T17:00:00.123456Z", 1, "2026-11-23T17:00:00Z"],
  ] as const)
    assert.equal(movedBy(date, days), moved, `${date} by ${days}`);
});

test("a time of day stays what it is here when the clocks change", () => {
  inZone("Europe/Berlin", () => {
    // 29 March 2026 has 23 hours here, 25 October 25.
    assert.equal(movedBy("2026-03-28T09:00:00Z", 1), "2026-03-29T08:00:00Z");
    assert.equal(movedBy("2026-10-24T08:00:00Z", 1), "2026-10-25T09:00:00Z");
  });
  inZone("America/New_York", () => assert.equal(movedBy("2026-03-07T14:00:00Z", 7), "2026-03-14T13:00:00Z"));
});

test("a date-time at the edge of the calendar stays there", () => {
  assert.equal(movedBy("9999-12-31T12:00:00Z", 3), "9999-12-31T12:00:00Z");
  assert.equal(movedBy("0001-01-01T12:00:00Z", -3), "0001-01-01T12:00:00Z");
});

test("a date is put on another day with its time, or made", () => {
  assert.equal(putOn("2026-11-22", dayNumber("2026-12-01")), "2026-12-01");
  assert.equal(putOn("2026-11-22T17:30:00Z", dayNumber("2026-12-01")), "2026-12-01T17:30:00Z");
  assert.equal(putOn(undefined, dayNumber("2026-12-01")), "2026-12-01");
});

test("weeks begin where people begin them", () => {
  assert.equal(weekday(dayNumber("2026-11-22")), 0);
  assert.equal(weekday(dayNumber("0001-01-01")), 1);
  assert.equal(spellDay(weekOf(dayNumber("2026-11-22"), 1)), "2026-11-16");
  assert.equal(spellDay(weekOf(dayNumber("2026-11-22"), 0)), "2026-11-22");
  assert.equal(spellDay(weekOf(dayNumber("2026-11-22"), 6)), "2026-11-21");
  for (const [language, start] of [
    ["en-US", 0],
    ["en-GB", 1],
    ["de", 1],
    ["ar-EG", 6],
    ["no-such-language-at-all-really", 1],
  ] as const)
    assert.equal(weekStartOf(language), start, language);
});

test("months and days carry over", () => {
  assert.equal(spellDay(dayIn(2026, 12, 1)), "2027-01-01");
  assert.equal(spellDay(dayIn(2026, 0, 0)), "2025-12-31");
  assert.equal(spellDay(dayIn(99, 0, 1)), "0099-01-01");
});
