/** What changed between two moments of a board, in words, and as the draft of a status update. Pure. */

import { shortDay } from "./due.ts";
import { deedsOf, listed, type Names, UNSEEN } from "./happened.ts";
import type { Change } from "./happening.ts";
import { capital } from "./words.ts";

/** A card (or a milestone, or a goal) under a heading of docs/api.md, "History", and what is said of it there. */
export interface Changed extends Partial<Pick<Change, "before" | "after">> {
  readonly id: string;
  readonly title: string;
  readonly column?: string;
  readonly from?: string;
  readonly to?: string;
  readonly people?: readonly string[];
}

export type Lists = Readonly<Record<string, readonly Changed[]>>;

/** What the server answers: lists of cards by headings, and of what else came, went or changed by its kind. */
export interface Answer {
  readonly cards: Lists;
  readonly records?: Lists;
}

export interface Section {
  readonly title: string;
  /** What one of them is called, where they are no cards under a participle. */
  readonly noun?: string;
  /** Only cards have an address of their own. */
  readonly isOfCards: boolean;
  readonly cards: readonly { readonly id: string; readonly title: string; readonly detail: string }[];
}

const TITLES: Readonly<Record<string, string>> = {
  done: "Done",
  new: "New",
  moved: "Moved",
  slipped: "Slipped",
  pulled_in: "Pulled in",
  dated: "Dated",
  estimated: "Estimated",
  reopened: "Reopened",
  assigned: "Assigned",
  linked: "Dependencies",
  renamed: "Renamed",
  archived: "Archived",
  restored: "Restored",
};
const NOUNS: Readonly<Record<string, string>> = {
  linked: "dependency",
  milestones: "milestone",
  goals: "goal",
  initiatives: "initiative",
  boards: "board",
};

/** Returns what changed under headings in the order of what one asks first; headings of a newer server come last. */
export function sections({ cards, records = {} }: Answer, names: Names): readonly Section[] {
  const order = Object.keys(TITLES);
  const rank = (heading: string) => (order.includes(heading) ? order.indexOf(heading) : order.length);
  const found = Object.entries(cards).sort(([left], [right]) => rank(left) - rank(right));
  return [
    ...found.map(([heading, list]) => sectionOf(heading, list, names, true)),
    ...Object.entries(records).map(([heading, list]) => sectionOf(heading, list, names, false)),
  ].filter(({ cards }) => cards.length > 0);
}

function sectionOf(heading: string, list: readonly Changed[], names: Names, isOfCards: boolean): Section {
  const noun = NOUNS[heading];
  const kind = isOfCards ? "card" : heading === "boards" ? "listing" : (noun ?? "");
  return {
    ...{ title: TITLES[heading] ?? capital(heading.replaceAll("_", " ")), isOfCards },
    ...(noun === undefined ? {} : { noun }),
    cards: list.map((card) => ({
      id: card.id,
      title:
        oneLine(card.title || names(kind, card.id) || "") ||
        (kind === "listing" ? capital(UNSEEN) : "") ||
        `${isOfCards ? "Card" : capital(noun ?? "one")} without a ${isOfCards ? "title" : "name"}`,
      detail:
        card.before === undefined || card.after === undefined
          ? detailOf(heading, card, names)
          : deedIn(card, kind, names),
    })),
  };
}

/** Nobody in particular: each may have done a part of it. */
const WHO = { kind: "", id: "", name: "", color: "" };

/** Says it in the words of the history. */
function deedIn({ id, title, before = null, after = null }: Changed, kind: string, names: Names): string {
  const changes = [{ kind, id, title, before, after }];
  const happening = { ...{ id, entry: "", when: "", who: WHO, group: "", verb: "" }, changes, counts: {} };
  const deeds = deedsOf(happening, names, id);
  // After the name of what came: "added", not "added it".
  return listed(kind === "card" ? deeds : deeds.map((deed) => deed.replace(/^([^“]*?) (?:of )?it\b/, "$1")));
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

/** Returns "12 done, 3 new, 1 milestone". */
export function summary(found: readonly Section[]): string {
  return found
    .map(({ title, noun, cards }) => {
      const isOne = cards.length === 1 && noun !== undefined;
      return `${cards.length} ${isOne ? noun : title.toLowerCase()}`;
    })
    .join(", ");
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
