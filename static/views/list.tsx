/** The list: the same cards as rows, grouped and sorted as the address says. */

import type { ReadonlySignal } from "@preact/signals";
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import "../ui/icons_later.ts";
import { isCompact } from "../ui/density.ts";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { editing } from "./editing.ts";
import { CellEditor } from "./list_editor.tsx";
import { GroupHead } from "./list_group.tsx";
import { ListHead } from "./list_head.tsx";
import { Row } from "./list_row.tsx";
import { type ListState, listOf, type Row as RowPlace } from "./list_state.ts";

/** A finger needs more room than a mouse; the style sheet knows the same heights. */
const isTouched = matchMedia("(pointer: coarse)").matches;
const comfortable = new Heights(isTouched ? 48 : 36);
const compact = new Heights(isTouched ? 48 : 28);
const HEAD = "head:";

/** Everything in the order it is drawn: each group's head and its rows. */
interface Lines {
  readonly ids: readonly string[];
  readonly heads: readonly number[];
  readonly places: ReadonlyMap<string, RowPlace>;
}

function linesOf(list: ListState): Lines {
  const [ids, heads]: [string[], number[]] = [[], []];
  for (const { id, cards } of list.groups.value) {
    heads.push(ids.length);
    ids.push(HEAD + id);
    for (const card of cards) ids.push(`${id}/${card}`);
  }
  return { ids, heads, places: new Map(list.rows.value.map((row) => [row.key, row])) };
}

export default function ListView(): JSX.Element {
  const screen = useScreen();
  const list = listOf(screen);
  const lines: ReadonlySignal<Lines> = useComputed(() => linesOf(list));
  const { ids, heads, places } = lines.value;
  const [focused, edited] = [list.focused.value?.key ?? null, list.cell.value?.row ?? null];
  const isByColumn = list.arrangement.value.grouping === "column";
  const isSelecting = screen.selection.value.size > 0;
  const parts = editing.value;
  const column = screen.composing.value;
  return (
    <div class={`list-view${isByColumn ? " is-by-column" : ""}${isSelecting ? " is-selecting" : ""}`}>
      <ListHead />
      <Windowed
        key={isCompact.value}
        class="list"
        label="Cards"
        ids={ids}
        heads={heads}
        heights={isCompact.value ? compact : comfortable}
        gap={0}
        pinned={new Set([focused, edited].filter((key) => key !== null))}
        wanted={focused}
        summons={screen.summons.value}
        row={(key) => {
          const place = places.get(key);
          return place === undefined ? <GroupHead id={key.slice(HEAD.length)} /> : <Row place={place} />;
        }}
      />
      {ids.length === 0 && <p class="empty">No card is shown here.</p>}
      {parts !== null && column !== null && (
        <div class="list-composer">
          <p class="hint">New card in {screen.live.column(column)?.name}</p>
          <parts.Composer column={column} />
        </div>
      )}
      <CellEditor />
    </div>
  );
}
