/** What an edit was meant to do, in words for whoever made it. */

import type { Intent } from "../../clients/js/edits/index.ts";
import type { Screen } from "./screen.ts";

/** Finds what an id stands for on the board as it is; undefined: it is not there. */
export type Names = (noun: string, id: string) => string | undefined;

/** What is edited, where that is not the verb's first word without its "s". */
const NOUNS: Readonly<Record<string, string>> = { board: "board", people: "person", reactions: "comment" };

/** `%` stands for the thing. */
const DEEDS: Readonly<Record<string, string>> = {
  add: "Add %",
  set: "Change %",
  move: "Move %",
  archive: "Archive %",
  restore: "Bring back %",
  text: "Write in %",
  splice: "Type in %",
  include: "Add something to %",
  exclude: "Take something from %",
  link: "Add a link to %",
  unlink: "Take a link from %",
  option: "Change an option of %",
  remove: "Remove %",
  toggle: "React to %",
  number: "Number %",
};

/** What somebody typed stands under these names of arguments. */
const TYPED = ["title", "name", "text", "insert", "description", "url", "value"] as const;

export interface Deed {
  /** "Move the card “Plan” to “Done”". */
  readonly what: string;
  /** What was typed, to copy out; may be empty. */
  readonly typed: string;
}

export function deedOf([verb, args]: Intent, names: Names): Deed {
  const [nouns = "", action = ""] = verb.split(".");
  const noun = NOUNS[nouns] ?? nouns.slice(0, -1);
  const own = text(args["title"]) || text(args["name"]);
  const known = own || (names(noun, text(args["id"])) ?? "");
  const thing = `the ${noun}${known === "" ? "" : ` “${known}”`}`;
  const column = action === "move" ? (names("column", text(args["column"])) ?? "") : "";
  const card = noun === "card" ? "" : (names("card", text(args["card"])) ?? "");
  const what = (DEEDS[action] ?? "Change %").replace("%", () => thing);
  return {
    what: what + (column && ` to “${column}”`) + (card && ` of the card “${card}”`),
    typed: TYPED.map((name) => text(args[name]))
      .filter((words) => words !== "")
      .join("\n"),
  };
}

/** Returns what a board calls that which most edits are about. */
export function namesOf(board: Screen["client"]["board"]): Names {
  return (noun, id) => {
    if (noun === "card") return board.card(id)?.title;
    if (noun === "column") return board.column(id)?.name;
    return noun === "label" ? board.label(id)?.name : undefined;
  };
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
