/** Which cards are shown: a filter as the address spells it, and whether a card passes. */

import type { Card } from "../../clients/js/values.ts";

export interface Filter {
  /** Words that all have to be in the title, or a number like #12. */
  readonly text: string;
  /** At least one of these labels. */
  readonly labels: readonly string[];
  /** At least one of these people. */
  readonly people: readonly string[];
}

export const EVERYTHING: Filter = { text: "", labels: [], people: [] };
const MEMBERS_MAX = 50;
const TEXT_MAX = 200;

export function parseFilter(query: string): Filter {
  const values = new URLSearchParams(query);
  return {
    text: (values.get("q") ?? "").slice(0, TEXT_MAX),
    labels: members(values.get("label")),
    people: members(values.get("person")),
  };
}

function members(text: string | null): readonly string[] {
  return [...new Set((text ?? "").split(",").filter((id) => id !== ""))].slice(0, MEMBERS_MAX);
}

/** Returns the filter as a query without its question mark; nothing filtered is "". */
export function spellFilter({ text, labels, people }: Filter): string {
  const values = new URLSearchParams();
  if (text !== "") values.set("q", text);
  if (labels.length > 0) values.set("label", labels.join(","));
  if (people.length > 0) values.set("person", people.join(","));
  return values.toString().replaceAll("%2C", ",");
}

export function isEmpty(filter: Filter): boolean {
  return filter.text.trim() === "" && filter.labels.length === 0 && filter.people.length === 0;
}

/** Returns the members with one added, or taken out if it was in. */
export function toggled(members: readonly string[], id: string): readonly string[] {
  return members.includes(id) ? members.filter((member) => member !== id) : [...members, id];
}

/** Returns a test for cards, prepared once for many. */
export function matcher(filter: Filter, numberOf: (card: string) => unknown): (card: Card) => boolean {
  const words = fold(filter.text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const [labels, people] = [new Set(filter.labels), new Set(filter.people)];
  return (card) => {
    if (labels.size > 0 && !card.labels.some((label) => labels.has(label))) return false;
    if (people.size > 0 && !card.assignees.some((person) => people.has(person))) return false;
    if (words.length === 0) return true;
    const title = fold(card.title);
    return words.every((word) => title.includes(word) || word === `#${numberOf(card.id)}`);
  };
}

/** Returns a text as it is compared: without case, accents or width. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
