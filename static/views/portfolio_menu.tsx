/** What can be done with a line, for those who have no keys at hand. */

import { shortDay } from "../ui/due.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath, go } from "../ui/location.ts";
import { type MenuItem, MenuList, Popup } from "../ui/menu.tsx";
import { minute } from "../ui/minute.ts";
import type { Line } from "../ui/portfolio_lines.ts";
import { CELLS, facesOf, mayChange, nameOf } from "./portfolio_about.ts";
import { whenIn } from "./portfolio_dates.ts";
import { addInitiative, nudge, putAway } from "./portfolio_deeds.ts";
import type { CellName, PortfolioState } from "./portfolio_state.ts";

interface RowMenuProps {
  readonly state: PortfolioState;
  readonly line: Line;
}

export function RowMenu({ state, line }: RowMenuProps) {
  return (
    <span class="portfolio-cell is-menu" data-cell={`${line.key} move`}>
      <Popup label={`More about ${nameOf(state, line)}`} button={<Icon name="more" />}>
        {(close) => (
          <>
            <p class="hint portfolio-why" hidden={factsOf(state, line) === ""}>
              {factsOf(state, line)}
            </p>
            <MenuList close={close} items={items(state, line)} />
          </>
        )}
      </Popup>
    </span>
  );
}

/** What a narrow page has no room for in the row. */
function factsOf(state: PortfolioState, line: Line): string {
  const { next, people } = state.totals(line);
  const here = facesOf(state, line).map(({ name }) => name);
  return [
    whenIn(state, line),
    next === null ? "" : `next: ${next.name} on ${shortDay(next.date, minute.value)}`,
    people.size === 0 ? "" : `people with open cards: ${people.size}`,
    here.length === 0 ? "" : `here now: ${here.join(", ")}`,
  ]
    .filter((one) => one !== "")
    .join("; ");
}

function items(state: PortfolioState, line: Line): readonly MenuItem[] {
  const edit = (name: CellName) => () => {
    // After the menu has given the keyboard back.
    queueMicrotask(() => {
      state.cell.value = { row: line.key, name };
    });
  };
  const open: MenuItem = { name: "Open the board", icon: "board", run: () => go(boardPath(line.id)) };
  const updates: MenuItem = { name: "Status updates", icon: "comment", run: edit("update") };
  const target: MenuItem = { name: CELLS.target, icon: "calendar", run: edit("target") };
  const dates = mayChange(state, line) ? [target] : [];
  if (!state.screen.canEdit.value) return line.kind === "board" ? [open, updates, ...dates] : [updates];
  const moves: readonly MenuItem[] = [
    { name: "Move up", icon: "up", run: () => nudge(state, line, "up") },
    { name: "Move down", icon: "down", run: () => nudge(state, line, "down") },
    { name: "Move under…", icon: "next", run: edit("move") },
  ];
  if (line.kind === "board")
    return [
      open,
      updates,
      ...dates,
      ...moves,
      { name: "Take out of the portfolio", icon: "archive", run: () => putAway(state, line) },
    ];
  return [
    { name: "Rename", icon: "edit", run: edit("name") },
    updates,
    { name: CELLS.note, icon: "text", run: edit("note") },
    target,
    { name: "Add an initiative below", icon: "add", run: () => addInitiative(state, line.id) },
    ...moves,
    { name: "Archive", icon: "archive", run: () => putAway(state, line) },
  ];
}
