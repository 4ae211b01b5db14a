/** What is said of a line by people: an initiative in the portfolio, a board on the board itself. */

import type { Status } from "../../clients/js/schema.ts";
import { EDITORS } from "../ui/elsewhere.ts";
import { facesOn } from "../ui/facts.ts";
import type { Known } from "../ui/people.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { capital } from "../ui/words.ts";
import type { CellName, PortfolioState } from "./portfolio_state.ts";

export interface About {
  readonly owner: string | undefined;
  readonly status: Status | undefined;
  readonly start: string | undefined;
  readonly target: string | undefined;
  readonly note: string;
}

export const CELLS: Readonly<Record<CellName, string>> = {
  ...{
    name: "Name",
    owner: "Owner",
    status: "Status",
    target: "Target date",
    note: "Note",
    update: "Status updates",
    move: "Move",
  },
};

export const STATUS_HUES: Readonly<Record<Status, string>> = {
  ...{ "on-track": "green", "at-risk": "yellow", "off-track": "red", done: "blue", paused: "" },
};

const NOTHING: About = { owner: undefined, status: undefined, start: undefined, target: undefined, note: "" };

export function aboutOf(state: PortfolioState, { kind, id }: Line): About {
  if (kind === "initiative") {
    state.screen.live.follow("initiatives");
    const initiative = state.screen.client.board.initiative(id);
    return initiative === undefined ? NOTHING : { ...NOTHING, ...initiative };
  }
  const summary = state.summary(id);
  if (summary === undefined) return NOTHING;
  return {
    owner: summary.lead ?? undefined,
    status: summary.health ?? undefined,
    start: summary.start ?? undefined,
    target: summary.target ?? undefined,
    note: "",
  };
}

export function words(status: string): string {
  return capital(status.replace("-", " "));
}

export function nameOf(state: PortfolioState, { kind, id }: Pick<Line, "kind" | "id">): string {
  if (kind === "initiative")
    return state.screen.client.board.initiative(id)?.name || "Initiative without a name";
  return state.board(id)?.name || "Board without a name";
}

/** Returns who is on a board now. */
export function facesOf(state: PortfolioState, { kind, id }: Line): readonly Known[] {
  return kind === "board" ? (facesOn.value.get(id) ?? state.board(id)?.faces ?? []) : [];
}

/** Says whether I may change what is said of a line: on a board its own roles hold. */
export function mayChange(state: PortfolioState, { kind, id }: Line): boolean {
  if (kind === "initiative") return state.screen.canEdit.value;
  const board = state.board(id);
  return board !== undefined && board.archived !== true && EDITORS.includes(board.role);
}
