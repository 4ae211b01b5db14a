import assert from "node:assert/strict";
import { test } from "node:test";
import { laterThan } from "../ui/inbox.ts";
import { inZone } from "./zones.ts";

test("what is put off comes back at its clock time though the clocks change meanwhile", () => {
  for (const [zone, now, hour, tomorrow, monday] of [
    // Spring: Saturday evening and the hour before the gap; the night is an hour shorter.
    ["Europe/Berlin", "2026-03-28T20:00Z", "2026-03-28T21:00Z", "2026-03-29T07:00Z", "2026-03-30T07:00Z"],
    ["Europe/Berlin", "2026-03-29T00:30Z", "2026-03-29T01:30Z", "2026-03-30T07:00Z", "2026-03-30T07:00Z"],
    // Autumn: in the hour that comes twice, the first time; an hour is an hour.
    ["Europe/Berlin", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-26T08:00Z", "2026-10-26T08:00Z"],
    ["America/New_York", "2026-03-07T17:00Z", "2026-03-07T18:00Z", "2026-03-08T13:00Z", "2026-03-09T13:00Z"],
    [
      "Australia/Lord_Howe",
      "2026-10-03T12:00Z",
      "2026-10-03T13:00Z",
      "2026-10-03T22:00Z",
      "2026-10-04T22:00Z",
    ],
    // The day before a leap day, the end of a year, and a Monday, from which the next is a week away.
    ["UTC", "2028-02-28T12:00Z", "2028-02-28T13:00Z", "2028-02-29T09:00Z", "2028-03-06T09:00Z"],
    ["Pacific/Auckland", "2026-12-31T10:00Z", "2026-12-31T11:00Z", "2026-12-31T20:00Z", "2027-01-03T20:00Z"],
  ] as const)
    inZone(zone, () => {
      const found = laterThan(Date.parse(now)).map(({ until }) => until.toISOString());
      const expected = [hour, tomorrow, monday].map((one) => new Date(one).toISOString());
      assert.deepEqual(found, expected, `${zone} ${now}`);
    });
});

test("a notice is put off for an hour, until tomorrow or until the next Monday", () => {
  for (let day = 1; day <= 14; day += 1) {
    const now = new Date(2026, 10, day, 23, 30);
    const [hour, tomorrow, monday] = laterThan(now.getTime()).map(({ until }) => until);
    assert.ok(hour !== undefined && tomorrow !== undefined && monday !== undefined);
    assert.equal(hour.getTime() - now.getTime(), 3_600_000);
    assert.deepEqual([tomorrow.getDate(), tomorrow.getHours()], [day + 1, 9]);
    assert.deepEqual([monday.getDay(), monday.getHours()], [1, 9]);
    const days = (monday.getTime() - now.getTime()) / 86_400_000;
    assert.ok(days > 0 && days < 7, `${now}: ${days}`);
  }
});
