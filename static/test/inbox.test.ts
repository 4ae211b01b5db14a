import assert from "node:assert/strict";
import { test } from "node:test";
import { laterThan } from "../ui/inbox.ts";

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
