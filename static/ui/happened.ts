/** What happened, in words: each change of a board as a sentence that begins with who did it. Pure. */

import { shortDay } from "./due.ts";
import { type Change, type Happening, isAbout, isSame, type Values, type Who } from "./happening.ts";

/** Finds what an id stands for now, also of what is archived; undefined: it is not there. */
export type Names = (kind: string, id: string) => string | undefined;

const QUOTED_MAX = 80;
const BULK_MIN = 20;

const SOMEBODY: Readonly<Record<string, string>> = {
  person: "Somebody who is gone",
  token: "A program",
  rule: "A rule",
  recurrence: "A recurring card",
  machine: "The server",
};

export function nameOf({ kind, id, name }: Who, names: Names): string {
  if (id === "import" && kind === "machine") return "An import";
  if (name !== "" && (kind === "rule" || kind === "recurrence"))
    return `${kind === "rule" ? "Rule" : "Recurring card"} ${name}`;
  return (kind === "person" && (name || names(kind, id))) || (SOMEBODY[kind] ?? "Somebody");
}

/** Returns what was done, each to be read after the name of whoever did it; `card` is called "it". */
export function deedsOf(happening: Happening, names: Names, card?: string): readonly string[] {
  const isBulk = happening.changes.length > BULK_MIN;
  const counted = countsInWords(isBulk ? withCounts(happening) : happening.counts);
  const deeds = (isBulk ? [] : happening.changes).flatMap((change) => {
    const telling: Telling = {
      names,
      who: happening.who,
      change,
      isIt: card !== undefined && isAbout(change, card),
    };
    return change.kind === "card" ? cardDeeds(telling) : otherDeeds(telling);
  });
  return [...(counted === "" ? [] : [counted]), ...deeds];
}

/** Actions of which nothing is to be told are left out. */
export function tellable(happening: Happening, names: Names, card?: string): boolean {
  return deedsOf(happening, names, card).length > 0;
}

/** Counts what is too much to be told one by one, as the server does for an action of many edits. */
function withCounts({ changes, counts }: Happening): Happening["counts"] {
  const found: Record<string, Record<string, number>> = {};
  for (const [kind, numbers] of Object.entries(counts)) found[kind] = { ...numbers };
  for (const { kind, before, after } of changes) {
    const numbers = found[kind] ?? {};
    found[kind] = numbers;
    const how = before === null ? "made" : after === null ? "gone" : "changed";
    numbers[how] = (numbers[how] ?? 0) + 1;
  }
  return found;
}

interface Telling {
  readonly names: Names;
  readonly who: Who;
  readonly change: Change;
  readonly isIt: boolean;
}

export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return `“${letters.length > QUOTED_MAX ? `${letters.slice(0, QUOTED_MAX - 1).join("")}…` : line}”`;
}

const NOUNS: Readonly<Record<string, string>> = {
  listing: "board",
  field: "custom field",
  recurrence: "recurring card",
  template: "card template",
};

