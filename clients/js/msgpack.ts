/**
 * The MessagePack that kanverge.v1 uses: no extension types, string keys, bounded nesting, nothing left over.
 *
 * A general package would be 6 kB of a page's 60 and still need checks for all of this; the tests compare with one.
 */

import { MalformedMessage } from "./errors.ts";

export type Plain =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** The message itself is the first level. */
export const DEPTH_MAX = 8;
const TWO_32 = 2 ** 32;

/** Spells a value; numbers without a fraction become integers. */
export function pack(value: Plain): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writeValue(writer, value, 0);
  return writer.written();
}

class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Writes a marker byte, and after it a big-endian number of 0, 1, 2, 4 or 8 bytes. */
  head(marker: number, size: 0 | 1 | 2 | 4 | 8 = 0, number = 0): void {
    this.#reserve(1 + size);
    this.#bytes[this.#length] = marker;
    const at = this.#length + 1;
    if (size === 1) this.#view.setUint8(at, number);
    else if (size === 2) this.#view.setUint16(at, number);
    else if (size === 4) this.#view.setUint32(at, number);
    else if (size === 8) this.#view.setBigInt64(at, BigInt(number));
    this.#length = at + size;
  }

  float(number: number): void {
    this.#reserve(9);
    this.#bytes[this.#length] = 0xcb;
    this.#view.setFloat64(this.#length + 1, number);
    this.#length += 9;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const utf8 = new TextEncoder();

function writeValue(writer: Writer, value: Plain, depth: number): void {
  if (value === null) writer.head(0xc0);
  else if (typeof value === "boolean") writer.head(value ? 0xc3 : 0xc2);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "string") writeString(writer, value);
  else if (value instanceof Uint8Array) {
    writeHead(writer, value.length, 0, 0, [0xc4, 0xc5, 0xc6]);
    writer.raw(value);
  } else if (depth === DEPTH_MAX) throw new MalformedMessage("nested too deeply");
  else if (isList(value)) {
    writeHead(writer, value.length, 0x90, 16, [0, 0xdc, 0xdd]);
    for (const item of value) writeValue(writer, item, depth + 1);
  } else {
    const entries = Object.entries(value);
    writeHead(writer, entries.length, 0x80, 16, [0, 0xde, 0xdf]);
    for (const [key, item] of entries) {
      writeString(writer, key);
      writeValue(writer, item, depth + 1);
    }
  }
}

function isList(value: readonly Plain[] | { readonly [key: string]: Plain }): value is readonly Plain[] {
  return Array.isArray(value);
}

function writeString(writer: Writer, text: string): void {
  const bytes = utf8.encode(text);
  writeHead(writer, bytes.length, 0xa0, 32, [0xd9, 0xda, 0xdb]);
  writer.raw(bytes);
}

/** Writes a length: inside the marker while below `small`, else behind one of `markers` (8, 16, 32 bits; 0: none such). */
function writeHead(
  writer: Writer,
  length: number,
  fixed: number,
  small: number,
  markers: readonly [number, number, number],
): void {
  if (length < small) writer.head(fixed | length);
  else if (length < 256 && markers[0] !== 0) writer.head(markers[0], 1, length);
  else if (length < 65_536) writer.head(markers[1], 2, length);
  else writer.head(markers[2], 4, length);
}

function writeNumber(writer: Writer, number: number): void {
  if (!Number.isSafeInteger(number) || Object.is(number, -0)) writer.float(number);
  else if (number >= 0) writePositive(writer, number);
  else if (number >= -32) writer.head(0x100 + number);
  else if (number >= -128) writer.head(0xd0, 1, number);
  else if (number >= -32_768) writer.head(0xd1, 2, number);
  else if (number >= -(2 ** 31)) writer.head(0xd2, 4, number);
  else writer.head(0xd3, 8, number);
}

function writePositive(writer: Writer, number: number): void {
  if (number < 128) writer.head(number);
  else if (number < 256) writer.head(0xcc, 1, number);
  else if (number < 65_536) writer.head(0xcd, 2, number);
  else if (number < TWO_32) writer.head(0xce, 4, number);
  else writer.head(0xcf, 8, number);
}

