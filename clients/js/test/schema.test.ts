import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COLORS, isBlank, type Key, ROOTS, SCHEMA, SCHEMA_VERSION } from "../schema.ts";

const page = readFileSync("docs/data-model.md", "utf8");

/** Returns the cells of a table's rows, from a heading on. */
function table(heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n## ${heading}`) + 1).split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(1).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const bare = (cell = "") => cell.replaceAll("`", "");
const keyTable: Readonly<Record<string, Readonly<Record<string, Key>>>> = SCHEMA;

test("what nobody sees is no name", () => {
  const blank = ["", "   ", "\t\n", "\u00a0\u2003\u3000", "\u200b\ufeff", "\u2800", "\u3164", "\u202e"];
  for (const text of blank) assert.equal(isBlank(text), true, JSON.stringify(text));
  for (const text of [" a ", "0", ".", "\u{1f600}", "\ud800", "\u0301"])
    assert.equal(isBlank(text), false, JSON.stringify(text));
});

test("the roots and the version are those of docs/data-model.md", () => {
  assert.deepEqual(
    table("Roots").map(([root]) => bare(root)),
    [...ROOTS],
  );
  assert.ok(page.includes(`\`SCHEMA_VERSION\` is **${SCHEMA_VERSION}**`));
  assert.ok(page.includes(`\`${COLORS.join(" ")}\``));
});

test("every key of docs/data-model.md is in the table with its type, and no other", () => {
  const documented = table("Keys").map(
    ([record, key, type]) => `${record} ${bare(key).replace(/\{.*\}/, "")} ${type}`,
  );
  const coded = Object.entries(keyTable).flatMap(([record, keys]) =>
    Object.entries(keys).map(([key, { type }]) => `${record} ${key} ${type}`),
  );
  assert.deepEqual(coded.sort(), documented.sort());
});

test("limits and choices are those of docs/data-model.md", () => {
  for (const [record = "", key = "", , meaning = ""] of table("Keys")) {
    const row = keyTable[record]?.[bare(key).replace(/\{.*\}/, "")];
    assert.ok(row !== undefined, `${record} ${key}`);
    const limit = /(?:^|; )([\d,]+)$/.exec(meaning)?.[1]?.replaceAll(",", "");
    if (limit !== undefined && "limit" in row) assert.equal(row.limit, Number(limit), `${record} ${key}`);
    if ("choices" in row && row.choices !== undefined && !meaning.includes("colour"))
      assert.deepEqual(
        [...meaning.matchAll(/`([a-z-]+)`/g)].map(([, word]) => word),
        [...row.choices],
        `${record} ${key}`,
      );
    const range = /([\d,]+)\.\.([\d,]+)/
      .exec(meaning)
      ?.slice(1)
      .map((end) => Number(end.replaceAll(",", "")));
    if (range !== undefined && row.type === "number") assert.deepEqual([row.min, row.max], range);
  }
});
