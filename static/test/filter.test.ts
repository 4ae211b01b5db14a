import assert from "node:assert/strict";
import { test } from "node:test";
import type { Card } from "../../clients/js/values.ts";
import {
  EVERYTHING,
  type Filter,
  fold,
  isEmpty,
  matcher,
  parseFilter,
  spellFilter,
  toggled,
} from "../ui/filter.ts";

const card = (values: Partial<Card>): Card =>
  ({ id: "c", title: "", labels: [], assignees: [], ...values }) as Card;
const numbers = (id: string) => (id === "c" ? 12 : undefined);
const spans = (card: Card) => card.due ?? "none";
const passing = (filter: Partial<Filter>) => matcher({ ...EVERYTHING, ...filter }, numbers, spans);

test("a filter is spelled in the address and read back", () => {
  const filter = { text: "a & b #1", labels: ["x", "y"], people: ["p"], due: ["week"] };
  assert.equal(spellFilter(filter), "q=a+%26+b+%231&label=x,y&person=p&due=week");
  assert.deepEqual(parseFilter(`?${spellFilter(filter)}`), filter);
  assert.equal(spellFilter(EVERYTHING), "");
  assert.deepEqual(parseFilter(""), EVERYTHING);
});

test("what else the address says stays there", () => {
  assert.equal(spellFilter({ ...EVERYTHING, text: "a" }, "?group=due&q=b&label=x"), "group=due&q=a");
  assert.equal(spellFilter(EVERYTHING, "?q=b&sort=-due"), "sort=-due");
});

test("cards are found by when they are due, and by words of a title that changed", () => {
  const passes = passing({ due: ["overdue", "none"] });
  assert.deepEqual(
    [{ due: "overdue" }, { due: "week" }, {}].map((one) => passes(card(one))),
    [true, false, true],
  );
  assert.deepEqual(
    ["tea", "coffee"].map((title) => passing({ text: "tea" })(card({ title }))),
    [true, false],
  );
});

test("a hostile address is bounded", () => {
  const filter = parseFilter(
    `?q=${"x".repeat(9_999)}&label=${Array.from({ length: 999 }, (_, n) => n).join()}`,
  );
  assert.deepEqual([filter.text.length, filter.labels.length], [200, 50]);
});

test("every word has to be there, in any case and accent", () => {
  const passes = passing({ text: "  CAFE plan" });
  assert.ok(passes(card({ title: "Plan the café" })));
  assert.ok(!passes(card({ title: "Plan the bar" })));
});

test("a number finds its card", () => {
  assert.ok(passing({ text: "#12" })(card({})));
  assert.ok(!passing({ text: "#1" })(card({})));
});

test("one label and one person of those asked for are enough, but both kinds are needed", () => {
  const passes = passing({ labels: ["x", "y"], people: ["p"] });
  assert.ok(passes(card({ labels: ["y"], assignees: ["p", "q"] })));
  assert.ok(!passes(card({ labels: ["y"] })));
  assert.ok(!passes(card({ assignees: ["p"] })));
});

test("toggling twice is nothing, and nothing is empty", () => {
  assert.deepEqual(toggled(toggled(["a"], "b"), "b"), ["a"]);
  assert.ok(isEmpty({ ...EVERYTHING, text: "  " }));
  assert.equal(fold("ＫＡＮ"), "kan");
});
