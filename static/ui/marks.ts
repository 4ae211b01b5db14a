/** Marks in the line that adds a card: `@person #label !priority ^date` become properties, the rest is the title. */

import { PRIORITIES, type Priority } from "../../clients/js/schema.ts";
import { spelled } from "./due.ts";
import { fold } from "./filter.ts";

/** Something that can be named by a mark, under any of its names. */
export interface Nameable {
  readonly id: string;
  readonly names: readonly string[];
}

export interface Marked {
  readonly title: string;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly priority?: Priority;
  /** `YYYY-MM-DD`. */
  readonly due?: string;
}

export interface MarkScope {
  readonly people: readonly Nameable[];
  readonly labels: readonly Nameable[];
  readonly today: Date;
}

const MARK = /(^|\s)([@#!^])(\S{1,256})/gu;

/** Takes the marks out of a line; what names nothing stays in the title. */
export function readMarks(line: string, { people, labels, today }: MarkScope): Marked {
  const found = { assignees: new Set<string>(), labels: new Set<string>() };
  let [priority, due]: [Priority | undefined, string | undefined] = [undefined, undefined];
  const readers: Readonly<Record<string, (word: string) => unknown>> = {
    "@": (word) => added(found.assignees, named(people, word)),
    "#": (word) => added(found.labels, named(labels, word)),
    "!": (word) => {
      const level = priorityOf(word);
      priority = level ?? priority;
      return level;
    },
    "^": (word) => {
      const day = dayNamed(word, today);
      due = day ?? due;
      return day;
    },
  };
  const title = line
    .replace(MARK, (written, _, sign: string, word: string) =>
      readers[sign]?.(word) === undefined ? written : "",
    )
    .trim();
  const marked = {
    ...{ assignees: [...found.assignees], labels: [...found.labels] },
    ...(priority === undefined ? {} : { priority }),
    ...(due === undefined ? {} : { due }),
  };
  // A card has to be called something.
  return title === "" ? { title: line.trim(), assignees: [], labels: [] } : { title, ...marked };
}

function added(ids: Set<string>, id: string | undefined): string | undefined {
  if (id !== undefined) ids.add(id);
  return id;
}

/** Returns a name as it is written in a mark: without spaces. */
export function handle(name: string): string {
  return name.trim().replace(/\s+/g, "_");
}

/** Returns a name as it stands behind an `@`: of what a mention carries (markdown.tsx, inbox/mentions.py), the rest is `_`. */
export function mention(name: string): string {
  const carried = name.replace(/[^\p{L}\p{M}\p{N}\p{So}\p{Emoji_Modifier}\p{Join_Control}_.-]+/gu, "_");
  return carried.replace(/^[\p{M}\p{Join_Control}_.-]+|[\p{Join_Control}_.-]+$/gu, "");
}

/** Returns a name as marks compare it: without case, accents, spaces and what stands for them. */
export function bare(name: string): string {
  return fold(name).replace(/[\s_.-]+/g, "");
}

/** Returns what a word names: the one of that very name, else the only one whose name begins so. */
export function named(known: readonly Nameable[], word: string): string | undefined {
  const sought = bare(word);
  if (sought === "") return undefined;
  const exact = known.find(({ names }) => names.some((name) => bare(name) === sought));
  // #12 is a card's number, not the beginning of a label.
  if (exact !== undefined || /^\d+$/.test(word)) return exact?.id;
  const begun = known.filter(({ names }) => names.some((name) => bare(name).startsWith(sought)));
  return begun.length === 1 ? begun[0]?.id : undefined;
}

function priorityOf(word: string): Priority | undefined {
  const sought = fold(word);
  return PRIORITIES.find((level, at) => level.startsWith(sought) || String(at + 1) === sought);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAYS_MAX = 3_650;

/** Returns the day a word means: today, tomorrow, fri, +3, 2w, 24dec, 2026-12-24. */
export function dayNamed(word: string, today: Date): string | undefined {
  const sought = fold(word);
  const days = daysAhead(sought, today);
  if (days !== undefined) return days > DAYS_MAX ? undefined : after(today, days);
  if (/^\d{4}-\d\d-\d\d$/.test(sought)) return realDay(sought);
  const [, date, month] = /^(\d{1,2})\.?([a-z]{3,9})$/.exec(sought) ?? [];
  const at = MONTHS.indexOf((month ?? "").slice(0, 3));
  if (date === undefined || at < 0) return undefined;
  const day = (year: number) => `${year}-${String(at + 1).padStart(2, "0")}-${date.padStart(2, "0")}`;
  const thisYear = day(today.getFullYear());
  return realDay(thisYear < spelled(today) ? day(today.getFullYear() + 1) : thisYear);
}

function daysAhead(word: string, today: Date): number | undefined {
  if (word.length >= 3 && "today".startsWith(word)) return 0;
  if (word.length >= 3 && "tomorrow".startsWith(word)) return 1;
  const weekday = word.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(word));
  if (weekday >= 0) return ((weekday - today.getDay() + 6) % 7) + 1;
  const [, count, unit] = /^\+?(\d{1,4})([dw])$/.exec(word) ?? /^\+(\d{1,4})()$/.exec(word) ?? [];
  return count === undefined ? undefined : Number(count) * (unit === "w" ? 7 : 1);
}

function after(today: Date, days: number): string {
  return spelled(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days));
}

/** Returns the day if the calendar has it. */
function realDay(day: string): string | undefined {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return spelled(new Date(year, month - 1, date)) === day ? day : undefined;
}
