/** A portfolio as the lines of a page, and what moving one of them means: pure, so that drag, keys and menus agree. */

import { boardsUnder, type Outlined, type Standing } from "../../clients/js/outline.ts";

export interface Line {
  readonly kind: "initiative" | "board" | "hidden";
  /** Of the initiative or board; of the holder where boards are only counted. */
  readonly id: string;
  /** Unlike any other line's. */
  readonly key: string;
  readonly depth: number;
  /** The initiative it is shown under. */
  readonly holder: string | undefined;
  /** Initiatives: whether anything stands below it. Hidden boards: how many there are. */
  readonly count: number;
}

export interface Shown {
  /** Whether what stands below an initiative is folded away. */
  readonly isFolded: (initiative: string) => boolean;
  readonly isVisible: (board: string) => boolean;
}

/** Returns the lines of a portfolio: an initiative, its boards, then what stands below it; boards under none come last. */
export function linesOf(
  outlined: readonly Outlined<Standing>[],
  boards: Iterable<Standing>,
  shown: Shown,
): readonly Line[] {
  const under = boardsUnder(outlined, boards);
  const holding = new Set(outlined.map(({ parent }) => parent));
  const lines: Line[] = [];
  let foldedAt = Number.POSITIVE_INFINITY;
  for (const { value, parent, depth } of outlined) {
    if (depth > foldedAt) continue;
    const { id } = value;
    const count = (under.get(id)?.length ?? 0) + (holding.has(id) ? 1 : 0);
    lines.push({ kind: "initiative", id, key: `i ${id}`, depth, holder: parent, count });
    foldedAt = shown.isFolded(id) ? depth : Number.POSITIVE_INFINITY;
    if (foldedAt > depth) lines.push(...boardLines(under.get(id) ?? [], id, depth + 1, shown));
  }
  return [...lines, ...boardLines(under.get(undefined) ?? [], undefined, 0, shown)];
}

function boardLines(
  boards: readonly Standing[],
  holder: string | undefined,
  depth: number,
  { isVisible }: Shown,
): readonly Line[] {
  const visible = boards.filter(({ id }) => isVisible(id));
  const lines = visible.map(
    ({ id }): Line => ({ kind: "board", id, key: `b ${id}`, depth, holder, count: 0 }),
  );
  const hidden = boards.length - visible.length;
  if (hidden === 0) return lines;
  return [
    ...lines,
    { kind: "hidden", id: holder ?? "", key: `h ${holder ?? ""}`, depth, holder, count: hidden },
  ];
}

/** Where something goes: under which initiative, behind which of its own kind there (null: first; undefined: last). */
export interface Place {
  readonly holder: string | undefined;
  readonly after: string | null | undefined;
}

/** On which part of a line something is held over it. */
export type Part = "before" | "inside" | "after";

/** Returns where a line goes when it is dropped on another; null: it cannot go there, or is there already. */
export function dropped(
  lines: readonly Line[],
  parents: ReadonlyMap<string, string | undefined>,
  moved: Line,
  target: Line,
  part: Part,
): Place | null {
  if (moved.kind === "hidden" || moved.key === target.key) return null;
  const goal = goalOf(lines, moved, target, part);
  return moved.kind === "initiative" && isBelow(parents, goal.holder, moved.id) ? null : goal;
}

function goalOf(lines: readonly Line[], moved: Line, target: Line, part: Part): Place {
  if (target.kind === "initiative" && (part === "inside" || moved.kind === "board"))
    return { holder: target.id, after: undefined };
  if (target.kind !== moved.kind) return { holder: target.holder, after: undefined };
  if (part === "after") return { holder: target.holder, after: target.id };
  const among = siblings(lines, target).filter((id) => id !== moved.id);
  return { holder: target.holder, after: among[among.indexOf(target.id) - 1] ?? null };
}

/** Returns the ids of a line's kind under the same initiative, in order. */
export function siblings(lines: readonly Line[], { kind, holder }: Line): readonly string[] {
  return lines.filter((line) => line.kind === kind && line.holder === holder).map(({ id }) => id);
}

/** Says whether an initiative is another one or stands somewhere below it. */
export function isBelow(
  parents: ReadonlyMap<string, string | undefined>,
  id: string | undefined,
  above: string,
): boolean {
  for (let at = id; at !== undefined; at = parents.get(at)) if (at === above) return true;
  return false;
}

export type Direction = "up" | "down" | "in" | "out";

/** Returns where one step of the keyboard takes a line; null: nowhere. */
export function nudged(
  lines: readonly Line[],
  parents: ReadonlyMap<string, string | undefined>,
  line: Line,
  direction: Direction,
): Place | null {
  const among = siblings(lines, line);
  const at = among.indexOf(line.id);
  if (line.kind === "hidden" || at < 0) return null;
  if (direction === "out")
    return line.holder === undefined
      ? null
      : { holder: parents.get(line.holder), after: line.kind === "initiative" ? line.holder : undefined };
  if (direction === "in") {
    const holder = line.kind === "initiative" ? among[at - 1] : nearest(lines, line, -1);
    return holder === undefined ? null : { holder, after: undefined };
  }
  const step = direction === "up" ? -1 : 1;
  if (at + step >= 0 && at + step < among.length)
    return { holder: line.holder, after: (direction === "up" ? among[at - 2] : among[at + 1]) ?? null };
  if (line.kind === "initiative") return null;
  // A board goes on to the initiative above or below.
  const next = nearest(lines, line, step);
  if (next !== undefined) return { holder: next, after: direction === "up" ? undefined : null };
  return direction === "down" && line.holder !== undefined ? { holder: undefined, after: null } : null;
}

/** Returns the initiative nearest to a line, other than the one it stands under. */
function nearest(lines: readonly Line[], line: Line, step: -1 | 1): string | undefined {
  let at = lines.findIndex(({ key }) => key === line.key);
  for (at += step; lines[at] !== undefined; at += step) {
    const other = lines[at];
    if (other?.kind === "initiative" && other.id !== line.holder) return other.id;
  }
  return undefined;
}
