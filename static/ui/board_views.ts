/** The views of a board, in the order of the view switch: a further one is a line here, and its file in views/board_page.tsx. */

export const BOARD_VIEWS = [
  { id: "board", name: "Board", icon: "board", key: "g b" },
  { id: "list", name: "List", icon: "list", key: "g l" },
  { id: "archive", name: "Archive", icon: "archive", key: "g a" },
] as const;

export type BoardView = (typeof BOARD_VIEWS)[number]["id"];

export function isView(word: string): word is BoardView {
  return BOARD_VIEWS.some(({ id }) => id === word);
}
