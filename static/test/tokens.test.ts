import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { blended, contrast, type Rgb } from "./colours.ts";

/** The built tests run elsewhere: the sheet is found from the project's root. */
const sheet = readFileSync("static/css/tokens.css", "utf8");

const schemes = ["light", "dark"] as const;
const HUES = ["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"];
const GROUNDS = ["bg", "surface", "sunken", "hover"];

function token(name: string, scheme: (typeof schemes)[number]): Rgb {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(sheet)?.[1] ?? "";
  const [light, dark] = [...value.matchAll(/#([0-9a-f]{3,6})/g)].map((found) => found[1] ?? "");
  const digits = scheme === "light" ? light : (dark ?? light);
  assert.ok(digits, `--${name} is no colour: ${value}`);
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255) as unknown as Rgb;
}

const tint = Number(/--tint: (\d+)%/.exec(sheet)?.[1]) / 100;

for (const scheme of schemes) {
  test(`text is readable on every ground, in the ${scheme}`, () => {
    for (const text of ["text", "text-2", "text-3"])
      for (const ground of GROUNDS) {
        const found = contrast(token(text, scheme), token(ground, scheme));
        assert.ok(found >= 4.5, `--${text} on --${ground}: ${found.toFixed(2)}`);
      }
    for (const ground of ["bg", "surface"])
      assert.ok(contrast(token("accent-text", scheme), token(ground, scheme)) >= 4.5);
    assert.ok(contrast(token("on-accent", scheme), token("accent", scheme)) >= 4.5);
  });

  test(`a label's text is readable on its own tint, in the ${scheme}`, () => {
    for (const name of [...HUES, "text-3"]) {
      const hue = token(name, scheme);
      const found = contrast(hue, blended(hue, token("surface", scheme), tint));
      assert.ok(found >= 4.5, `--${name}: ${found.toFixed(2)}`);
    }
  });

  test(`borders of controls and the focus ring can be seen, in the ${scheme}`, () => {
    for (const line of ["line-strong", "focus"])
      for (const ground of ["bg", "surface"]) {
        const found = contrast(token(line, scheme), token(ground, scheme));
        assert.ok(found >= 3, `--${line} on --${ground}: ${found.toFixed(2)}`);
      }
  });
}
