/** Setting one key of a record: the same for every noun. */

import { EditError } from "../errors.ts";
import { isBlank, type Key, keyOf, type RecordName, type Row, read, type Scalar } from "../schema.ts";
import { checkOf, stringUpTo } from "./arguments.ts";
import { assign, type Draft, holds, need, present, type Scope } from "./scope.ts";

/** What a custom field of type text may hold, in code points. */
const FIELD_TEXT_MAX = 4_000;

export interface Setting {
  readonly key: string;
  readonly value?: unknown;
  readonly if?: unknown;
}

/** Plans setting or clearing one key; `where` are the arguments that name the record. */
export function setting(
  scope: Scope,
  verb: string,
  where: Readonly<Record<string, string>>,
  row: Row,
  key: Key,
  args: Setting,
): Draft | null {
  const value = storable(scope, key, args.key, args.value);
  const before = read(key, row.get(args.key));
  if (!holds(args, before) || value === before) return null;
  return {
    write: () => assign(row, args.key, value),
    inverse: [[verb, present({ ...where, key: args.key, value: before, if: value ?? null })]],
  };
}

/** Returns the row of a key that may be set, or throws `unknown-key`. */
export function settable(record: RecordName, name: string, closed: readonly string[]): Key {
  const key = keyOf(record, name);
  if (
    key === undefined ||
    key.type === "text" ||
    closed.some((one) => name === one || (one.endsWith(":") && name.startsWith(one)))
  )
    throw new EditError("unknown-key", name);
  return key;
}

/** Returns what to store for a value: undefined where it is the default, which is an absent key. */
export function storable(scope: Scope, key: Key, name: string, value: unknown): Scalar | undefined {
  if (value === undefined || value === null) return undefined;
  const found = checkOf(key)(value, name);
  if (isEmpty(found) || ("default" in key && found === key.default)) return undefined;
  if (key.type === "string" && (key.target === "card" || key.target === "milestone"))
    need(scope, key.target, String(found)); // people need not exist: accounts are not in the document
  return found;
}

/** Returns what to store under `field:{id}`, by the type of the field. */
export function fieldValue(scope: Scope, field: string, value: unknown): Scalar | undefined {
  const row = need(scope, "field", field);
  if (value === undefined || value === null) return undefined;
  const type = read(keyOf("field", "type") as Key, row.get("type")) ?? "text";
  const found = FIELD_CHECKS[String(type)]?.(value, `field:${field}`);
  if (type === "select" && !row.has(`option:${String(found)}`))
    throw new EditError("unknown-option", String(found));
  return found === undefined || isEmpty(found) ? undefined : found;
}

/** Says whether a value says nothing, so that its key is cleared. */
function isEmpty(value: Scalar | boolean): value is false {
  return value === false || (typeof value === "string" && isBlank(value));
}

const FIELD_CHECKS: Readonly<Record<string, (value: unknown, name: string) => Scalar | boolean>> = {
  text: stringUpTo(FIELD_TEXT_MAX),
  number: checkOf({ type: "number" }),
  date: checkOf({ type: "string", form: "date" }),
  select: checkOf({ type: "string", target: "field" }),
  checkbox: checkOf({ type: "true", default: false }),
};
