/**
 * Why a rule, a recurring card or a template was refused, for a person: which field it is about, and what is wrong with it. The
 * server names the place as programs read it, as in `rule.then[2].column must be an id`.
 */

import { sentence } from "./api.ts";

export interface Refusal {
  /** The place in what was sent, without its first word; empty: the whole of it. */
  readonly at: string;
  /** What the field is called on the page; empty: it is about no field. */
  readonly field: string;
  /** The field, and what is wrong with it. */
  readonly says: string;
}

const PLACED = /^(rule|recurrence|repeat|template)((?:\.\w+|\[\d+\])*)(:?) (.+)$/is;

export function refusalOf(detail: string): Refusal {
  const found = PLACED.exec(detail);
  if (found === null) return { at: "", field: "", says: sentence(detail) };
  const [, noun = "", path = "", isQuoted = "", rest = ""] = found;
  const needed = /^needs (\w+)$/.exec(rest)?.[1];
  const at = `${path.slice(1)}${needed === undefined ? "" : `${path === "" ? "" : "."}${needed}`}`;
  const field = fieldOf(noun.toLowerCase(), at);
  const words =
    needed !== undefined ? `nothing is ${WRITTEN.test(needed) ? "written" : "chosen"} yet` : inWords(rest);
  return { at, field, says: sentence(`${field}: ${isQuoted === "" ? words : rest}`) };
}

/** Says it where its field is not to be seen: which part of the rule it is about, too. */
export function wholly({ at, says }: Refusal): string {
  const [, list, index] = /^(if|then)\[(\d+)\]/.exec(at) ?? [];
  if (list === undefined) return says;
  return `${list === "if" ? "Condition" : "Action"} ${Number(index) + 1}: ${says}`;
}

const FIELDS: Readonly<Record<string, string>> = {
  // biome-ignore lint/suspicious/noThenProperty: the key of a record; nobody awaits what fields are called
  then: "Actions",
  ...{ on: "What happens", if: "Conditions", do: "Action", off: "The switch", not: "“not”" },
  ...{ when: "When", zone: "Time zone", from: "From", column: "Column", key: "What", value: "Value" },
  ...{
    days: "Days",
    repeat: "How often",
    rule: "How often",
    start: "Start",
    label: "Label",
    person: "Person",
  },
  ...{ text: "Text", priority: "Priority", field: "Field", card: "Card", title: "Title of the card" },
  ...{ description: "Description", labels: "Labels", assignees: "Assignees", checklists: "Checklists" },
  ...{ due_days: "Days until it is due", start_days: "Days until it starts", fields: "Fields" },
  ...{ estimate: "Estimate", cover: "Cover", items: "Checklist item", after: "Days after", at: "At" },
  ...{ missed: "Missed times", last: "The card before", to: "Where" },
};

/** Returns what the page calls the field at a place: by its last name, where that is not another's too. */
function fieldOf(noun: string, at: string): string {
  const name = at.match(/[a-z_]+(?=(?:\[\d+\])?$)/)?.[0] ?? "";
  if (at === "name") return `Name of the ${noun}`;
  if (name === "name") return "Name of the checklist";
  if (at === "when.to") return "Column";
  if (at === "after.days") return "Days after";
  if (name === "on" && at.startsWith("if")) return "Condition";
  if (name === "text" && at.startsWith("then")) return "Comment";
  return FIELDS[name] ?? NOUNS[noun] ?? "This";
}

const WRITTEN = /^(name|title|text|rule)$/;

const NOUNS: Readonly<Record<string, string>> = {
  ...{ rule: "The rule", recurrence: "The recurring card", repeat: "How often", template: "The template" },
};

/** What the server says after a place, and how it is said to a person after the name of the field. */
const WORDS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/text of (?:0 to |at most )(\d+) characters/, (most) => `at most ${count(most)} characters`],
  [/text of \d+ to (\d+) characters/, (most) => `write something, at most ${count(most)} characters`],
  [/must be an id|one of/, () => "choose one"],
  [/whole number from (-?\d+) to (\d+)/, (from, to) => `a whole number from ${count(from)} to ${count(to)}`],
  [/must be a list of 0 to (\d+)/, (most) => `at most ${most}`],
  [/must be a list of (\d+) to (\d+)/, (least, most) => `${least} to ${most}`],
  [/must be a clock time/, () => "a time of day, as 09:00"],
  [/is no RFC 3339 date/, () => "that is no date"],
  [/^names a \w+ that/, () => "it is not on this board any more. Choose another"],
  [/^names the \w+ ['"](.*)['"], which/s, (name) => `“${name}” is archived. Choose another, or restore it`],
  [/^counts days, but ['"](.*)['"] holds/s, (name) => `days are counted, and “${name}” holds no dates`],
  [/^is nothing that ['"](.*?)['"] can hold/s, (name) => `“${name}” cannot hold that`],
  [/: out-of-range/, () => "that is too small or too large"],
  [/is a number$/, () => "that is no number"],
];

function inWords(rest: string): string {
  for (const [pattern, say] of WORDS) {
    const found = pattern.exec(rest);
    if (found !== null) return say(...found.slice(1));
  }
  return "that cannot stand here";
}

function count(digits = ""): string {
  return Number(digits).toLocaleString("en");
}
