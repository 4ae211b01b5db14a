/**
 * The views of boards and portfolios, in the order of the view switch: a further one is a line here, and its file in
 * views/board_page.tsx. `of`: the roots of the paths it is a view of, "b" for boards and "p" for portfolios.
 */

export const BOARD_VIEWS = [
  { id: "board", name: "Board", icon: "board", key: "g b", of: "b" },
  { id: "list", name: "List", icon: "list", key: "g l", of: "b" },
  { id: "timeline", name: "Timeline", icon: "timeline", key: "g t", of: "b" },
  { id: "calendar", name: "Calendar", icon: "calendar", key: "g c", of: "b" },
  { id: "portfolio", name: "Portfolio", icon: "portfolio", key: "g p", of: "p" },
  { id: "cards", name: "Cards", icon: "checklist", key: "g l", of: "p" },
  { id: "goals", name: "Goals", icon: "goal", key: "g o", of: "bp" },
  { id: "history", name: "History", icon: "history", key: "g y", of: "bp" },
  { id: "rules", name: "Rules", icon: "rule", key: "g r", of: "b" },
  { id: "reports", name: "Reports", icon: "report", key: "g e", of: "b" },
  { id: "archive", name: "Archive", icon: "archive", key: "g a", of: "b" },
] as const;

/** What stands at an address: a board or a portfolio. */
export type BoardRoot = "b" | "p";
export type BoardView = (typeof BOARD_VIEWS)[number]["id"];

/** Returns the views there are; the first is shown where none is named. */
export function viewsOf(root: BoardRoot) {
  return BOARD_VIEWS.filter((view) => view.of.includes(root));
}

export function isView(word: string): word is BoardView {
  return BOARD_VIEWS.some(({ id }) => id === word);
}
