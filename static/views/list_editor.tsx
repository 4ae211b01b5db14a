/** The picker of the cell that is edited in place. */

import { useLayoutEffect, useState } from "preact/hooks";
import { Popover } from "../ui/popover.tsx";
import { useScreen } from "../ui/screen.ts";
import { CELL_NAMES, listOf } from "./list_state.ts";
import { PropertyPicker } from "./property_pickers.tsx";

export function CellEditor() {
  const screen = useScreen();
  const list = listOf(screen);
  const cell = list.cell.value;
  const rows = list.rows.value;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const place = rows.find(({ key }) => key === cell?.row);
  // The row is drawn anew when its card changes its group: after each drawing the cell is looked for again.
  useLayoutEffect(() => {
    const found =
      cell === null
        ? null
        : document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${cell.row} ${cell.name}`)}"]`);
    if (found !== anchor) setAnchor(found);
  });
  if (cell === null || cell.name === "title" || place === undefined || anchor === null) return null;
  const close = () => {
    list.cell.value = null;
    // What the keyboard would go back to may stand elsewhere by now, or out of sight.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) screen.focusOn(place.card);
    });
  };
  return (
    <Popover anchor={anchor} label={CELL_NAMES[cell.name]} onClose={close}>
      <PropertyPicker name={cell.name} cards={[place.card]} close={close} />
    </Popover>
  );
}
