/** What can be named by a sign on a board: its people, labels and cards, priorities and days. */

import { PRIORITIES } from "../../clients/js/schema.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { shortDay } from "../ui/due.ts";
import { fold } from "../ui/filter.ts";
import { bare, dayNamed, handle, type MarkScope, mention } from "../ui/marks.ts";
import type { Screen } from "../ui/screen.ts";
import type { Offer } from "../ui/suggest.tsx";
import { capital } from "../ui/words.ts";

export function markScope(screen: Screen): MarkScope {
  return {
    people: screen.people.nameable.value,
    labels: screen.live.labels().map(({ id, name }) => ({ id, names: [name] })),
    today: new Date(),
  };
}

type Offers = (screen: Screen, rest: string) => readonly Offer[];

/** Returns what to offer for a word of a line that adds a card. */
export function offersFor(screen: Screen, sign: string, rest: string): readonly Offer[] {
  return ADDING[sign]?.(screen, rest) ?? [];
}

/** Returns what to offer for a word of a comment: people, and cards by their title. */
export function offersInComment(screen: Screen, sign: string, rest: string): readonly Offer[] {
  return sign === "@" ? people(screen, rest) : cards(screen, rest);
}

const people: Offers = (screen, rest) =>
  screen.people.nameable.value
    .filter(({ names }) => names.some((name) => bare(name).includes(bare(rest))))
    .map(({ id }) => {
      const { name, color } = screen.people.of(id);
      return { id, name, mark: <Avatar name={name} color={color} />, text: `@${mention(name)}` };
    });

const labels: Offers = (screen, rest) =>
  screen.live
    .labels()
    .filter(({ name }) => name !== "" && bare(name).includes(bare(rest)))
    .map(({ id, name, color }) => ({
      ...{ id, name, mark: <span class="dot" style={{ "--hue": hue(color) }} />, text: `#${handle(name)}` },
    }));

const cards: Offers = (screen, rest) => {
  const [sought, found] = [fold(rest), [] as Offer[]];
  if (sought === "") return found;
  for (const { id } of screen.live.columns())
    for (const card of screen.live.order(id)) {
      const [number, title] = [screen.numberOf(card), screen.client.board.card(card)?.title ?? ""];
      if (number === null || !(fold(title).includes(sought) || `${number}`.startsWith(sought))) continue;
      if (found.push({ id: card, name: `#${number} ${title}`, text: `#${number}` }) === CARDS_MAX)
        return found;
    }
  return found;
};
const CARDS_MAX = 6;

const priorities: Offers = (_, rest) =>
  PRIORITIES.filter((level) => level.startsWith(fold(rest))).map((level) => ({
    ...{ id: level, name: capital(level), text: `!${level}` },
  }));

const DAYS = ["today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "1w", "2w"];

/** The days whose names begin so; else the day that was typed. */
const days: Offers = (_, rest) => {
  const today = new Date();
  const begun = DAYS.filter((word) => word.startsWith(fold(rest)));
  const words = begun.length === 0 ? [rest] : begun;
  return words.flatMap((word) => {
    const day = dayNamed(word, today);
    return day === undefined
      ? []
      : [{ id: word, name: `${capital(word)}: ${shortDay(day, today.getTime())}`, text: `^${word}` }];
  });
};

const ADDING: Readonly<Record<string, Offers>> = { "@": people, "#": labels, "!": priorities, "^": days };
