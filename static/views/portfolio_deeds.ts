/** What the page of a portfolio does to it: the verbs, with their announcement and the way back. */

import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import { announce } from "../ui/announce.tsx";
import { type MetaKey, setElsewhere } from "../ui/elsewhere.ts";
import { type Direction, type Line, nudged, type Place, siblings } from "../ui/portfolio_lines.ts";
import { toast } from "../ui/toast.tsx";
import { nameOf } from "./portfolio_about.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { act } from "./verbs.ts";

/** Asks for the name of another initiative, under one or under none; that makes it. */
export function addInitiative(state: PortfolioState, parent: string | undefined): void {
  const id = newId();
  state.draft.value = { id, parent: parent ?? "" };
  if (parent !== undefined) state.screen.folded.set(parent, false);
  state.focusOn(`i ${id}`);
  state.cell.value = { row: `i ${id}`, name: "name" };
}

/** Names an initiative; its first name makes it. */
export function nameInitiative(state: PortfolioState, id: string, name: string): void {
  const draft = state.draft.peek();
  if (draft?.id !== id) act(state.screen, "initiatives.set", { id, key: "name", value: name });
  // Where it was to stand may be gone by now.
  else act(state.screen, "initiatives.add", { id, name, parent: state.parents.peek().get(id) ?? null });
}

/** Puts a board under an initiative, or takes it out where it stands there already. */
export function toggleBoard(state: PortfolioState, board: string, initiative: string | undefined): void {
  const { screen } = state;
  const listing = screen.client.board.listing(board);
  if (listing !== undefined && !listing.archived) {
    takeOut(state, board);
    return;
  }
  const group = newGroup();
  const name = state.board(board)?.name ?? "";
  if (listing !== undefined) {
    act(screen, "boards.restore", { id: board }, group);
    act(screen, "boards.move", { id: board, initiative: initiative ?? null }, group);
  } else act(screen, "boards.add", { id: board, initiative: initiative ?? null }, group);
  announce(`${name} added`);
}

/** Takes an initiative or board out of sight, and leaves the keyboard on the next line. */
export function putAway(state: PortfolioState, line: Line): void {
  const { lines, screen } = state;
  const at = lines.peek().findIndex(({ key }) => key === line.key);
  const next = lines.peek()[at + 1] ?? lines.peek()[at - 1];
  if (line.kind === "board") takeOut(state, line.id);
  else if (act(screen, "initiatives.archive", { id: line.id }))
    told(state, `Initiative “${nameOf(state, line)}” archived`, "initiatives.restore", line.id);
  if (next !== undefined) state.focusOn(next.key);
}

function takeOut(state: PortfolioState, board: string): void {
  const name = nameOf(state, { kind: "board", id: board });
  if (act(state.screen, "boards.archive", { id: board }))
    told(state, `${name} taken out of the portfolio`, "boards.restore", board);
}

function told(
  state: PortfolioState,
  what: string,
  verb: "initiatives.restore" | "boards.restore",
  id: string,
): void {
  announce(what);
  toast(what, { name: "Undo", run: () => act(state.screen, verb, { id }) });
}

/** Moves a line, says where it stands now, and keeps the keyboard on it; under another initiative with the way back. */
export function moveLine(state: PortfolioState, line: Line, place: Place): void {
  const before = siblings(state.lines.peek(), line);
  const back = { holder: line.holder, after: before[before.indexOf(line.id) - 1] ?? null };
  if (!move(state, line, place) || place.holder === line.holder) return;
  toast(`${nameOf(state, line)} is ${whereIs(state, place.holder)} now`, {
    ...{ name: "Undo", run: () => move(state, line, back) },
  });
}

function whereIs(state: PortfolioState, holder: string | undefined): string {
  return holder === undefined ? "at the top" : `under ${nameOf(state, { kind: "initiative", id: holder })}`;
}

function move(state: PortfolioState, line: Line, { holder, after }: Place): boolean {
  const { screen } = state;
  const where = { id: line.id, ...(after === undefined ? {} : { after }) };
  const done =
    line.kind === "initiative"
      ? act(screen, "initiatives.move", { ...where, parent: holder ?? null })
      : act(screen, "boards.move", { ...where, initiative: holder ?? null });
  if (!done) return false;
  if (holder !== undefined) screen.folded.set(holder, false);
  const moved = state.lines.peek().find(({ key }) => key === line.key);
  const among = moved === undefined ? [] : siblings(state.lines.peek(), moved);
  const at = among.indexOf(line.id) + 1;
  announce(`Moved to position ${at} of ${among.length} ${whereIs(state, holder)}`);
  state.focusOn(line.key);
  return true;
}

export function nudge(state: PortfolioState, line: Line, direction: Direction): void {
  const place = nudged(state.lines.peek(), state.parents.peek(), line, direction);
  if (place === null) announce(`It cannot go further ${direction}`);
  else moveLine(state, line, place);
}

/** Sets what is said of a line: an initiative in the portfolio, a board where it is said, on the board. */
export function setKey(
  state: PortfolioState,
  line: Line,
  key: "owner" | "status" | "target",
  value: string | null,
  group?: string,
): void {
  if (line.kind === "initiative") act(state.screen, "initiatives.set", { id: line.id, key, value }, group);
  else void setOnBoard(state, line, BOARD_KEYS[key], value);
}

const BOARD_KEYS = { owner: "lead", status: "health", target: "target" } as const;

async function setOnBoard(
  state: PortfolioState,
  line: Line,
  key: MetaKey,
  value: string | null,
): Promise<void> {
  const done = await setElsewhere(line.id, key, value);
  if (done === undefined || done.before === value) return;
  const what = `Changed on the board ${nameOf(state, line)}`;
  announce(what);
  toast(what, { name: "Undo", run: () => void setElsewhere(line.id, key, done.before, value) });
}
