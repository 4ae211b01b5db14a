/** A board as lists of the workspace know it, read from what the server answers or a browser has kept of an earlier answer. */

import type { Known } from "./people.ts";
import { boardPath } from "./route.ts";

export interface BoardLine {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly kind: "board" | "portfolio";
  /** Under which name the workspace lists it; empty: under none. */
  readonly group: string;
  readonly starred: boolean;
  readonly archived: boolean;
  /** When it was last written to. */
  readonly edited: string | null;
  /** Some of those who are on it now. */
  readonly faces: readonly Known[];
  /** How many people are on it now. */
  readonly present: number;
}

/** Returns a board as read: what an older answer does not tell is what it was before there was such a thing. */
export function lineOf(answer: Partial<Record<keyof BoardLine, unknown>>): BoardLine {
  const { faces, present, edited } = answer;
  return {
    id: String(answer.id),
    name: String(answer.name ?? ""),
    role: String(answer.role ?? ""),
    kind: answer.kind === "portfolio" ? "portfolio" : "board",
    group: String(answer.group ?? ""),
    starred: answer.starred === true,
    archived: answer.archived === true,
    edited: typeof edited === "string" ? edited : null,
    faces: Array.isArray(faces) ? faces : [],
    present: typeof present === "number" ? present : 0,
  };
}

export function nameOf({ name, kind }: Pick<BoardLine, "name" | "kind">): string {
  return name || `${kind === "portfolio" ? "Portfolio" : "Board"} without a name`;
}

export function pathOf({ id, kind }: Pick<BoardLine, "id" | "kind">): string {
  return kind === "portfolio" ? `/p/${id}` : boardPath(id);
}
