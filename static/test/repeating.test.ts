import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOf, movedTo, patternFrom, ruleOf, workdays } from "../ui/repeat_choices.ts";
import {
  clockWords,
  endWords,
  isWorkdays,
  often,
  type Pattern,
  patternOf,
  type Unit,
} from "../ui/repeating.ts";
import { repeats } from "../ui/rule_words.ts";

const FRIDAY = "2026-11-27T09:00";
const read = (rule: string, start = FRIDAY) => patternOf({ rule, start });
const said = (rule: string, start = FRIDAY) => {
  const pattern = read(rule, start);
  return pattern === undefined ? undefined : often(pattern) + endWords(pattern);
};

test("a rule names its day", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["FREQ=DAILY", "Every day"],
    ["FREQ=DAILY;INTERVAL=3", "Every 3 days"],
    ["FREQ=WEEKLY", "Every week on Friday"],
    ["FREQ=WEEKLY;BYDAY=MO", "Every week on Monday"],
    ["FREQ=WEEKLY;BYDAY=TH,MO", "Every week on Monday and Thursday"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "Every 2 weeks on Monday, Wednesday and Friday"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO", "Every 2 weeks on Monday"],
    ["FREQ=MONTHLY", "Every month on the 27th"],
    ["FREQ=MONTHLY;BYMONTHDAY=1", "Every month on the 1st"],
    ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=22", "Every 3 months on the 22nd"],
    ["FREQ=MONTHLY;BYMONTHDAY=11", "Every month on the 11th"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"],
    ["FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "Every month on the 31st or the last day before"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"],
    ["FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"],
    ["FREQ=DAILY;COUNT=10", "Every day, 10 times"],
    ["FREQ=DAILY;COUNT=1", "Every day, once"],
  ];
  for (const [rule, words] of cases) assert.equal(said(rule), words, rule);
  assert.match(
    said("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29") ?? "",
    /^Every year on (29 February|February 29)$/,
  );
  assert.match(said("FREQ=YEARLY;INTERVAL=2") ?? "", /^Every 2 years on (27 November|November 27)$/);
  assert.equal(said("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"), "Every year on the fourth Thursday of November");
  assert.match(
    said("FREQ=DAILY;UNTIL=20261231") ?? "",
    /^Every day, until (31 December 2026|December 31, 2026)$/,
  );
});

test("a rule that says more than can be chosen is shown as it is", () => {
  const cases = [
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=MONTHLY;BYMONTHDAY=-2",
    "FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYDAY=FR",
    "FREQ=YEARLY;BYMONTHDAY=1",
    "FREQ=YEARLY;BYDAY=1MO",
    "FREQ=YEARLY;BYMONTH=3",
    "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=DAILY;UNTIL=20261231T120000Z",
    "FREQ=HOURLY",
    "FREQ=DAILY;INTERVAL=x",
    "",
  ];
  for (const rule of cases) assert.equal(read(rule), undefined, rule);
  assert.match(
    repeats({ rule: "FREQ=MONTHLY;BYMONTHDAY=1,15", start: FRIDAY }),
    /^FREQ=MONTHLY;BYMONTHDAY=1,15 at /,
  );
});

test("what is read is written so again", () => {
  const cases = [
    "FREQ=DAILY;INTERVAL=3;COUNT=7",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270131",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
  ];
  for (const rule of cases) assert.equal(ruleOf(read(rule) as Pattern), rule);
});

test("a choice begins with the day from which on it counts", () => {
  const rule = (unit: Unit, day: string) => ruleOf(patternFrom(unit, day));
  assert.equal(rule("day", FRIDAY), "FREQ=DAILY");
  assert.equal(rule("week", FRIDAY), "FREQ=WEEKLY;BYDAY=FR");
  assert.equal(rule("month", FRIDAY), "FREQ=MONTHLY;BYMONTHDAY=27");
  // One of the last days of a month is the last there is of those.
  assert.equal(rule("month", "2026-12-31T09:00"), "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1");
  assert.equal(rule("year", "2028-02-29T09:00"), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
  assert.deepEqual(choicesOf("month", FRIDAY), ["BYMONTHDAY=27", "BYDAY=4FR", "BYDAY=-1FR", "BYMONTHDAY=-1"]);
  assert.equal(choicesOf("month", "2026-10-30T09:00")[1], "BYDAY=-1FR");
  assert.equal(ruleOf(workdays(patternFrom("month", FRIDAY))), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
  assert.equal(isWorkdays(workdays(patternFrom("day", FRIDAY))), true);
  assert.equal(isWorkdays({ ...workdays(patternFrom("day", FRIDAY)), every: 2 }), false);
});

test("another day from which on takes the place of the old one, and nothing else that was chosen", () => {
  const to = "2026-12-01T09:00"; // a Tuesday
  const moved = (rule: string) => ruleOf(movedTo(read(rule) as Pattern, FRIDAY, to));
  assert.equal(moved("FREQ=WEEKLY;BYDAY=FR;COUNT=3"), "FREQ=WEEKLY;BYDAY=TU;COUNT=3");
  assert.equal(moved("FREQ=WEEKLY;BYDAY=MO"), "FREQ=WEEKLY;BYDAY=MO");
  assert.equal(moved("FREQ=WEEKLY;BYDAY=MO,FR"), "FREQ=WEEKLY;BYDAY=MO,FR");
  assert.equal(moved("FREQ=MONTHLY;BYMONTHDAY=27"), "FREQ=MONTHLY;BYMONTHDAY=1");
  assert.equal(moved("FREQ=MONTHLY;BYDAY=-1FR"), "FREQ=MONTHLY;BYDAY=-1TU");
  assert.equal(moved("FREQ=MONTHLY;BYMONTHDAY=15"), "FREQ=MONTHLY;BYMONTHDAY=15");
  assert.equal(moved("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=27"), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1");
});

test("a clock time is written as time fields write it", () => {
  const nine = new Date(2026, 0, 1, 9).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  assert.equal(clockWords("09:00"), nine);
  assert.equal(clockWords("no"), "no");
});
