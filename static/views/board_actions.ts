/** The registry of what can be done on a board's page. */

import { UNSORTED } from "../../clients/js/schema.ts";
import type { Action } from "../ui/actions.ts";
import { announce } from "../ui/announce.tsx";
import { viewsOf } from "../ui/board_views.ts";
import { toggleDensity } from "../ui/density.ts";
import { boardPath, cardPath, go, query, route } from "../ui/location.ts";
import type { Screen } from "../ui/screen.ts";
import { toggleMine } from "./filter_bar.tsx";
import { focusFilter } from "./filter_state.ts";
import { extendSelection, moveFocus, toggleSelected } from "./focus.ts";
import { listActions } from "./list_actions.ts";
import { type CellName, isList, listOf } from "./list_state.ts";
import { planning } from "./templates_of.ts";
import { archiveCards, foldColumn, nudgeCard, nudgeColumn, step, toggleMember } from "./verbs.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

const known = new WeakMap<Screen, readonly Action[]>();
const knownOfPage = new WeakMap<Screen, readonly Action[]>();

/** Returns the actions of a screen, the same list each time. */
export function boardActions(screen: Screen): readonly Action[] {
  const made = known.get(screen) ?? [
    ...goActions(screen),
    ...cardActions(screen),
    ...moveActions(screen),
    ...editActions(screen),
    ...listActions(screen),
  ];
  known.set(screen, made);
  return made;
}

/** Returns what can be done on every page in the frame of a board, the same list each time. */
export function pageActions(screen: Screen): readonly Action[] {
  const made = knownOfPage.get(screen) ?? [
    ...goActions(screen).filter(({ group, keys }) => group === "Go" || keys.length === 0),
    ...editActions(screen, true),
  ];
  knownOfPage.set(screen, made);
  return made;
}

/** Returns the cards an action is about: the selected ones, else the open or the focused one. */
export function subjects(screen: Screen): readonly string[] {
  const selected = [...screen.selection.peek()];
  if (selected.length > 0) return selected;
  const card = screen.open.peek() ?? screen.focus.peek();
  return card !== null && screen.client.board.shownColumn(card) !== undefined ? [card] : [];
}

function goActions(screen: Screen): readonly Action[] {
  return [
    ...viewsOf(screen.root).map(
      ({ id, name, key }): Action => ({
        ...{ id: `go-${id}`, title: `Go to the ${name.toLowerCase()}`, group: "Go", keys: [key] },
        run: () => go(boardPath(screen.board, id, screen.root) + query.peek()),
      }),
    ),
    { id: "filter", title: "Filter cards", group: "View", keys: ["f", "/"], run: focusFilter },
    { id: "mine", title: "Only my cards", group: "View", keys: ["q"], run: () => toggleMine(screen) },
    { id: "density", title: "Compact or comfortable rows", group: "View", keys: [], run: toggleDensity },
  ];
}

function cardActions(screen: Screen): readonly Action[] {
  const one = () => subjects(screen).length === 1;
  const some = () => subjects(screen).length > 0 && screen.canEdit.peek();
  const edits = () => one() && screen.canEdit.peek();
  const open = () => {
    const [card] = subjects(screen);
    if (card === undefined) return;
    screen.peek.value = null;
    const current = route.peek();
    const below = current.name === "board" ? current.view : "board";
    go(cardPath(screen.board, screen.numberOf(card) ?? card) + query.peek(), { below });
  };
  // Selected cards are changed by their bar, a row of the list in place, and any other card in its sheet.
  const pick = (picker: CellName) => () => {
    const isSelected = screen.selection.peek().size > 0;
    if (screen.open.peek() === null && !isSelected && isList()) return listOf(screen).edit(picker);
    if (screen.open.peek() === null && !isSelected) open();
    screen.picker.value = picker;
  };
  const picking = (picker: CellName, title: string, key: string): Action => ({
    ...{
      id: picker,
      title,
      group: "Card",
      keys: [key],
      when: picker === "title" ? edits : some,
      run: pick(picker),
    },
  });
  return [
    { id: "open", title: "Open the card", group: "Card", keys: ["Enter"], when: one, run: open },
    {
      id: "peek",
      title: "Peek at the card",
      group: "Card",
      keys: ["Space"],
      when: () => screen.focus.peek() !== null && screen.open.peek() === null,
      run: () => togglePeek(screen),
    },
    {
      id: "add-here",
      title: "Add a card here",
      group: "Card",
      keys: ["n"],
      when: () => screen.canEdit.peek(),
      run: () => compose(screen, columnOfFocus(screen)),
    },
    {
      id: "add",
      title: "Add a card",
      group: "Card",
      keys: ["c"],
      when: () => screen.canEdit.peek(),
      run: () => compose(screen, null),
    },
    picking("title", "Edit the title", "e"),
    picking("assignees", "Assign people", "a"),
    picking("labels", "Set labels", "l"),
    picking("due", "Set the due date", "d"),
    picking("priority", "Set the priority", "p"),
    { ...picking("column", "Move to a column", "m"), keys: ["m", "s"] },
    { id: "me", title: "Assign to me", group: "Card", keys: ["i"], when: some, run: () => assignMe(screen) },
    {
      ...{ id: "template", title: "Save as template", group: "Card", keys: [], when: edits },
      run: async () => {
        const card = screen.client.board.card(subjects(screen)[0] ?? "");
        await (await planning()).keepAsTemplate(screen, card);
      },
    },
    { id: "archive", title: "Archive", group: "Card", keys: ["#"], when: some, run: () => archive(screen) },
    {
      ...{ id: "label", title: "Toggle a label", group: "Card" as const, isQuiet: true },
      keys: DIGITS,
      when: some,
      run: (digit) => {
        const label = screen.client.board.labels()[DIGITS.indexOf(digit)];
        if (label !== undefined) toggleMember(screen, subjects(screen), "label", label.id);
      },
    },
  ];
}

