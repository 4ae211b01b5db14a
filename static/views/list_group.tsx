/** The head of a group in the list: what its cards have in common, how many they are, and the way to add one. */

import { UNSORTED } from "../../clients/js/schema.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { SPANS } from "../ui/due.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { listOf } from "./list_state.ts";
import { SPAN_NAMES } from "./spans.ts";

export function GroupHead({ id }: { readonly id: string }) {
  const screen = useScreen();
  const list = listOf(screen);
  const { grouping } = list.arrangement.value;
  const count = list.groups.value.find((group) => group.id === id)?.cards.length ?? 0;
  const takesCards = grouping === "column" && id !== UNSORTED && screen.canEdit.value;
  const { name, mark } = useNamed(id);
  return (
    <div class="list-group">
      <h2 dir="auto">
        {mark}
        <span>{name}</span>
      </h2>
      <span class="count">{count}</span>
      {takesCards && (
        <button
          type="button"
          class="icon-button"
          aria-label={`Add a card to ${name}`}
          title="Add a card"
          onClick={() => {
            screen.composing.value = id;
          }}
        >
          <Icon name="add" />
        </button>
      )}
    </div>
  );
}

/** Returns what a group is called, and its colour or face. */
function useNamed(id: string) {
  const screen = useScreen();
  const dot = (color: string | undefined) => <span class="dot" style={{ "--hue": hue(color) }} />;
  switch (listOf(screen).arrangement.value.grouping) {
    case "column": {
      const column = screen.live.column(id);
      const mark = column?.color === undefined ? null : dot(column.color);
      return { name: id === UNSORTED ? "Unsorted" : column?.name || "Column without a name", mark };
    }
    case "assignee": {
      if (id === "") return { name: "Nobody", mark: null };
      const { name, color } = screen.people.of(id);
      return { name, mark: <Avatar name={name} color={color} /> };
    }
    case "label": {
      const label = screen.live.label(id);
      if (label === undefined) return { name: "No label", mark: null };
      return { name: label.name || label.color || "Label", mark: dot(label.color) };
    }
    case "due":
      return { name: SPAN_NAMES[SPANS.find((span) => span === id) ?? "none"], mark: null };
    case "none":
      return { name: "All cards", mark: null };
  }
}
