/** What the ids in rules are called on this board. */

import type { NameOf } from "../ui/rule_words.ts";
import type { Screen } from "../ui/screen.ts";

/** Returns what ids are called here, read so that the sentence follows a new name. */
export function namesOf(screen: Screen): NameOf {
  screen.live.follow("fields");
  screen.live.follow("milestones");
  return (kind, id) => {
    if (kind === "person") return screen.people.of(id).name;
    if (kind === "label") return screen.live.label(id)?.name ?? "";
    const { board } = screen.client;
    if (kind === "field") return board.fields().find((one) => one.id === id)?.name ?? "";
    if (kind === "milestone") return board.milestones().find((one) => one.id === id)?.name ?? "";
    if (kind === "option")
      return (
        board
          .fields()
          .flatMap(({ options }) => options)
          .find((one) => one.id === id)?.name ?? ""
      );
    const column = screen.live.column(id);
    return column === undefined || column.archived ? "" : column.name;
  };
}
