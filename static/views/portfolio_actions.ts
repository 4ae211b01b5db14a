/** What can be done on a portfolio's page, as actions of the registry. */

import type { Action } from "../ui/actions.ts";
import { boardPath, go } from "../ui/location.ts";
import type { Direction, Line } from "../ui/portfolio_lines.ts";
import { mayChange } from "./portfolio_about.ts";
import { addInitiative, nudge, putAway } from "./portfolio_deeds.ts";
import { type CellName, type PortfolioState, toggle } from "./portfolio_state.ts";
import { step as takeBack } from "./verbs.ts";

const known = new WeakMap<PortfolioState, readonly Action[]>();

/** Returns the actions of a portfolio, the same list each time. */
export function portfolioActions(state: PortfolioState): readonly Action[] {
  const made = known.get(state) ?? actionsOf(state);
  known.set(state, made);
  return made;
}

function actionsOf(state: PortfolioState): readonly Action[] {
  const canEdit = () => state.screen.canEdit.peek() && state.held.peek() === null;
  const line = () => state.line(state.focus.peek());
  const about = (id: string, title: string, keys: readonly string[], run: (line: Line) => void): Action => ({
    ...{ id: `portfolio-${id}`, title, group: "Board", keys },
    when: () => canEdit() && line() !== undefined && line()?.kind !== "hidden",
    run: () => {
      const found = line();
      if (found !== undefined) run(found);
    },
  });
  const cell = (name: CellName, title: string, key: string): Action => ({
    ...about(name, title, [key], ({ key: row }) => {
      state.cell.value = { row, name };
    }),
    when: () => {
      const found = line();
      return found !== undefined && (name === "move" ? canEdit() : mayChange(state, found));
    },
  });
  const step = (id: string, keys: readonly string[], by: -1 | 1): Action => ({
    ...{ id: `portfolio-${id}`, title: `Focus ${id}`, group: "Move", keys, isQuiet: true },
    run: () => {
      const lines = state.lines.peek().filter(({ kind }) => kind !== "hidden");
      const at = lines.findIndex(({ key }) => key === state.focus.peek());
      const next = at < 0 ? lines[0] : lines[at + by];
      if (next !== undefined) state.focusOn(next.key);
    },
  });
  const fold = (id: string, keys: readonly string[], isFolded: boolean): Action => ({
    ...{
      id: `portfolio-${id}`,
      title: `${isFolded ? "Fold" : "Unfold"} the initiative`,
      group: "Move",
      keys,
    },
    when: () => line() !== undefined,
    run: () => {
      const found = line();
      if (found === undefined) return;
      if (found.kind === "initiative" && found.count > 0 && state.screen.folded.has(found.id) !== isFolded)
        state.screen.folded.set(found.id, isFolded);
      else if (isFolded && found.holder !== undefined) state.focusOn(`i ${found.holder}`);
    },
  });
  const move = (direction: Direction, key: string, title: string): Action => ({
    ...about(`move-${direction}`, title, [key], (found) => nudge(state, found, direction)),
    group: "Move",
  });
  const back = (direction: "undo" | "redo", title: string, keys: readonly string[]): Action => ({
    ...{ id: `portfolio-${direction}`, title, group: "Edit", keys, isQuiet: true },
    run: () => {
      const keys = takeBack(state.screen, direction).map(
        ([verb, { id }]) => `${verb.startsWith("boards.") ? "b" : "i"} ${id}`,
      );
      const shown = keys.find((key) => state.line(key) !== undefined);
      if (shown !== undefined) state.focusOn(shown);
    },
  });
  return [
    back("undo", "Undo", ["mod+z"]),
    back("redo", "Redo", ["mod+shift+z", "mod+y"]),
    step("up", ["ArrowUp", "k"], -1),
    step("down", ["ArrowDown", "j"], 1),
    fold("fold", ["ArrowLeft", "h"], true),
    fold("unfold", ["ArrowRight", "l"], false),
    move("up", "alt+ArrowUp", "Move it up"),
    move("down", "alt+ArrowDown", "Move it down"),
    move("in", "alt+ArrowRight", "Put it under the initiative above"),
    move("out", "alt+ArrowLeft", "Take it out of its initiative"),
    {
      ...{ id: "portfolio-timeline", title: "Show or hide the timeline", group: "View", keys: [] },
      run: () => toggle("when", "1"),
    },
    {
      ...{ id: "portfolio-open", title: "Open the board", group: "Board", keys: ["Enter"] },
      when: () => line()?.kind === "board",
      run: () => go(boardPath(line()?.id ?? "")),
    },
    {
      ...{ id: "portfolio-add", title: "Add an initiative", group: "Board", keys: ["c"] },
      when: canEdit,
      run: () => addInitiative(state, undefined),
    },
    about("add-here", "Add an initiative below", ["n"], ({ kind, id, holder }) =>
      addInitiative(state, kind === "initiative" ? id : holder),
    ),
    {
      ...about("name", "Rename the initiative", ["e", "Enter"], ({ key }) => {
        state.cell.value = { row: key, name: "name" };
      }),
      when: () => canEdit() && line()?.kind === "initiative",
    },
    cell("owner", "Set the owner", "a"),
    cell("status", "Set the status", "s"),
    cell("target", "Set the target date", "d"),
    { ...cell("note", "Write the note", "w"), when: () => canEdit() && line()?.kind === "initiative" },
    { ...cell("update", "Read or post status updates", "u"), when: () => line() !== undefined },
    cell("move", "Move under another initiative", "m"),
    about("archive", "Archive, or take out of the portfolio", ["#"], (found) => putAway(state, found)),
  ];
}
