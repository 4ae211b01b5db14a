import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode as general, encode as generalPack } from "@msgpack/msgpack";
import { decode, encode, isMap, type Message, type Plain, type Sender, SHAPES } from "../codec.ts";
import { MalformedMessage } from "../errors.ts";
import { DEPTH_MAX, pack } from "../msgpack.ts";
import { bytesOf, vectors } from "./vectors.ts";

interface Vectors {
  messages: { from: Sender; name: string; fields: Record<string, Plain>; hex: string }[];
  malformed: { from: Sender; hex: string; why: string }[];
}
const { messages, malformed } = vectors("messages") as Vectors;

/** Turns `{"$bin": hex}` into bytes, wherever it stands. */
function revived(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(revived);
  if (!isMap(value)) return value;
  const { $bin: hex } = value as { $bin?: Plain };
  if (typeof hex === "string") return bytesOf(hex);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one)]));
}

test("every golden message decodes to its value, and what we write decodes to it too", () => {
  assert.ok(messages.length > 20);
  for (const { from, name, fields, hex } of messages) {
    const message = { name, ...(revived(fields) as object) } as Message;
    assert.deepEqual(decode(bytesOf(hex), from), message, hex);
    assert.deepEqual(decode(encode(message), from), message, hex);
  }
});

test("every malformed golden message is refused", () => {
  assert.ok(malformed.length > 20);
  for (const { from, hex, why } of malformed)
    assert.throws(() => decode(bytesOf(hex), from), MalformedMessage, why);
});

test("a message cut off anywhere is refused", () => {
  for (const { from, hex } of messages.filter((one) => one.hex.length < 400)) {
    const bytes = bytesOf(hex);
    for (let end = 0; end < bytes.length; end += 1)
      assert.throws(() => decode(bytes.subarray(0, end), from), MalformedMessage, `${hex} to ${end}`);
  }
});

test("the table is the one in docs/protocol.md", () => {
  const page = readFileSync("docs/protocol.md", "utf8");
  const rows = [...page.matchAll(/^\| (\d+) \| `(\w+)` \| ([CS ]+) \| (.*) \|$/gm)];
  const documented = rows.map(([, number, name, senders = "", fields = ""]) => [
    name,
    Number(number),
    senders.replace(" ", ""),
    [...fields.matchAll(/`(\w+): (\w+\??)`/g)].map(([, field, type]) => [field, type]),
  ]);
  const coded = Object.entries(SHAPES).map(([name, [number, senders, fields]]) => [
    name,
    number,
    senders,
    Object.entries(fields).map(([field, type]) => [field, type === "name" ? "str" : type]),
  ]);
  assert.deepEqual(coded, documented);
});

const SAMPLES: Plain[] = [
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER],
  ...[
    0.5,
    -1.25,
    1e-300,
    true,
    false,
    null,
    "",
    "a".repeat(31),
    "é".repeat(16),
    "漢字".repeat(100),
    "😀".repeat(20_000),
  ],
  ...[0, 15, 16, 255, 65_536].map((length) => new Uint8Array(length).fill(7)),
  ...[0, 15, 16, 1_000].map((length) => Array.from({ length }, (_, index) => index)),
  ...[0, 15, 16, 1_000].map((length) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, index])),
  ),
  { __proto__key: 1, nested: [{ deep: [null, { x: "y" }] }] },
];

test("a general MessagePack reads what we write, and we read what it writes", () => {
  for (const value of SAMPLES) {
    assert.deepEqual(general(pack(value)), value);
    const message = decode(generalPack([11, 1, value]), "server");
    assert.deepEqual(message, { name: "done", seq: 1, result: value });
  }
});

test("a key that would change an object's nature stays a key", () => {
  const result = JSON.parse('{"__proto__": {"admin": true}}') as Plain;
  const message = decode(encode({ name: "done", seq: 1, result }), "server");
  assert.ok(message.name === "done" && isMap(message.result));
  assert.deepEqual(Object.keys(message.result), ["__proto__"]);
  assert.ok(!("admin" in message.result));
});

test("what is nested too deeply is not written", () => {
  let value: Plain = 1;
  for (let level = 0; level < DEPTH_MAX; level += 1) value = [value];
  assert.throws(() => encode({ name: "done", seq: 1, result: value }), MalformedMessage);
});
