/** Choosing the group a board stands in, or a new one. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { BoardLine } from "../ui/board_line.ts";
import { Picker } from "../ui/picker.tsx";
import { groupsOf } from "../ui/shelves.ts";
import { boards } from "../ui/workspace.ts";
import { setGroup } from "./board_deeds.ts";

/** As the server has it. */
const GROUP_MAX = 64;
const PREFIX = "group ";

export function GroupPicker({ board, onClose }: { readonly board: BoardLine; readonly onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.querySelector("input")?.focus(), []);
  const choose = (group: string) => {
    onClose();
    if (group !== board.group) void setGroup(board, [...group].slice(0, GROUP_MAX).join(""));
  };
  const groups = ["", ...groupsOf(boards.value)];
  return (
    <div ref={place}>
      <Picker
        label="Group"
        choices={groups.map((group) => ({
          id: PREFIX + group,
          name: group || "No group",
          isChosen: group === board.group,
        }))}
        onChoose={(id) => choose(id.slice(PREFIX.length))}
        onMake={choose}
      />
    </div>
  );
}