/** Reads values one after another; every fault is a `MalformedMessage`. */
export class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #itemsMax: number;

  constructor(bytes: Uint8Array, itemsMax: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#itemsMax = itemsMax;
  }

  /** Reads the head of the list that a message is, and returns its length. */
  listLength(): number {
    const marker = this.unsigned(1);
    if (marker >= 0x90 && marker < 0xa0) return marker & 0x0f;
    if (marker === 0xdc) return this.unsigned(2);
    if (marker === 0xdd) return this.unsigned(4);
    throw new MalformedMessage("not a list");
  }

  /** Reads the next item of that list. */
  value(): Plain {
    return readValue(this, 1);
  }

  /** Reads the next item of that list, which must be spelled as an integer. */
  integer(): Plain {
    const marker = this.#bytes[this.#at];
    if (marker === 0xca || marker === 0xcb) throw new MalformedMessage("a float for an integer");
    return this.value();
  }

  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new MalformedMessage(`${left} bytes left over`);
  }

  /** Returns where the next `count` bytes start, and steps over them. */
  skip(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw new MalformedMessage(`cut off at byte ${this.#bytes.length}`);
    this.#at = at + count;
    return at;
  }

  unsigned(size: number): number {
    const at = this.skip(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at);
    if (size === 4) return this.#view.getUint32(at);
    return safe(this.#view.getBigUint64(at));
  }

  signed(size: number): number {
    const at = this.skip(size);
    if (size === 1) return this.#view.getInt8(at);
    if (size === 2) return this.#view.getInt16(at);
    if (size === 4) return this.#view.getInt32(at);
    return safe(this.#view.getBigInt64(at));
  }

  float(size: number): number {
    const at = this.skip(size);
    const number = size === 4 ? this.#view.getFloat32(at) : this.#view.getFloat64(at);
    if (!(Math.abs(number) < 2 ** 53))
      throw new MalformedMessage("a number that is not finite and below 2^53");
    return number;
  }

  /** Returns a copy, so that a small value does not keep a large frame alive. */
  binary(length: number): Uint8Array {
    const at = this.skip(length);
    return this.#bytes.slice(at, at + length);
  }

  string(length: number): string {
    const at = this.skip(length);
    try {
      return strict.decode(this.#bytes.subarray(at, at + length));
    } catch {
      throw new MalformedMessage(`not UTF-8 at byte ${at}`);
    }
  }

  /** Checks a count of items against the bytes that are left, before anything is allocated. */
  count(items: number, bytesEach: number): number {
    if (items > this.#itemsMax) throw new MalformedMessage(`${items} items`);
    if (items * bytesEach > this.#bytes.length - this.#at)
      throw new MalformedMessage(`cut off at byte ${this.#bytes.length}`);
    return items;
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function safe(number: bigint): number {
  const value = Number(number);
  if (!Number.isSafeInteger(value)) throw new MalformedMessage("a number of 2^53 or more");
  return value;
}

/** What each marker from 0xc0 to 0xdf announces; a gap is an extension type or unused. */
const MARKERS = new Map<number, (reader: Reader, depth: number) => Plain>([
  [0xc0, () => null],
  [0xc2, () => false],
  [0xc3, () => true],
  [0xc4, (reader) => reader.binary(reader.unsigned(1))],
  [0xc5, (reader) => reader.binary(reader.unsigned(2))],
  [0xc6, (reader) => reader.binary(reader.unsigned(4))],
  [0xca, (reader) => reader.float(4)],
  [0xcb, (reader) => reader.float(8)],
  [0xcc, (reader) => reader.unsigned(1)],
  [0xcd, (reader) => reader.unsigned(2)],
  [0xce, (reader) => reader.unsigned(4)],
  [0xcf, (reader) => reader.unsigned(8)],
  [0xd0, (reader) => reader.signed(1)],
  [0xd1, (reader) => reader.signed(2)],
  [0xd2, (reader) => reader.signed(4)],
  [0xd3, (reader) => reader.signed(8)],
  [0xd9, (reader) => reader.string(reader.unsigned(1))],
  [0xda, (reader) => reader.string(reader.unsigned(2))],
  [0xdb, (reader) => reader.string(reader.unsigned(4))],
  [0xdc, (reader, depth) => readList(reader, reader.unsigned(2), depth)],
  [0xdd, (reader, depth) => readList(reader, reader.unsigned(4), depth)],
  [0xde, (reader, depth) => readMap(reader, reader.unsigned(2), depth)],
  [0xdf, (reader, depth) => readMap(reader, reader.unsigned(4), depth)],
]);

function readValue(reader: Reader, depth: number): Plain {
  const marker = reader.unsigned(1);
  if (marker < 0x80) return marker;
  if (marker < 0x90) return readMap(reader, marker & 0x0f, depth);
  if (marker < 0xa0) return readList(reader, marker & 0x0f, depth);
  if (marker < 0xc0) return reader.string(marker & 0x1f);
  if (marker >= 0xe0) return marker - 0x100;
  const read = MARKERS.get(marker);
  if (read === undefined) throw new MalformedMessage(`an extension type, 0x${marker.toString(16)}`);
  return read(reader, depth);
}

function readList(reader: Reader, length: number, depth: number): Plain {
  if (depth === DEPTH_MAX) throw new MalformedMessage("nested too deeply");
  return Array.from({ length: reader.count(length, 1) }, () => readValue(reader, depth + 1));
}

function readMap(reader: Reader, length: number, depth: number): Plain {
  if (depth === DEPTH_MAX) throw new MalformedMessage("nested too deeply");
  const entries: [string, Plain][] = [];
  for (let left = reader.count(length, 2); left > 0; left -= 1) {
    const key = readValue(reader, depth + 1);
    if (typeof key !== "string") throw new MalformedMessage("a key that is not a string");
    entries.push([key, readValue(reader, depth + 1)]);
  }
  return Object.fromEntries(entries);
}
