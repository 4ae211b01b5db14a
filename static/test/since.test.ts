import assert from "node:assert/strict";
import { test } from "node:test";
import { choices } from "../ui/since.ts";

const time = (date: string) => new Date(date).getTime();
const at = (now: string, looked = 0, shown = "") =>
  new Map(choices(time(now), looked, shown).map(({ id, moment }) => [id, moment]));

test("moments that people speak of begin at midnight here", () => {
  const found = at("2026-11-27T15:30"); // a Friday
  assert.deepEqual(
    [...found.entries()].map(([id, moment]) => [id, new Date(moment).getTime()]),
    [
      ["today", time("2026-11-27T00:00")],
      ["yesterday", time("2026-11-26T00:00")],
      ["monday", time("2026-11-23T00:00")],
      ["month", time("2026-10-28T00:00")],
    ],
  );
});

test("on a Monday, since Monday is the week that is over, and a Sunday belongs to the week before it", () => {
  const monday = (now: string) => new Date(at(now).get("monday") ?? "").getTime();
  assert.equal(monday("2026-11-30T08:00"), time("2026-11-23T00:00"));
  assert.equal(monday("2026-11-29T23:59"), time("2026-11-23T00:00"));
  assert.equal(monday("2026-12-01T00:00"), time("2026-11-30T00:00"));
});

test("midnight is that of each day, also where the clocks change and years end", () => {
  const yesterday = (now: string) => new Date(at(now).get("yesterday") ?? "").getTime();
  for (const [now, then] of [
    ["2026-03-30T12:00", "2026-03-29T00:00"],
    ["2026-10-26T12:00", "2026-10-25T00:00"],
    ["2027-01-01T00:00", "2026-12-31T00:00"],
    ["2028-03-01T12:00", "2028-02-29T00:00"],
  ] as const)
    assert.equal(yesterday(now), time(then));
});

test("since I last looked and since the moment shown are asked for only where there is one", () => {
  const looked = time("2026-11-20T10:00");
  assert.equal(at("2026-11-27T15:30", looked).get("looked"), new Date(looked).toISOString());
  assert.equal(at("2026-11-27T15:30", 0, "5-0").get("shown"), "5-0");
  for (const nonsense of [0, -1, Number.NaN, 1e300, Number.POSITIVE_INFINITY])
    assert.ok(!at("2026-11-27T15:30", nonsense).has("looked"));
});
