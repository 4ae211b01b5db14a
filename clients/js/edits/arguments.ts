/** What a verb takes, as tables of checks; a bad argument is an `EditError` before anything is written. */

import { isDate } from "../dates.ts";
import { EditError, TooLong } from "../errors.ts";
import { isId } from "../ids.ts";
import { isRank } from "../rank.ts";
import { isNumber, isWithin, type Key, type Scalar } from "../schema.ts";

/** Checks one argument and returns it as what it is. */
export type Check<T> = (value: unknown, name: string) => T;
interface Argument<T, Needed extends boolean> {
  readonly check: Check<T>;
  readonly needed: Needed;
  /** Whether null means something, instead of "left out". */
  readonly takesNull: boolean;
}
export type ArgumentTable = Readonly<Record<string, Argument<unknown, boolean>>>;

/** How many members one list may have, so that a new record stays far below an edit's limit. */
const LIST_MAX = 100;

/** What a verb's function gets. */
export type Given<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Argument<infer T, infer Needed>
    ? Needed extends true
      ? T
      : T | undefined
    : never;
};

type NeededNames<Table> = {
  [Name in keyof Table]: Table[Name] extends Argument<unknown, true> ? Name : never;
}[keyof Table];

/** What a caller passes. */
export type Taken<Table> = { readonly [Name in NeededNames<Table>]: Given<Table>[Name] } & {
  readonly [Name in Exclude<keyof Table, NeededNames<Table>>]?: Given<Table>[Name] | null;
};

export function needed<T>(check: Check<T>): Argument<T, true> {
  return { check, needed: true, takesNull: false };
}

export function optional<T>(check: Check<T>): Argument<T, false> {
  return { check, needed: false, takesNull: false };
}

/** An optional argument for which null is a value of its own. */
export function nullable<T>(check: Check<T>): Argument<T | null, false> {
  return {
    check: (value, name) => (value === null ? null : check(value, name)),
    needed: false,
    takesNull: true,
  };
}

/** Returns the arguments by the table's names, checked; those left out are absent. */
export function checked<Table extends ArgumentTable>(table: Table, given: Readonly<Record<string, unknown>>) {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(table, name)) throw new EditError("unknown-argument", name);
  const found: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(table)) {
    const value = given[name];
    if (value === undefined || (value === null && !argument.takesNull)) {
      if (argument.needed) throw new EditError("missing-argument", name);
    } else found[name] = argument.check(value, name);
  }
  return found as Given<Table>;
}

export const anId: Check<string> = (value, name) => {
  const text = anyString(value, name);
  if (!isId(text)) throw new EditError("wrong-value", `${name} = ${text.slice(0, 40)} is no id`);
  return text;
};

export const aRank: Check<string> = (value, name) => {
  const text = anyString(value, name);
  if (!isRank(text)) throw new EditError("wrong-value", `${name} is no rank`);
  return text;
};

export const aDate: Check<string> = (value, name) => {
  const text = anyString(value, name);
  if (!isDate(text)) throw new EditError("wrong-value", `${name} is no RFC 3339 date`);
  return text;
};

export const aBoolean: Check<boolean> = (value, name) => {
  if (typeof value !== "boolean") throw new EditError("wrong-type", `${name} is a boolean`);
  return value;
};

export const anOffset: Check<number> = (value, name) => {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new EditError("wrong-type", `${name} is a whole number`);
  if (value < 0) throw new EditError("out-of-range", `${name} = ${value}`);
  return value;
};

/** A word that says what to do with, so an unknown one is an unknown key. */
export function wordOf<Word extends string>(words: readonly Word[]): Check<Word> {
  return (value, name) => {
    const text = anyString(value, name);
    const word = words.find((one) => one === text);
    if (word === undefined) throw new EditError("unknown-key", `${name} = ${text.slice(0, 40)}`);
    return word;
  };
}

export const anything: Check<unknown> = (value) => value;

export function stringUpTo(limit: number): Check<string> {
  return (value, name) => {
    const text = anyString(value, name);
    const length = lengthOf(text);
    if (length > limit) throw new TooLong(name, length, limit);
    if (!text.isWellFormed()) throw new EditError("lone-surrogate", name);
    return text;
  };
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): Check<Choice> {
  return (value, name) => {
    const text = anyString(value, name);
    const choice = choices.find((one) => one === text);
    if (choice === undefined) throw new EditError("wrong-value", `${name} is one of ${choices.join(", ")}`);
    return choice;
  };
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw new EditError("wrong-type", `${name} is a list`);
    if (value.length > LIST_MAX) throw new EditError("too-long", `${name}: ${value.length} members`);
    return value.map((one) => check(one, name));
  };
}

export function numberOf(key: Key & { readonly type: "number" }): Check<number> {
  return (value, name) => {
    if (typeof value !== "number") throw new EditError("wrong-type", `${name} is a number`);
    if (!isNumber(value) || !isWithin(value, key)) throw new EditError("out-of-range", `${name} = ${value}`);
    return value;
  };
}

/** Returns the check of what may be written under a scalar key. */
export function checkOf(key: Key): Check<Scalar | boolean> {
  switch (key.type) {
    case "number":
      return numberOf(key);
    case "true":
      return aBoolean;
    case "string":
      if (key.choices !== undefined) return oneOf(key.choices);
      if (key.target !== undefined) return anId;
      if (key.form === "date") return aDate;
      return key.form === "rank" ? aRank : stringUpTo(key.limit ?? 0);
    default:
      throw new EditError("unknown-key", `a ${key.type} is not set as a value`);
  }
}

function anyString(value: unknown, name: string): string {
  if (typeof value !== "string") throw new EditError("wrong-type", `${name} is a string`);
  return value;
}

/** Counts code points without a copy of the text. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length - 1; at += 1) if ((text.codePointAt(at) ?? 0) > 0xffff) length -= 1;
  return length;
}