/** Returns how many of what: "3 cards", "1 person". */
export function several(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun === "person" ? "people" : `${noun}s`}`;
}

function countsInWords(counts: Happening["counts"]): string {
  const parts = (["made", "changed", "gone"] as const).flatMap((how) => {
    const kinds = Object.entries(counts).flatMap(([kind, numbers]) => {
      const count = numbers[how] ?? 0;
      return count > 0 && kind !== "number" ? [several(count, NOUNS[kind] ?? kind)] : [];
    });
    return kinds.length === 0 ? [] : [`${BULK[how]} ${listed(kinds)}`];
  });
  return listed(parts);
}

const BULK = { made: "added", changed: "changed", gone: "removed" } as const;

/** Returns words as people list them. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function cardDeeds(telling: Telling): readonly string[] {
  const { change, names, isIt } = telling;
  const it = isIt ? "it" : change.title === "" ? "a card" : quoted(change.title);
  if (change.after === null) return [`removed ${it}`];
  if (change.before === null) {
    const column = name(names, "column", change.after["column"]);
    return [column === "" ? `added ${it}` : `added ${it} to ${column}`];
  }
  return keysOf(change).map((key) => cardDeed(telling, it, key));
}

function keysOf({ before, after }: Change): readonly string[] {
  return Object.keys({ ...before, ...after });
}

function cardDeed(telling: Telling, it: string, key: string): string {
  const { change, names, who, isIt } = telling;
  const [was, is] = [change.before?.[key] ?? null, change.after?.[key] ?? null];
  const [family = "", member = ""] = split(key);
  const has = is !== null && is !== false;
  const of = isIt ? "" : ` of ${it}`;
  switch (family) {
    case "column": {
      const [from, to] = [name(names, "column", was), name(names, "column", is)];
      if (to === "") return `took ${it} out of ${from || "its column"}`;
      return from === "" ? `moved ${it} to ${to}` : `moved ${it} from ${from} to ${to}`;
    }
    case "archived":
      return has ? `archived ${it}` : `restored ${it}`;
    case "done":
      return `marked ${it} ${has ? "done" : "not done"}`;
    case "title": {
      const to = word(is) === "" ? "nothing" : quoted(word(is));
      return `renamed ${isIt ? "it from " : ""}${word(was) === "" ? "a card" : quoted(word(was))} to ${to}`;
    }
    case "description":
      return `${was === null ? "wrote" : has ? "edited" : "cleared"} the description${of}`;
    case "assignee": {
      const person = member === who.id && who.kind === "person" ? "themselves" : "";
      const called = person || name(names, "person", member) || "somebody who is gone";
      if (has) return `assigned ${called}${isIt ? "" : ` to ${it}`}`;
      return person ? `left ${it}` : `took ${called} off ${it}`;
    }
    case "label": {
      const label = name(names, "label", member);
      const called = label === "" ? "a label" : `the label ${label}`;
      return has
        ? `added ${called}${isIt ? "" : ` to ${it}`}`
        : `removed ${called}${isIt ? "" : ` from ${it}`}`;
    }
    case "blocks":
    case "relates":
    case "goal":
      return `${has ? "" : "no longer "}${TIES[family]} ${it} ${TIED[family]} ${other(names, family, member)}`;
    case "link":
    case "checklist":
    case "item":
      return partDeed(telling, it, family, was, is);
    case "field":
      return scalarDeed(telling, name(names, "field", member) || "a custom field", of, was, is);
  }
  return scalarDeed(telling, LABELS[key] ?? `“${key}”`, of, was, is);
}

const TIES = { blocks: "made", relates: "related", goal: "counted" } as const;
const TIED = { blocks: "block", relates: "to", goal: "towards" } as const;

function other(names: Names, family: string, id: string): string {
  const called = name(names, family === "goal" ? "goal" : "card", id);
  return called === "" ? (family === "goal" ? "a goal" : "another card") : quoted(called);
}

const LABELS: Readonly<Record<string, string>> = {
  start: "the start date",
  due: "the due date",
  target: "the target date",
  date: "the date",
  estimate: "the estimate",
  priority: "the priority",
  progress: "the progress",
  cover: "the cover",
  color: "the colour",
  parent: "the parent",
  milestone: "the milestone",
  lead: "the lead",
  owner: "the owner",
  category: "the category",
  wip: "the limit",
  health: "the health",
  status: "the status",
  note: "the note",
  description: "the description",
  current: "the current value",
  from: "the value at the start",
  measure: "the measure",
  unit: "the unit",
  type: "the type",
  query: "the filter",
  layout: "the layout",
  username: "the user name",
};
const LONG: ReadonlySet<string> = new Set(["the note", "the description", "the filter"]);

/** "set … to", "changed … from … to", "cleared …" */
function scalarDeed({ names }: Telling, label: string, of: string, was: unknown, is: unknown): string {
  const say = (value: unknown) => valueInWords(names, label, value);
  if (is === null || is === "") return `cleared ${label}${of}`;
  if (LONG.has(label)) return `${was ? "edited" : "wrote"} ${label}${of}`;
  if (was === null) return `set ${label}${of} to ${say(is)}`;
  return `changed ${label}${of} from ${say(was)} to ${say(is)}`;
}

const GONE = "one that is gone";
const TARGETS: Readonly<Record<string, string>> = {
  "the parent": "card",
  "the milestone": "milestone",
  "the lead": "person",
  "the owner": "person",
};
const DATE = /^\d{4}-\d\d-\d\d(T|$)/;

function valueInWords(names: Names, label: string, value: unknown): string {
  const target = TARGETS[label];
  if (target !== undefined) return name(names, target, value) || GONE;
  if (value === true) return "yes";
  if (typeof value === "number") return String(value);
  const text = word(value);
  if (DATE.test(text) && !Number.isNaN(Date.parse(text))) return shortDay(text, Date.now());
  const option = name(names, "option", text);
  if (option !== "") return option;
  return /^[\w-]{1,12}$/.test(text) ? text.replaceAll("-", " ") : quoted(text);
}

/** What is in a card: links, checklists and their items. */
function partDeed(telling: Telling, it: string, family: string, was: unknown, is: unknown): string {
  const { isIt, who, names } = telling;
  const [before, after] = [valuesOf(was), valuesOf(is)];
  const called = partName(family, is) || partName(family, was);
  const thing = `the ${family}${called === "" ? "" : ` ${quoted(called)}`}`;
  const [to, from, of] = isIt ? ["", "", ""] : [` to ${it}`, ` from ${it}`, ` of ${it}`];
  if (is === null || after["archived"] === true) return `removed ${thing}${from}`;
  if (was === null) return `added ${thing}${to}`;
  if (before["archived"] === true) return `brought back ${thing}${of}`;
  const keys = Object.keys({ ...before, ...after }).filter((key) => !isSame(before[key], after[key]));
  if (keys.includes("done")) return `${after["done"] === true ? "ticked" : "unticked"} ${thing}${of}`;
  if (keys.includes("name"))
    return `renamed the ${family} ${quoted(word(before["name"]))} to ${quoted(called)}${of}`;
  if (keys.includes("assignee")) {
    const person = after["assignee"] ?? before["assignee"];
    const named = person === who.id ? "themselves" : name(names, "person", person) || "somebody who is gone";
    return after["assignee"] == null ? `took ${named} off ${thing}${of}` : `gave ${thing}${of} to ${named}`;
  }
  if (keys.includes("due"))
    return scalarDeed(
      telling,
      "the due date",
      ` of ${thing}${of}`,
      before["due"] ?? null,
      after["due"] ?? null,
    );
  return `changed ${thing}${of}`;
}

function partName(family: string, value: unknown): string {
  if (family !== "link") return word(valuesOf(value)["name"]);
  const [url, called] = Array.isArray(value) ? value.map(word) : [];
  return called || url || "";
}

function otherDeeds(telling: Telling): readonly string[] {
  const { change, names, isIt } = telling;
  const { kind, id, before, after, title } = change;
  if (kind === "number") return [];
  if (kind === "comment") return [commentDeed(telling)];
  if (kind === "update") return [updateDeed(telling)];
  const noun = kind === "board" ? name(names, "kind", "board") || kind : (NOUNS[kind] ?? kind);
  const called = kind === "board" ? "" : title || name(names, kind, id);
  const named = `the ${noun}${called === "" ? "" : ` ${quoted(called)}`}`;
  const thing = isIt ? "it" : kind === "listing" && called === "" ? UNSEEN : named;
  const under = (holder: unknown) => (holder ? ` under ${rowName(names, holder, GONE)}` : "");
  if (before === null) return [`added ${thing}${under(after?.["parent"])}`];
  if (after === null) return [`removed ${thing}`];
  if (WHOLE.has(kind)) return recordDeeds(telling, thing);
  // What it is was said when it was made.
  return keysOf(change)
    .filter((key) => key !== "kind")
    .map((key) => {
      const [was, is] = [before[key] ?? null, after[key] ?? null];
      const [family = "", member = ""] = split(key);
      if (key === "archived" && kind === "listing")
        return is === true ? `removed ${thing} from the portfolio` : `put ${thing} back`;
      if (key === "archived") return is === true ? `archived ${thing}` : `restored ${thing}`;
      if (key === "parent")
        return is ? `put ${thing}${under(is)}` : `moved ${thing} out of ${rowName(names, was, GONE)}`;
      if (key === "done") return `marked ${thing} ${is === true ? "done" : "not done"}`;
      if (key === "name" && kind === "board" && word(was) === "")
        return `named the ${noun} ${quoted(word(is))}`;
      if (key === "name") {
        const what = isIt && kind !== "board" ? "it from" : `the ${noun}${kind === "board" ? " from" : ""}`;
        return `renamed ${what} ${quoted(word(was))} to ${quoted(word(is))}`;
      }
      if (family === "option")
        return `${is === null ? "removed" : was === null ? "added" : "changed"} an option of ${thing}`;
      if (ROWS.has(family) && member !== "")
        return `${is === null ? "no longer " : ""}counted ${rowName(names, member)} towards ${thing}`;
      if (member !== "") return `${is === null ? "took something from" : "added something to"} ${thing}`;
      const label = kind === "goal" && key === "target" ? "the target" : (LABELS[key] ?? `“${key}”`);
      return scalarDeed(telling, label, isIt ? "" : ` of ${thing}`, was, is);
    });
}

/** Records that a form puts in one piece, whose inside is not for one line of words. */
const WHOLE: ReadonlySet<string> = new Set(["rule", "recurrence", "template"]);

function recordDeeds({ change }: Telling, thing: string): readonly string[] {
  const { before, after } = change;
  const keys = keysOf(change).filter((key) => !isSame(before?.[key], after?.[key]));
  const renamed = keys.includes("name")
    ? `renamed the ${NOUNS[change.kind] ?? change.kind} ${quoted(word(before?.["name"]))} to ${quoted(change.title)}`
    : "";
  const turned = keys.includes("off") ? `switched ${after?.["off"] === true ? "off" : "on"} ${thing}` : "";
  const rest = keys.some((key) => key !== "name" && key !== "off") ? `changed ${thing}` : "";
  return [renamed, turned, rest].filter((deed) => deed !== "");
}

function commentDeed({ change: { before, after, title }, isIt, names }: Telling): string {
  const card = word(after?.["card"] ?? before?.["card"]);
  const on = isIt || card === "" ? "" : ` on ${quoted(title || name(names, "card", card) || "a card")}`;
  if (after === null) return `removed a comment${on}`;
  if (before === null) return `commented${on}: ${word(after["text"])}`;
  const isReaction = !isSame(before["reactions"], after["reactions"]);
  return isReaction ? `reacted to a comment${on}` : `edited a comment${on}`;
}

function updateDeed({ change: { before, after }, isIt, names }: Telling): string {
  const about = word(after?.["about"] ?? before?.["about"]);
  const row = rowName(names, about);
  const on = isIt ? "" : ` on ${row}`;
  if (after === null) return `removed a status update${on}`;
  if (before !== null) return `edited a status update${on}`;
  // What is said of a board is for those who see its row.
  return `posted a status update${on}${isIt || row !== UNSEEN ? `: ${word(after["text"])}` : ""}`;
}

export const UNSEEN = "a board you may not see";

/** What contributes to a goal of a portfolio. */
const ROWS: ReadonlySet<string> = new Set(["board", "initiative"]);

/** Returns what a row of a portfolio is called. */
function rowName(names: Names, id: unknown, missing = UNSEEN): string {
  const called = name(names, "initiative", id) || name(names, "listing", id);
  return called === "" ? missing : quoted(called);
}

function split(key: string): readonly [string, string] {
  const colon = key.indexOf(":");
  return colon < 0 ? [key, ""] : [key.slice(0, colon), key.slice(colon + 1)];
}

function name(names: Names, kind: string, id: unknown): string {
  return typeof id === "string" && id !== "" ? (names(kind, id) ?? "") : "";
}

function valuesOf(value: unknown): Values {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}
