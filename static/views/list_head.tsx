/** The head of the list: by what it is sorted, a press on each name, and by what it is grouped. */

import { GROUPINGS, SORTINGS, type Sorting, sortedBy } from "../ui/arrange.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { useScreen } from "../ui/screen.ts";
import { GROUPING_NAMES, groupBy, SORTING_NAMES, sortBy } from "./list_actions.ts";
import { listOf } from "./list_state.ts";

export function ListHead() {
  const screen = useScreen();
  const { grouping, sorting } = listOf(screen).arrangement.value;
  return (
    <div class="list-head list-grid" role="toolbar" aria-label="Sorting and grouping">
      <SortButton sorting="number" />
      <span class="list-title-head">
        <SortButton sorting="title" />
        <Popup
          label="Group by"
          class="list-choice"
          button={
            <>
              <Icon name="list" />
              <span>
                {grouping === "none" ? "Group" : `Grouped by ${GROUPING_NAMES[grouping].toLowerCase()}`}
              </span>
            </>
          }
        >
          {(close) => (
            <Picker
              label="Group by"
              choices={GROUPINGS.map((id) => ({ id, name: GROUPING_NAMES[id], isChosen: id === grouping }))}
              onChoose={(id) => {
                const chosen = GROUPINGS.find((one) => one === id);
                close();
                if (chosen !== undefined) groupBy(screen, chosen);
              }}
            />
          )}
        </Popup>
        <Popup
          label="Sort by"
          class="list-choice is-narrow-only"
          button={
            <>
              <Icon name="sort" />
              <span>{sorting === null ? "Board order" : SORTING_NAMES[sorting]}</span>
            </>
          }
        >
          {() => (
            <Picker
              label="Sort by"
              choices={SORTINGS.map((id) => ({ id, name: SORTING_NAMES[id], isChosen: id === sorting }))}
              onChoose={(id) => {
                const chosen = SORTINGS.find((one) => one === id);
                if (chosen !== undefined) sortBy(screen, chosen);
              }}
            />
          )}
        </Popup>
      </span>
      {SORTINGS.map((one) => one !== "number" && one !== "title" && <SortButton key={one} sorting={one} />)}
    </div>
  );
}

function SortButton({ sorting }: { readonly sorting: Sorting }) {
  const screen = useScreen();
  const { arrangement } = listOf(screen);
  const isSorted = arrangement.value.sorting === sorting;
  const { isDescending } = arrangement.value;
  const direction = !isSorted ? "" : isDescending ? ", falling" : ", rising";
  const next = sortedBy(arrangement.value, sorting);
  return (
    <button
      type="button"
      class={`list-sort is-${sorting}`}
      aria-pressed={isSorted}
      aria-label={`Sort by ${SORTING_NAMES[sorting].toLowerCase()}${direction}`}
      title={next.sorting === null ? "Back to the order of the board" : `Sort by ${SORTING_NAMES[sorting]}`}
      onClick={() => sortBy(screen, sorting)}
    >
      {sorting === "number" ? "#" : SORTING_NAMES[sorting]}
      {isSorted && <Icon name={isDescending ? "down" : "up"} />}
    </button>
  );
}
