/** The messages of kanverge.v1 and their bytes: docs/protocol.md as one table. */

import { MalformedMessage } from "./errors.ts";
import { type Plain, pack, Reader } from "./msgpack.ts";

export type { Plain } from "./msgpack.ts";
export type PlainMap = { readonly [key: string]: Plain };

export const SUBPROTOCOL = "kanverge.v1";
/** Of a list or map. */
const ITEMS_MAX = { client: 1_024, server: 65_536 } as const;
/** In code points: group, key and verb are names, which are kept and indexed. */
export const NAME_CHARS_MAX = 64;

/** What each message holds, by name. */
export interface Messages {
  hello: {
    token: string | null;
    epoch: number | null;
    schema: number;
    client_id: number;
    state_vector: Uint8Array;
    options: PlainMap;
  };
  welcome: {
    epoch: number;
    schema: number;
    role: string;
    person: PlainMap;
    state_vector: Uint8Array;
    limits: PlainMap;
  };
  sync: { update: Uint8Array; authors: readonly Plain[] };
  edit: { seq: number; client_id: number; group: string; update: Uint8Array };
  saved: { seq: number };
  refused: { seq: number; code: string; text: string };
  missing: { seq: number; state_vector: Uint8Array };
  edits: { update: Uint8Array; authors: readonly Plain[] };
  part: { message: number; index: number; count: number; bytes: Uint8Array };
  ask: { seq: number; key: string; verb: string; args: PlainMap };
  done: { seq: number; result: Plain };
  failed: { seq: number; code: string; text: string };
  records: { changes: readonly Plain[] };
  presence: { state: PlainMap | null };
  present: { changes: readonly Plain[] };
  role: { role: string };
  store: { available: boolean };
  gone: { code: number; text: string };
  ping: { nonce: number };
  pong: { nonce: number };
}
export type MessageName = keyof Messages;
/** A message is its fields and its name. */
export type Message = { [N in MessageName]: { readonly name: N } & Readonly<Messages[N]> }[MessageName];

type Check = (value: Plain) => boolean;

const isInt: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const CHECKS = {
  int: isInt,
  str: (value: Plain) => typeof value === "string",
  name: (value: Plain) => typeof value === "string" && [...value].length <= NAME_CHARS_MAX,
  bin: (value: Plain) => value instanceof Uint8Array,
  bool: (value: Plain) => typeof value === "boolean",
  map: isMap,
  list: (value: Plain) => Array.isArray(value),
  any: () => true,
  "str?": (value: Plain) => value === null || typeof value === "string",
  "int?": (value: Plain) => value === null || isInt(value),
  "map?": (value: Plain) => value === null || isMap(value),
} satisfies Record<string, Check>;

type FieldTypes = Readonly<Record<string, keyof typeof CHECKS>>;

/** Who may send a message. */
export type Sender = "client" | "server";

/** Name -> number, senders and fields, in the order they travel. `name` is a `str` of bounded length. */
export const SHAPES: {
  readonly [N in MessageName]: readonly [number: number, senders: "C" | "S" | "CS", fields: FieldTypes];
} = {
  hello: [
    1,
    "C",
    { token: "str?", epoch: "int?", schema: "int", client_id: "int", state_vector: "bin", options: "map" },
  ],
  welcome: [
    2,
    "S",
    { epoch: "int", schema: "int", role: "str", person: "map", state_vector: "bin", limits: "map" },
  ],
  sync: [3, "S", { update: "bin", authors: "list" }],
  edit: [4, "C", { seq: "int", client_id: "int", group: "name", update: "bin" }],
  saved: [5, "S", { seq: "int" }],
  refused: [6, "S", { seq: "int", code: "str", text: "str" }],
  missing: [7, "S", { seq: "int", state_vector: "bin" }],
  edits: [8, "S", { update: "bin", authors: "list" }],
  part: [9, "CS", { message: "int", index: "int", count: "int", bytes: "bin" }],
  ask: [10, "C", { seq: "int", key: "name", verb: "name", args: "map" }],
  done: [11, "S", { seq: "int", result: "any" }],
  failed: [12, "S", { seq: "int", code: "str", text: "str" }],
  records: [13, "S", { changes: "list" }],
  presence: [14, "C", { state: "map?" }],
  present: [15, "S", { changes: "list" }],
  role: [16, "S", { role: "str" }],
  store: [17, "S", { available: "bool" }],
  gone: [18, "S", { code: "int", text: "str" }],
  ping: [19, "CS", { nonce: "int" }],
  pong: [20, "CS", { nonce: "int" }],
};

const BY_NUMBER = new Map(
  Object.entries(SHAPES).map(([name, [number, senders, fields]]) => [
    number,
    { name, senders, fields: Object.entries(fields) },
  ]),
);

/** Returns the bytes of one message. */
export function encode(message: Message): Uint8Array<ArrayBuffer> {
  const [number, , fields] = SHAPES[message.name];
  const values: Readonly<Record<string, Plain>> = message;
  return pack([number, ...Object.keys(fields).map((field) => values[field] ?? null)]);
}

/** Returns the message that `sender` spelled, or throws `MalformedMessage`. */
export function decode(bytes: Uint8Array, sender: Sender): Message {
  const reader = new Reader(bytes, ITEMS_MAX[sender]);
  const length = reader.listLength();
  const number = reader.integer();
  const shape = typeof number === "number" ? BY_NUMBER.get(number) : undefined;
  if (shape === undefined || !shape.senders.includes(sender === "client" ? "C" : "S"))
    throw new MalformedMessage(`no message of a ${sender}: ${String(number)}`);
  if (length !== shape.fields.length + 1) throw new MalformedMessage(`${shape.name} of ${length} items`);
  const message: Record<string, Plain> = { name: shape.name };
  for (const [field, type] of shape.fields) {
    const value = type === "int" || type === "int?" ? reader.integer() : reader.value();
    if (!CHECKS[type](value)) throw new MalformedMessage(`${shape.name}.${field} is not ${type}`);
    message[field] = value;
  }
  reader.end();
  return message as Message;
}

/** Says whether a value is a map: neither a scalar, a list nor bytes. */
export function isMap(value: Plain | undefined): value is PlainMap {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
