/** Rules and recurring cards as sentences (docs/automation.md). */

import { CLOCK, clockWords, endWords, often, patternOf, type Repeat } from "./repeating.ts";
import { capital } from "./words.ts";

export type { Repeat } from "./repeating.ts";

export interface CardPlan {
  readonly title: string;
  readonly due_days?: number;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export interface When {
  readonly on: string;
  readonly column?: string;
  readonly to?: string;
  readonly from?: string;
  readonly key?: string;
  readonly value?: unknown;
  readonly days?: number;
  readonly repeat?: Repeat;
}

export interface Condition {
  readonly on: string;
  readonly label?: string;
  readonly person?: string;
  readonly column?: string;
  readonly text?: string;
  readonly priority?: string;
  readonly field?: string;
  readonly value?: unknown;
  readonly not?: boolean;
}

export interface Deed {
  readonly do: string;
  readonly column?: string;
  readonly to?: string;
  readonly person?: string;
  readonly label?: string;
  readonly remove?: boolean;
  readonly key?: string;
  readonly value?: unknown;
  readonly text?: string;
  readonly card?: CardPlan;
}

export interface Rule {
  readonly name: string;
  readonly when: When;
  readonly if?: readonly Condition[];
  readonly then: readonly Deed[];
  readonly zone?: string;
  readonly off?: boolean;
}

export interface Recurrence {
  readonly card: CardPlan;
  readonly column?: string;
  readonly repeat?: Repeat;
  readonly after?: { readonly days: number; readonly at?: string; readonly zone?: string };
  readonly missed?: string;
  readonly last?: string;
  readonly next?: number;
  readonly off?: boolean;
}

/** What ids are called on this board; "" where there is none of that id any more. */
export type NameOf = (
  kind: "column" | "label" | "person" | "field" | "option" | "milestone",
  id: string,
) => string;

const GONE = "something that is gone";

export function sentenceOf(rule: Rule, name: NameOf): string {
  const conditions = (rule.if ?? []).map((one) => condition(one, name));
  const deeds = rule.then.map((one) => deed(one, name));
  return `${when(rule.when, name)}${conditions.length > 0 ? `, if ${list(conditions)}` : ""}, then ${list(deeds)}.`;
}

/** Returns what a rule does in as few words, for one that nobody gave a name. */
export function shortly(rule: Rule, name: NameOf): string {
  const conditions = (rule.if ?? []).map((one) => condition(one, name));
  const begun = when(rule.when, name).replace(/^When a card is /, "When ");
  const said = `${begun}${conditions.length > 0 ? `, if ${list(conditions)}` : ""}, ${list(rule.then.map((one) => deed(one, name)))}`;
  const letters = [...said];
  return letters.length > NAME_MAX
    ? `${letters
        .slice(0, NAME_MAX - 1)
        .join("")
        .trimEnd()}…`
    : said;
}

/** As many as the server takes (automation/rules.py). */
const NAME_MAX = 100;

function when(one: When, name: NameOf): string {
  const column = (id: string) => name("column", id) || GONE;
  switch (one.on) {
    case "moved":
      return `When a card is moved${one.from ? ` from ${column(one.from)}` : ""}${one.to ? ` to ${column(one.to)}` : ""}`;
    case "created":
      return `When a card is made${one.column ? ` in ${column(one.column)}` : ""}`;
    case "completed":
      return "When a card is done";
    case "checklist":
      return "When the checklists of a card are done";
    case "due":
      return `When a card is due ${ahead(one.days ?? 0)}`;
    case "schedule":
      return one.repeat === undefined ? "By the clock" : repeats(one.repeat);
    default:
      return set(one, name);
  }
}

function set({ key = "", value }: When, name: NameOf): string {
  if (key === "assignee")
    return `When ${value === undefined ? "somebody" : name("person", String(value)) || GONE} is assigned to a card`;
  if (key === "label")
    return `When ${value === undefined ? "a label" : `the label ${name("label", String(value)) || GONE}`} is added to a card`;
  return `When ${keyName(key, name)} of a card is set${to(key, value, name)}`;
}

function condition(one: Condition, name: NameOf): string {
  const not = one.not === true;
  const has = not ? "it does not have" : "it has";
  switch (one.on) {
    case "label":
      return `${has} the label ${name("label", one.label ?? "") || GONE}`;
    case "assignee":
      if (one.person === undefined) return not ? "nobody is assigned" : "somebody is assigned";
      return `${person(one.person, name)} is ${not ? "not " : ""}assigned`;
    case "column":
      return `it is ${not ? "not " : ""}in ${name("column", one.column ?? "") || GONE}`;
    case "text":
      return `it ${not ? "does not say" : "says"} “${one.text ?? ""}”`;
    case "priority":
      return `${has} ${one.priority === undefined ? "a priority" : `the priority ${capital(one.priority)}`}`;
    case "field":
      return field(one, name);
    default:
      return `it is ${not ? "not " : ""}done`;
  }
}

function deed(one: Deed, name: NameOf): string {
  switch (one.do) {
    case "move":
      return `move it to ${one.to === "top" ? "the top of " : ""}${name("column", one.column ?? "") || GONE}`;
    case "assign":
      return `${one.remove ? "unassign" : "assign"} ${person(one.person ?? "", name)}`;
    case "label":
      return `${one.remove ? "take off" : "add"} the label ${name("label", one.label ?? "") || GONE}`;
    case "comment":
      return `comment “${one.text ?? ""}”`;
    case "create":
      return `make the card “${one.card?.title ?? ""}”${one.column ? ` in ${name("column", one.column) || GONE}` : ""}`;
    case "archive":
      return "archive it";
    default:
      if (one.key === "done") return one.value === undefined ? "mark it as not done" : "mark it done";
      if (one.value === undefined) return `clear ${keyName(one.key ?? "", name)}`;
      if (one.value === true) return `tick ${keyName(one.key ?? "", name)}`;
      return `set ${keyName(one.key ?? "", name)}${to(one.key ?? "", one.value, name)}`;
  }
}

function field(one: Condition, name: NameOf): string {
  const [known, not] = [name("field", one.field ?? "") || GONE, one.not === true];
  if (one.value === true) return `${known} is ${not ? "not " : ""}ticked`;
  if (one.value === undefined) return `${known} is ${not ? "not " : ""}set`;
  return `${known} is ${not ? "not " : ""}${spokenValue(`field:${one.field}`, one.value, name)}`;
}

function to(key: string, value: unknown, name: NameOf): string {
  return value === undefined || value === true ? "" : ` to ${spokenValue(key, value, name)}`;
}

function person(id: string, name: NameOf): string {
  return id === "actor" ? "whoever did it" : name("person", id) || GONE;
}

function keyName(key: string, name: NameOf): string {
  if (key.startsWith("field:")) return name("field", key.slice("field:".length)) || GONE;
  return `the ${KEYS[key] ?? key}`;
}

const KEYS: Readonly<Record<string, string>> = { due: "due date", start: "start date", done: "done mark" };

function spokenValue(key: string, value: unknown, name: NameOf): string {
  if (key === "milestone") return name("milestone", String(value)) || GONE;
  if (value !== null && typeof value === "object" && "days" in value) return counted(Number(value.days));
  if (typeof value !== "string") return String(value);
  if (!key.startsWith("field:")) return capital(value);
  return name("option", value) || `“${value}”`;
}

export function ahead(days: number): string {
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : `in ${days} days`;
}

/** A day that counts from the one on which a rule acts. */
function counted(days: number): string {
  if (days < 0) return `${-days} ${days === -1 ? "day" : "days"} before`;
  return days < 2 ? ahead(days) : `${days} days later`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Returns what comes every week, from today on at nine, by the clocks here. */
export function weekly(now = new Date()): Repeat {
  const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return { rule: "FREQ=WEEKLY", start: `${day}T09:00`, zone: zoneHere() };
}

/** Returns a repeat in words: how often, at what time, by whose clocks where they are not those here, and its end. */
export function repeats(repeat: Repeat, here = zoneHere()): string {
  const pattern = patternOf(repeat);
  const [times, end] = pattern === undefined ? [repeat.rule, ""] : [often(pattern), endWords(pattern)];
  return `${times} at ${clockWords(repeat.start.slice(11, 16))}${byClocksOf(repeat.zone, here)}${end}`;
}

export function byClocksOf(zone = "UTC", here = zoneHere()): string {
  return zone === here ? "" : ` (${known(zone).replaceAll("_", " ")})`;
}

/** Returns a zone, or UTC for one that this browser has not heard of: the server may know more of them. */
function known(zone: string): string {
  try {
    return new Intl.DateTimeFormat([], { timeZone: zone }) && zone;
  } catch {
    return "UTC";
  }
}

function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Returns a moment as the clocks of a zone show it, with its year where that is not this one. */
export function spoken(moment: Date, zone = "UTC", now = new Date()): string {
  return moment.toLocaleString([], {
    ...{ weekday: "short", day: "numeric", month: "short", ...CLOCK },
    ...(moment.getUTCFullYear() === now.getUTCFullYear() ? {} : { year: "numeric" }),
    timeZone: known(zone),
  });
}

export function recurs(one: Recurrence): string {
  if (one.repeat !== undefined) return repeats(one.repeat);
  const days = one.after?.days ?? 1;
  return `${days} ${days === 1 ? "day" : "days"} after it was done`;
}
