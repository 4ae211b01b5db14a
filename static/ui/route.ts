/** What an address shows: which view, on which board and card. */

import { type BoardRoot, type BoardView, viewsOf } from "./board_views.ts";

/** Pages of the workspace under their own name. */
const PLAIN = ["import", "inbox", "my", "workload"] as const;

export type Route =
  | { readonly name: "home" | "nowhere" | (typeof PLAIN)[number] }
  | { readonly name: "sign-in"; readonly secret: string }
  | {
      readonly name: "board";
      readonly root: BoardRoot;
      readonly board: string;
      readonly view: BoardView;
      readonly card: string | null;
    };

/** Returns what a path shows; `below` is the view a card's sheet is laid over. */
export function routeOf(path: string, below: BoardView = "board"): Route {
  const [first = "", second = "", third = "", fourth = "", ...more] = path.slice(1).split("/").map(decoded);
  if (more.length > 0) return { name: "nowhere" };
  if (first === "") return { name: "home" };
  const plain = PLAIN.find((name) => name === first);
  if (plain !== undefined && second === "") return { name: plain };
  if (first === "in" && second !== "") return { name: "sign-in", secret: second };
  if ((first !== "b" && first !== "p") || second === "") return { name: "nowhere" };
  const place = { name: "board", root: first, board: second } as const;
  if (third === "c" && fourth !== "") return { ...place, view: below, card: fourth };
  if (fourth !== "") return { name: "nowhere" };
  return {
    ...place,
    view: viewsOf(first).find(({ id }) => id === third)?.id ?? firstView(first),
    card: null,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // a stray %: no such place
  }
}

function firstView(root: BoardRoot): BoardView {
  return root === "b" ? "board" : "portfolio";
}

export function boardPath(board: string, view: BoardView = "board", root: BoardRoot = "b"): string {
  return `/${root}/${board}${view === firstView(root) ? "" : `/${view}`}`;
}

export function cardPath(board: string, card: string | number): string {
  return `/b/${board}/c/${card}`;
}
