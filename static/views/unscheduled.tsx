/** The tray of cards without a date: they are dragged from here onto a day, or get one by their keys. */

import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";

const heights = new Heights(matchMedia("(pointer: coarse)").matches ? 48 : 36);
const NONE = new Set<string>();

interface UnscheduledProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

export function Unscheduled({ ids, onClose }: UnscheduledProps) {
  const screen = useScreen();
  const focused = screen.focus.value;
  return (
    <aside class="tray" aria-label="Without any date">
      <div class="tray-head">
        <h2 class="section-title">Without any date</h2>
        <button type="button" class="icon-button" aria-label="Close the tray" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <p class="hint">
        {ids.length === 0 ? "Every card shown here has a date." : "Drag a card onto a day, or press D."}
      </p>
      <Windowed
        class="tray-cards"
        label="Cards without any date"
        ids={ids}
        heights={heights}
        gap={4}
        pinned={focused === null ? NONE : new Set([focused])}
        row={(id) => (
          <a
            class="tray-card"
            dir="auto"
            href={cardPath(screen.board, screen.numberOf(id) ?? id) + query.value}
            draggable={false}
            data-card={id}
            data-waiting={id}
            onFocus={() => {
              screen.focus.value = id;
            }}
          >
            {screen.live.card(id)?.title || "Card without a title"}
          </a>
        )}
      />
    </aside>
  );
}
