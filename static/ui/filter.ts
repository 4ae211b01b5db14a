/** Which cards are shown: a filter as the address spells it, and whether a card passes. */

export interface Filter {
  /** Words that all have to be in the title, or a number like #12. */
  readonly text: string;
  /** At least one of these labels. */
  readonly labels: readonly string[];
  /** At least one of these people. */
  readonly people: readonly string[];
  /** Due in at least one of these stretches of time. */
  readonly due: readonly string[];
}

export const EVERYTHING: Filter = { text: "", labels: [], people: [], due: [] };
const MEMBERS_MAX = 50;
const TEXT_MAX = 200;

export function parseFilter(query: string): Filter {
  const values = new URLSearchParams(query);
  return {
    text: (values.get("q") ?? "").slice(0, TEXT_MAX),
    labels: members(values.get("label")),
    people: members(values.get("person")),
    due: members(values.get("due")),
  };
}

function members(text: string | null): readonly string[] {
  return [...new Set((text ?? "").split(",").filter((id) => id !== ""))].slice(0, MEMBERS_MAX);
}

/** Returns the query with this filter in it, without its question mark; what else the query says stays. */
export function spellFilter({ text, labels, people, due }: Filter, query = ""): string {
  const values = new URLSearchParams(query);
  for (const [key, value] of Object.entries({
    q: text,
    label: `${labels}`,
    person: `${people}`,
    due: `${due}`,
  }))
    if (value === "") values.delete(key);
    else values.set(key, value);
  return values.toString().replaceAll("%2C", ",");
}

export function isEmpty({ text, labels, people, due }: Filter): boolean {
  return text.trim() === "" && labels.length + people.length + due.length === 0;
}

/** Returns the members with one added, or taken out if it was in. */
export function toggled(members: readonly string[], id: string): readonly string[] {
  return members.includes(id) ? members.filter((member) => member !== id) : [...members, id];
}

/** What of a card a filter asks for. */
export interface Filtered {
  readonly id: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** Returns a test for cards, prepared once for many; what a card's number is and when it is due, others know. */
export function matcher<Card extends Filtered>(
  filter: Filter,
  numberOf: (card: string) => unknown,
  spanOf: (card: Card) => string,
): (card: Card) => boolean {
  const words = fold(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const has = (asked: readonly string[], given: readonly string[]) =>
    asked.length === 0 || given.some((one) => asked.includes(one));
  return (card) => {
    if (!has(filter.labels, card.labels) || !has(filter.people, card.assignees)) return false;
    if (filter.due.length > 0 && !filter.due.includes(spanOf(card))) return false;
    if (words.length === 0) return true;
    const title = foldedTitle(card);
    return words.every((word) => title.includes(word) || word === `#${numberOf(card.id)}`);
  };
}

/** A card that changes is another value: what was folded once need not be folded at every letter typed. */
const titles = new WeakMap<Filtered, string>();

export function foldedTitle(card: Filtered): string {
  const known = titles.get(card) ?? fold(card.title);
  titles.set(card, known);
  return known;
}

/** Returns a text as it is compared: without case, accents or width. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
