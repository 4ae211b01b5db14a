/** Grouping and sorting the list, in words and as actions of the registry. */

import type { Action } from "../ui/actions.ts";
import { GROUPINGS, type Grouping, SORTINGS, type Sorting, sortedBy } from "../ui/arrange.ts";
import type { Screen } from "../ui/screen.ts";
import { CELL_NAMES, isList, listOf } from "./list_state.ts";

export const GROUPING_NAMES: Readonly<Record<Grouping, string>> = {
  column: "Column",
  assignee: "Assignee",
  label: "Label",
  due: "Due date",
  none: "No groups",
};

export const SORTING_NAMES: Readonly<Record<Sorting, string>> = { ...CELL_NAMES, number: "Number" };

export function groupBy(screen: Screen, grouping: Grouping): void {
  const list = listOf(screen);
  const words = grouping === "none" ? "Not grouped" : `Grouped by ${GROUPING_NAMES[grouping].toLowerCase()}`;
  list.arrange({ ...list.arrangement.peek(), grouping }, words);
}

/** Sorts rising, then falling, then as the board is. */
export function sortBy(screen: Screen, sorting: Sorting): void {
  const list = listOf(screen);
  const next = sortedBy(list.arrangement.peek(), sorting);
  const direction = next.isDescending ? "falling" : "rising";
  const words =
    next.sorting === null
      ? "In the order of the board"
      : `Sorted by ${SORTING_NAMES[sorting].toLowerCase()}, ${direction}`;
  list.arrange(next, words);
}

export function listActions(screen: Screen): readonly Action[] {
  return [
    ...GROUPINGS.map(
      (grouping): Action => ({
        ...{ id: `group-${grouping}`, group: "View", keys: [], when: isList },
        title:
          grouping === "none" ? "Do not group the list" : `Group the list by ${GROUPING_NAMES[grouping]}`,
        run: () => groupBy(screen, grouping),
      }),
    ),
    ...SORTINGS.map(
      (sorting): Action => ({
        ...{ id: `sort-${sorting}`, group: "View", keys: [], when: isList },
        title: `Sort the list by ${SORTING_NAMES[sorting]}`,
        run: () => sortBy(screen, sorting),
      }),
    ),
  ];
}
