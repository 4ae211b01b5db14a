/** How the boards of a workspace stand in a list: those with my star, portfolios, then group by group, and what is sought among them. */

import type { BoardLine } from "./board_line.ts";
import { fold } from "./filter.ts";

export interface Shelf {
  readonly id: string;
  readonly name: string;
  readonly boards: readonly BoardLine[];
}

const order = new Intl.Collator(undefined, { numeric: true });

/** Returns what is not empty of: stars, portfolios, the groups by name, and boards of no group. */
export function shelved(boards: readonly BoardLine[]): readonly Shelf[] {
  const starred = boards.filter((board) => board.starred);
  const rest = boards.filter((board) => !board.starred);
  const portfolios = rest.filter(isPortfolio);
  const plain = rest.filter((board) => !isPortfolio(board));
  const groups = groupsOf(plain);
  return [
    shelf("starred", "Starred", starred),
    shelf("portfolios", "Portfolios", portfolios),
    ...groups.map((group) =>
      shelf(
        `group ${group}`,
        group,
        plain.filter((board) => board.group === group),
      ),
    ),
    shelf(
      "boards",
      groups.length === 0 ? "Boards" : "Other boards",
      plain.filter(({ group }) => group === ""),
    ),
  ].filter(({ boards }) => boards.length > 0);
}

function shelf(id: string, name: string, boards: readonly BoardLine[]): Shelf {
  return { id, name, boards: [...boards].sort((left, right) => order.compare(left.name, right.name)) };
}

function isPortfolio({ kind }: BoardLine): boolean {
  return kind === "portfolio";
}

/** Returns the boards in whose name or group all of the words are, whatever their case and accents. */
export function sought(boards: readonly BoardLine[], words: string): readonly BoardLine[] {
  const parts = fold(words)
    .split(/\s+/)
    .filter((part) => part !== "");
  return boards.filter((board) => {
    const text = fold(isPortfolio(board) ? board.name : `${board.name} ${board.group}`);
    return parts.every((part) => text.includes(part));
  });
}

/** Returns the groups there are, by name; portfolios stand in none, whatever was stored. */
export function groupsOf(boards: readonly BoardLine[]): readonly string[] {
  const plain = boards.filter((board) => !isPortfolio(board));
  const groups = new Set(plain.map(({ group }) => group).filter((group) => group !== ""));
  return [...groups].sort(order.compare);
}
