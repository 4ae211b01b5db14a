/** One column: its head, its cards in a window, and the way to add one. */

import { UNSORTED } from "../../clients/js/schema.ts";
import type { Column } from "../../clients/js/values.ts";
import { Icon } from "../ui/icons.tsx";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { ColumnHead } from "./column_head.tsx";
import { editing } from "./editing.ts";
import { CardFace } from "./face.tsx";

/** Which element scrolls a column's cards. */
export type Scrollers = Map<string, HTMLElement>;

/** Between cards, in pixels; the style sheet knows it as --s2. */
export const CARD_GAP = 8;

interface ColumnProps {
  readonly id: string;
  /** In sight or nearly: then its cards are drawn. */
  readonly isNear: boolean;
  readonly scrollers: Scrollers;
}

/** Cards of no open column; never written. */
const STRAYS: Column = { id: UNSORTED, name: "Unsorted", rank: "", archived: false };

export function ColumnView({ id, isNear, scrollers }: ColumnProps) {
  const screen = useScreen();
  const column = id === UNSORTED ? STRAYS : screen.live.column(id);
  if (column === undefined) return null;
  const dragged = screen.drag.value;
  const isComposing = screen.composing.value === id;
  const isFolded = screen.folded.has(id) && !isComposing;
  const isDrawn = (isNear || isComposing) && !isFolded;
  const states = [
    dragged?.kind === "column" && dragged.id === id ? " is-lifted" : "",
    isFolded ? " is-folded" : "",
    dragged?.kind === "card" && dragged.column === id ? " is-target" : "",
  ];
  return (
    <section
      class={`column${states.join("")}${columnEdge(screen, id)}`}
      data-column={id}
      aria-label={column.name || "Column without a name"}
    >
      <ColumnHead column={column} isFolded={isFolded} />
      {isDrawn && <Cards column={column} scrollers={scrollers} />}
      {isDrawn && <Foot id={id} />}
    </section>
  );
}

/** Marks the side on which a dragged column would land. */
function columnEdge(screen: ReturnType<typeof useScreen>, id: string): string {
  const drag = screen.drag.value;
  if (drag?.kind !== "column") return "";
  const others = screen.live.columns().filter((column) => column.id !== drag.id);
  if (others[drag.slot]?.id === id) return " is-before";
  return drag.slot === others.length && others.at(-1)?.id === id ? " is-after" : "";
}

function Cards({ column, scrollers }: { readonly column: Column; readonly scrollers: Scrollers }) {
  const screen = useScreen();
  const shown = screen.shown(column.id);
  const dragged = screen.drag.value;
  const card = dragged?.kind === "card" ? dragged : null;
  const lifted = card !== null && shown.includes(card.id) ? card.id : null;
  const hole = card?.column === column.id ? { index: card.slot, height: card.height } : null;
  const focused = screen.focus.value;
  return (
    <Windowed
      class="column-cards"
      label={`Cards of ${column.name}`}
      ids={lifted === null ? shown : shown.filter((id) => id !== lifted)}
      heights={screen.heights}
      gap={CARD_GAP}
      pinned={new Set(focused === null ? [] : [focused])}
      lifted={lifted}
      hole={hole}
      wanted={focused}
      summons={screen.summons.value}
      onScroller={(scroller) => {
        if (scroller === null) scrollers.delete(column.id);
        else scrollers.set(column.id, scroller);
      }}
      row={(id) => <CardFace id={id} />}
    />
  );
}

function Foot({ id }: { readonly id: string }) {
  const screen = useScreen();
  const parts = editing.value;
  const adding = screen.live.peers.value.filter((peer) => peer.state["adding"] === id);
  const names = [...new Set(adding.map((peer) => peer.person.name))];
  return (
    <div class="column-foot">
      {names.length > 0 && (
        <p class="adding">
          {names.join(", ")} {names.length === 1 ? "is" : "are"} adding…
        </p>
      )}
      {parts !== null && screen.composing.value === id && <parts.Composer column={id} />}
      {screen.composing.value !== id && screen.canEdit.value && id !== UNSORTED && (
        <button
          type="button"
          class="add-card"
          onClick={() => {
            screen.composing.value = id;
          }}
        >
          <Icon name="add" /> Add card
        </button>
      )}
    </div>
  );
}
