/** Messages longer than a frame travel as parts: cut here, put together here, bounded on both ends. */

import { encode, type Messages } from "./codec.ts";
import { MalformedMessage } from "./errors.ts";

export const FRAME_BYTES_MAX = 65_536;
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Leaves room for the part's own header, at most 34 bytes. */
const PART_BYTES_MAX = FRAME_BYTES_MAX - 64;
const COUNT_MAX = Math.ceil(MESSAGE_BYTES_MAX / PART_BYTES_MAX);

type Part = Messages["part"];

/** Puts one connection's parts together: one message at a time, in order, bounded before it is kept. */
export class Parts {
  #pieces: Uint8Array[] = [];
  #bytesHeld = 0;
  #of: Part | undefined;

  /** Returns the whole message with its last part, else null; throws `MalformedMessage`. */
  take(part: Part): Uint8Array | null {
    this.#check(part);
    this.#of = part;
    this.#pieces.push(part.bytes);
    this.#bytesHeld += part.bytes.length;
    if (this.#pieces.length < part.count) return null;
    const whole = joined(this.#pieces, this.#bytesHeld);
    this.#pieces = [];
    this.#bytesHeld = 0;
    this.#of = undefined;
    return whole;
  }

  #check(part: Part): void {
    if (part.count > COUNT_MAX || this.#bytesHeld + part.bytes.length > MESSAGE_BYTES_MAX)
      throw new MalformedMessage(`a message of ${part.count} parts`);
    if (part.index !== this.#pieces.length || part.index >= part.count)
      throw new MalformedMessage(`part ${part.index} of ${part.count} where ${this.#pieces.length} was due`);
    if (this.#of !== undefined && (this.#of.message !== part.message || this.#of.count !== part.count))
      throw new MalformedMessage(`a part of message ${part.message} inside another`);
    if (part.bytes.length === 0) throw new MalformedMessage("an empty part");
  }
}

/** Returns `frame` itself if it is short enough, else its parts under `message`. */
export function split(frame: Uint8Array<ArrayBuffer>, message: number): Uint8Array<ArrayBuffer>[] {
  if (frame.length <= FRAME_BYTES_MAX) return [frame];
  const count = Math.ceil(frame.length / PART_BYTES_MAX);
  return Array.from({ length: count }, (_, index) => {
    const bytes = frame.subarray(index * PART_BYTES_MAX, (index + 1) * PART_BYTES_MAX);
    return encode({ name: "part", message, index, count, bytes });
  });
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
