/** What changed between two moments of a board, in words, and as the draft of a status update. Pure. */

import { shortDay } from "./due.ts";
import { listed, type Names } from "./happened.ts";
import { capital } from "./words.ts";

/** A card under a heading of docs/api.md, "History", and what is said of it there. */
export interface Changed {
  readonly id: string;
  readonly title: string;
  readonly column?: string;
  readonly from?: string;
  readonly to?: string;
  readonly people?: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly cards: readonly { readonly id: string; readonly title: string; readonly detail: string }[];
}

const TITLES: Readonly<Record<string, string>> = {
  done: "Done",
  new: "New",
  moved: "Moved",
  slipped: "Slipped",
  pulled_in: "Pulled in",
  reopened: "Reopened",
  assigned: "Assigned",
  renamed: "Renamed",
  archived: "Archived",
  restored: "Restored",
};

/** Returns what changed under headings in the order of what one asks first; headings of a newer server come last. */
export function sections(
  cards: Readonly<Record<string, readonly Changed[]>>,
  names: Names,
): readonly Section[] {
  const order = Object.keys(TITLES);
  const rank = (heading: string) => (order.includes(heading) ? order.indexOf(heading) : order.length);
  return Object.entries(cards)
    .filter(([, list]) => list.length > 0)
    .sort(([left], [right]) => rank(left) - rank(right))
    .map(([heading, list]) => ({
      title: TITLES[heading] ?? capital(heading.replaceAll("_", " ")),
      cards: list.map((card) => ({
        id: card.id,
        title: oneLine(card.title) || "Card without a title",
        detail: detailOf(heading, card, names),
      })),
    }));
}

function detailOf(heading: string, card: Changed, names: Names): string {
  const say = heading === "slipped" || heading === "pulled_in" ? dayInWords : oneLine;
  const [from, to] = [say(card.from ?? ""), say(card.to ?? "")];
  const people = (card.people ?? []).map((id) => names("person", id) ?? "somebody who is gone");
  if (people.length > 0) return `to ${listed(people)}`;
  if (from !== "" && to !== "") return `from ${from} to ${to}`;
  if (to !== "") return `to ${to}`;
  if (heading === "renamed") return from === "" ? "" : `was “${from}”`;
  if (from !== "") return `from ${from}`;
  return card.column ? `in ${oneLine(card.column)}` : "";
}

function dayInWords(date: string): string {
  return Number.isNaN(Date.parse(date)) ? oneLine(date) : shortDay(date, Date.now());
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Returns "12 done, 3 new". */
export function summary(found: readonly Section[]): string {
  return found.map(({ title, cards }) => `${cards.length} ${title.toLowerCase()}`).join(", ");
}

/** So many cards of a heading make a list that somebody reads. */
const LISTED_MAX = 15;

/** Returns a status update to be edited by a person, as Markdown. */
export function draftOf(board: string, since: string, found: readonly Section[]): string {
  const head = `## ${oneLine(board) || "Board"}: what changed ${since}`;
  if (found.length === 0) return `${head}\n\nNothing changed.\n`;
  const parts = found.map(({ title, cards }) => {
    const lines = cards
      .slice(0, LISTED_MAX)
      .map((card) => `- ${card.title}${card.detail === "" ? "" : ` (${card.detail})`}`);
    const more = cards.length - LISTED_MAX;
    return `### ${title}\n${lines.join("\n")}${more > 0 ? `\n- and ${more} more` : ""}`;
  });
  return [head, `**${capital(summary(found))}.**`, ...parts].join("\n\n").concat("\n");
}
