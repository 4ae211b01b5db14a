import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode, type Messages } from "../codec.ts";
import { MalformedMessage } from "../errors.ts";
import { FRAME_BYTES_MAX, MESSAGE_BYTES_MAX, Parts, split } from "../parts.ts";

const edit = (length: number) =>
  encode({ name: "edit", seq: 1, client_id: 2 ** 20, group: "g", update: new Uint8Array(length).fill(3) });

function partsOf(frame: Uint8Array<ArrayBuffer>): Messages["part"][] {
  return split(frame, 5).map((bytes) => {
    const message = decode(bytes, "client");
    assert.ok(message.name === "part");
    return message;
  });
}

test("a message that fits one frame is not cut", () => {
  const frame = edit(1_000);
  assert.deepEqual(split(frame, 1), [frame]);
});

test("a long message is cut into frames that fit, and comes together again", () => {
  const frame = edit(200_000);
  const frames = split(frame, 5);
  assert.equal(frames.length, 4);
  for (const one of frames) assert.ok(one.length <= FRAME_BYTES_MAX);
  const parts = new Parts();
  const wholes = partsOf(frame).map((part) => parts.take(part));
  assert.deepEqual(wholes.slice(0, -1), [null, null, null]);
  assert.deepEqual(wholes.at(-1), new Uint8Array(frame));
});

test("parts out of order, mixed, empty or announcing too much are refused", () => {
  const [first, second] = partsOf(edit(200_000));
  assert.ok(first && second);
  const refused = (...given: Messages["part"][]) => {
    const parts = new Parts();
    assert.throws(() => given.map((part) => parts.take(part)), MalformedMessage);
  };
  refused(second);
  refused(first, first);
  refused(first, { ...second, message: 6 });
  refused(first, { ...second, count: 3 });
  refused({ ...first, bytes: new Uint8Array() });
  refused({ ...first, count: MESSAGE_BYTES_MAX });
});
