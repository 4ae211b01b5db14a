/** What ids stand for where something that happened on a board is told. */

import type { Names } from "./happened.ts";
import { boardName } from "./put_away.ts";
import type { Screen } from "./screen.ts";

/** Returns what ids stand for on a screen's board, as it is now. */
export function namesOn(screen: Screen): Names {
  return namesIn(screen.client, (id) => {
    const { name } = screen.people.of(id);
    return name === "Someone" ? undefined : name;
  });
}

/** Returns what ids stand for on a board, as it is now, to whoever knows these people. */
export function namesIn({ board }: Screen["client"], person: (id: string) => string | undefined): Names {
  const found: Readonly<Record<string, (id: string) => string | undefined>> = {
    person,
    card: (id) => board.card(id)?.title,
    column: (id) => board.column(id)?.name,
    label: (id) => board.label(id)?.name || board.label(id)?.color,
    milestone: (id) => board.milestone(id)?.name,
    goal: (id) => board.goal(id)?.name,
    field: (id) => board.field(id)?.name,
    view: (id) => board.view(id)?.name,
    initiative: (id) => {
      const known = board.initiative(id);
      return known && (known.name || "Initiative without a name");
    },
    // A board is called as the workspace calls it, and is nothing to whoever may not see it.
    listing: boardName,
    kind: () => board.meta().kind,
    option: (id) =>
      board
        .fields()
        .flatMap(({ options }) => options)
        .find((option) => option.id === id)?.name,
  };
  return (kind, id) => found[kind]?.(id) || undefined;
}
