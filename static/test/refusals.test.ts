/** Every refusal of a rule, a recurring card or a template, and of an edit: said to a person, at the field, without the names of programs. */

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import test from "node:test";
import { EditError, TooLong } from "../../clients/js/errors.ts";
import { vectors } from "../../clients/js/test/vectors.ts";
import { reason } from "../ui/reasons.ts";
import { refusalOf, wholly } from "../ui/refusals.ts";

interface Row {
  readonly detail: string;
  readonly at: string;
  readonly field: string;
  readonly says: string;
}

const ROWS = vectors("refusals") as readonly Row[];
/** A path as programs read it, and words that only they use. */
const MACHINE = /\w\.\w|\[\d|_|RFC|\bid\b|wrong-|out-of|object|must be (one|an)|has no '/;

test("each refusal of the server is said in words, with its place", () => {
  assert.ok(ROWS.length > 90);
  for (const { detail, at, field, says } of ROWS) {
    const refusal = refusalOf(detail);
    assert.deepEqual({ at: refusal.at, field: refusal.field, says: wholly(refusal) }, { at, field, says });
  }
});

test("no person is told the names that programs use", () => {
  for (const { says } of ROWS) assert.doesNotMatch(says, MACHINE);
});

test("each field that a refusal is about is one that the forms have, or the whole", () => {
  const forms = globSync("static/views/{rule,recurrence,repeat}*.tsx").map((path) =>
    readFileSync(path, "utf8"),
  );
  const labels = new Set(
    forms.flatMap((text) => [...text.matchAll(/label="([^"]+)"/g)].map(([, label]) => label)),
  );
  const shown = ROWS.filter(({ at }) =>
    /^(name|when\.\w+|if\[\d\]\.(?!not)\w+|then\[\d\]\.\w+(\.(title|due_days|days))?)$/.test(at),
  ).filter(({ at }) => !/card$/.test(at));
  assert.ok(shown.length > 30);
  for (const { field, at } of shown) if (at !== "name") assert.ok(labels.has(field), `${at}: ${field}`);
});

test("what is unforeseen is said as it came", () => {
  assert.deepEqual(refusalOf("a board has at most 100 rules"), {
    at: "",
    field: "",
    says: "A board has at most 100 rules.",
  });
});

test("the same words of a list say which of its parts they are about", () => {
  assert.equal(wholly(refusalOf("rule.then[9].text must be an id")), "Action 10: Comment: choose one.");
});

test("every code of an edit that cannot be done has words", () => {
  const sources = globSync("clients/js/**/*.ts", { exclude: ["clients/js/test/**"] });
  const codes = sources.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/new EditError\(\s*["`]([a-z-]+)/g)].map(
      ([, code]) => code ?? "",
    ),
  );
  assert.ok(codes.length > 20);
  for (const code of new Set(codes)) {
    const words = reason(new EditError(code.endsWith("-") ? `${code}card` : code, "then[0].value = 1e300"));
    assert.doesNotMatch(words, /[a-z]-[a-z]|\[\d|1e300/);
    assert.match(words, /^[A-Z].*\.$/);
  }
  assert.match(reason(new TooLong("name", 300, 256)), /at most 256/);
});