function moveActions(screen: Screen): readonly Action[] {
  const step = (direction: "up" | "down" | "left" | "right", keys: readonly string[]): Action => ({
    ...{ id: `focus-${direction}`, title: `Focus ${direction}`, group: "Move", keys, isQuiet: true },
    run: () => moveFocus(screen, direction),
  });
  const nudge = (direction: "up" | "down" | "left" | "right", key: string): Action => ({
    ...{ id: `move-${direction}`, title: `Move the card ${direction}`, group: "Move", keys: [key] },
    when: () => screen.canEdit.peek() && screen.focus.peek() !== null && screen.drag.peek() === null,
    run: () => {
      if (!isList() || listOf(screen).isAsOnBoard()) nudgeCard(screen, screen.focus.peek() ?? "", direction);
      else announce("Cards that are sorted or grouped another way cannot be moved by hand");
    },
  });
  return [
    step("up", ["ArrowUp", "k"]),
    step("down", ["ArrowDown", "j"]),
    step("left", ["ArrowLeft", "h"]),
    step("right", ["ArrowRight"]),
    nudge("up", "alt+ArrowUp"),
    nudge("down", "alt+ArrowDown"),
    nudge("left", "alt+ArrowLeft"),
    nudge("right", "alt+ArrowRight"),
    ...columnActions(screen),
    {
      id: "select",
      title: "Select the card",
      group: "Move",
      keys: ["x"],
      when: () => screen.focus.peek() !== null && screen.canEdit.peek(),
      run: () => toggleSelected(screen),
    },
    {
      id: "extend-up",
      title: "Extend the selection up",
      group: "Move",
      keys: ["shift+ArrowUp"],
      isQuiet: true,
      when: () => screen.canEdit.peek(),
      run: () => extendSelection(screen, "up"),
    },
    {
      id: "extend-down",
      title: "Extend the selection down",
      group: "Move",
      keys: ["shift+ArrowDown"],
      isQuiet: true,
      when: () => screen.canEdit.peek(),
      run: () => extendSelection(screen, "down"),
    },
  ];
}

/** What is done with the column of the focused card. */
function columnActions(screen: Screen): readonly Action[] {
  const about = (
    id: string,
    title: string,
    keys: readonly string[],
    run: (column: string) => void,
  ): Action => ({
    ...{ id, title, group: "Move", keys },
    when: () => columnOfFocus(screen) !== null && screen.drag.peek() === null,
    run: () => run(columnOfFocus(screen) ?? ""),
  });
  const nudge = (id: string, title: string, key: string, step: -1 | 1): Action => {
    const action = about(id, title, [key], (column) => nudgeColumn(screen, column, step));
    return { ...action, when: () => screen.canEdit.peek() && action.when?.() === true };
  };
  return [
    nudge("column-left", "Move the column left", "alt+shift+ArrowLeft", -1),
    nudge("column-right", "Move the column right", "alt+shift+ArrowRight", 1),
    about("fold", "Collapse the column", [], (column) => foldColumn(screen, column)),
  ];
}

/** Returns the open column the focused card stands in. */
function columnOfFocus(screen: Screen): string | null {
  const column = screen.client.board.shownColumn(screen.focus.peek() ?? "");
  return column === undefined || column === UNSORTED ? null : column;
}

function editActions(screen: Screen, isUnseen = false): readonly Action[] {
  return [
    {
      id: "undo",
      title: "Undo",
      group: "Edit",
      keys: ["mod+z"],
      run: () => void step(screen, "undo", isUnseen),
    },
    {
      id: "redo",
      title: "Redo",
      group: "Edit",
      keys: ["mod+shift+z", "mod+y"],
      run: () => void step(screen, "redo", isUnseen),
    },
  ];
}

function togglePeek(screen: Screen): void {
  screen.peek.value = screen.peek.peek() === null ? screen.focus.peek() : null;
}

/** Opens the composer in a column; null: in the first that is not folded. */
function compose(screen: Screen, column: string | null): void {
  const first = screen.client.board.columns().find(({ id }) => !screen.folded.has(id));
  if (route.peek().name === "board") screen.composing.value = column ?? first?.id ?? null;
}

function assignMe(screen: Screen): void {
  const me = screen.live.status.peek().person;
  if (me !== null) toggleMember(screen, subjects(screen), "assignee", me.id);
}

/** Archives, and leaves the keyboard on the card that takes the place. */
function archive(screen: Screen): void {
  const cards = subjects(screen);
  const [first = ""] = cards;
  const list = beside(screen, first);
  const at = list.indexOf(first);
  const next =
    list.slice(at + 1).find((id) => !cards.includes(id)) ??
    list.slice(0, at).findLast((id) => !cards.includes(id));
  const current = route.peek();
  if (screen.open.peek() === first && current.name === "board")
    go(boardPath(screen.board, current.view) + query.peek());
  archiveCards(screen, cards);
  screen.selection.value = new Set();
  if (next !== undefined) screen.focusOn(next);
  else screen.focus.value = null;
}

/** Returns the cards among which one stands on the screen. */
function beside(screen: Screen, card: string): readonly string[] {
  if (isList())
    return listOf(screen)
      .rows.peek()
      .map((row) => row.card);
  const column = screen.client.board.shownColumn(card);
  return column === undefined ? [] : screen.shown(column);
}
