/**
 * People by weeks: the estimates of open cards, spread over the working days between start and due.
 *
 * Working days are counted, never walked through: a card may span ten thousand years.
 */

import { type Day, dayNumber, weekday } from "./days.ts";
import { deadline } from "./due.ts";
import type { CardsOfBoard, Told } from "./known_cards.ts";

export const WEEK = 7;
const WORKING_DAYS = 5;
/** Of a week, in percent: below the one somebody is free, above the other there is too much. */
const FREE_BELOW = 80;
const FULL = 100;
/** The row of what nobody is assigned to. */
export const NOBODY = "";

export interface Capacity {
  readonly per_week: number | null;
  readonly unit: "points" | "hours";
  readonly days_off: readonly { readonly from: string; readonly to: string }[];
}

/** First and last day, both included. */
export interface Stretch {
  readonly from: Day;
  readonly to: Day;
}

/** Returns days off in order, none twice. */
export function stretchesOf({ days_off }: Pick<Capacity, "days_off">): readonly Stretch[] {
  const sorted = days_off
    .map(({ from, to }) => ({ from: dayNumber(from), to: dayNumber(to) }))
    .sort((one, other) => one.from - other.from);
  const merged: { from: Day; to: Day }[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Returns how many days from Monday to Friday there are, without those off. */
export function workingDays(from: Day, to: Day, off: readonly Stretch[] = []): number {
  if (to < from) return 0;
  const away = off.reduce((sum, one) => {
    const [first, last] = [Math.max(one.from, from), Math.min(one.to, to)];
    return last < first ? sum : sum + weekdaysUpTo(last) - weekdaysUpTo(first - 1);
  }, 0);
  return weekdaysUpTo(to) - weekdaysUpTo(from - 1) - away;
}

/** Counted from a Monday long ago, of which every day is later. */
const LONG_AGO: Day = 4 - 7 * 200_000;

function weekdaysUpTo(day: Day): number {
  const days = day - LONG_AGO + 1;
  return Math.floor(days / WEEK) * WORKING_DAYS + Math.min(days % WEEK, WORKING_DAYS);
}

/** Returns the days a card takes: between its dates, whichever is first; on the only one; null without any. */
export function spanOf({ start, due }: Pick<Told["card"], "start" | "due">): Stretch | null {
  if (start === null && due === null) return null;
  const [one, other] = [dayNumber(start ?? due ?? ""), dayNumber(due ?? start ?? "")];
  return { from: Math.min(one, other), to: Math.max(one, other) };
}

/** Returns the part of a card's work that falls into a week; where no day of it is a working one, all is on its last. */
export function shareOf(span: Stretch, week: Day, off: readonly Stretch[]): number {
  const [from, to] = [Math.max(span.from, week), Math.min(span.to, week + WEEK - 1)];
  if (to < from) return 0;
  const all = workingDays(span.from, span.to, off);
  if (all === 0) return Number(to === span.to);
  return workingDays(from, to, off) / all;
}

/** Returns the last working day of a card; its last day, where it has none. */
export function lastWorkOf(span: Stretch, off: readonly Stretch[] = []): Day {
  for (let day = span.to; day >= span.from; ) {
    const away = off.find(({ from, to }) => from <= day && day <= to);
    if (away !== undefined) day = away.from - 1;
    else if (isWeekend(day)) day -= 1;
    else return day;
  }
  return span.to;
}

export const isWeekend = (day: Day) => weekday(day) % 6 === 0;

/** Says whether a card should have been done: as everywhere else, by its due date, also where that is before its start. */
export function isOverdue({ due }: Pick<Told["card"], "due">, now: number): boolean {
  return due !== null && deadline(due) <= now;
}

export type Level = "none" | "free" | "full" | "over";

/** A card's part in one cell. */
export interface Part {
  readonly told: Told;
  readonly load: number;
  /** None of its days is a working one: it stands where its last is. */
  readonly isOff: boolean;
  readonly isLate: boolean;
}

export interface Cell {
  readonly load: number;
  readonly room: number | null;
  readonly percent: number | null;
  readonly level: Level;
  readonly parts: readonly Part[];
}

export interface Row {
  readonly person: string;
  readonly cells: readonly Cell[];
}

export interface Plan {
  readonly rows: readonly Row[];
  /** Open cards without a due date; those with a start stand in its week, too. */
  readonly undated: readonly Told[];
  /** Open cards that are overdue, the latest first; they stand in the weeks of their work, too. */
  readonly late: readonly Told[];
}

export interface Asked {
  readonly cards: ReadonlyMap<string, CardsOfBoard>;
  readonly capacities: ReadonlyMap<string, Capacity>;
  /** Who has a row in any case, in order; others follow, and nobody's row comes last. */
  readonly people: readonly string[];
  /** The first day of each week, in order. */
  readonly weeks: readonly Day[];
  /** The moment that it is. */
  readonly now: number;
}

/** Returns who has how much to do in which week. Cards of several people are shared evenly. */
export function planned({ cards, capacities, people, weeks, now }: Asked): Plan {
  const parts = new Map<string, Part[][]>(people.map((person) => [person, weeks.map(() => [])]));
  const undated: Told[] = [];
  const late: [end: number, told: Told][] = [];
  const offs = new Map<string, readonly Stretch[]>();
  const offOf = (person: string) => {
    const found = offs.get(person) ?? stretchesOf(capacities.get(person) ?? { days_off: [] });
    offs.set(person, found);
    return found;
  };
  for (const told of openCards(cards)) {
    const span = spanOf(told.card);
    const isLate = isOverdue(told.card, now);
    if (told.card.due === null) undated.push(told);
    else if (isLate) late.push([deadline(told.card.due), told]);
    if (span === null) continue;
    const assignees = told.card.assignees.length === 0 ? [NOBODY] : told.card.assignees;
    const each = Math.max(0, told.card.estimate ?? 0) / assignees.length;
    for (const person of assignees)
      weeks.forEach((week, at) => {
        if (span.to < week || span.from >= week + WEEK) return;
        const share = shareOf(span, week, offOf(person));
        if (share === 0) return;
        const own = parts.get(person) ?? weeks.map((): Part[] => []);
        parts.set(person, own);
        const isOff = workingDays(span.from, span.to, offOf(person)) === 0;
        own[at]?.push({ told, load: each * share, isOff, isLate });
      });
  }
  const nobody = parts.get(NOBODY);
  parts.delete(NOBODY);
  if (nobody !== undefined) parts.set(NOBODY, nobody);
  const rows = [...parts].map(([person, own]) => ({
    person,
    cells: own.map((some, at) => cellOf(some, roomIn(capacities.get(person), weeks[at] ?? 0, offOf(person)))),
  }));
  late.sort(([one], [other]) => other - one);
  return { rows, undated, late: late.map(([, told]) => told) };
}

/** What there is to do: neither done nor archived. */
export function* openCards(cards: ReadonlyMap<string, CardsOfBoard>): Iterable<Told> {
  for (const [board, ofBoard] of cards)
    for (const [id, card] of ofBoard)
      if (!card.archived && !card.done && card.finished === null) yield { board, id, card };
}

/** Returns what somebody can take on in a week, less for each working day off; null where nobody has said. */
export function roomIn(capacity: Capacity | undefined, week: Day, off: readonly Stretch[]): number | null {
  const perWeek = capacity?.per_week ?? null;
  if (perWeek === null) return null;
  return (perWeek * workingDays(week, week + WEEK - 1, off)) / WORKING_DAYS;
}

function cellOf(parts: readonly Part[], room: number | null): Cell {
  const load = round(parts.reduce((sum, part) => sum + part.load, 0));
  const percent = room === null || room <= 0 ? null : Math.round((load / room) * 100);
  return { load, room: room === null ? null : round(room), percent, level: levelOf(load, room), parts };
}

function levelOf(load: number, room: number | null): Level {
  if (room === null) return "none";
  if (load * 100 > round(room) * FULL) return "over";
  if (room <= 0) return "none";
  return load * 100 < round(room) * FREE_BELOW ? "free" : "full";
}

/** So that a third of something, three times, is all of it. */
const round = (value: number) => Math.round(value * 1_000) / 1_000;
