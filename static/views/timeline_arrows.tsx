/** The arrows of dependencies: of the rows in sight, and the one that is being drawn. */

import { arrowPath, type Spot } from "../ui/arrows.ts";
import { isConflict } from "../ui/bars.ts";
import type { TimelineState } from "./timeline_state.ts";

interface ArrowsProps {
  readonly timeline: TimelineState;
  readonly first: number;
  readonly end: number;
  readonly row: number;
}

/** More would only be a tangle; what a card waits for is also in its menu. */
const ARROWS_MAX = 150;

export function Arrows({ timeline, first, end, row }: ArrowsProps) {
  const { held, showsPath } = timeline;
  const plan = timeline.plan.value;
  const spot = (card: string, side: "from" | "to"): Spot | null => {
    const [bar, index] = [timeline.shownBar(card), timeline.places.value.get(card)];
    if (bar === null || index === undefined) return null;
    return { x: timeline.xOf(side === "to" ? bar.to + 1 : bar.from), y: (index + 0.5) * row };
  };
  const critical = showsPath.value ? plan?.critical : undefined;
  return (
    <svg class="tl-arrows" aria-hidden="true">
      {edgesOf(timeline, first, end).map(([before, behind]) => {
        const [from, to] = [spot(before, "to"), spot(behind, "from")];
        if (from === null || to === null) return null;
        const [left, right] = [timeline.shownBar(before), timeline.shownBar(behind)];
        const circle = plan?.circleOf.get(before);
        const states = [
          left !== null && right !== null && isConflict(left, right) ? " is-conflict" : "",
          circle !== undefined && circle === plan?.circleOf.get(behind) ? " is-circle" : "",
          critical?.has(before) && critical.has(behind) ? " is-critical" : "",
        ];
        const d = arrowPath(from, to, row / 2);
        return (
          <g
            key={`${before} ${behind}`}
            class={`tl-arrow${states.join("")}`}
            data-arrow={`${before} ${behind}`}
          >
            <path class="tl-hit" d={d} data-opens={behind} />
            <path d={d} />
          </g>
        );
      })}
      {held.value?.what === "link" && <Thread from={spot(held.value.from, "to")} to={held.value} />}
    </svg>
  );
}

/** What follows the pointer while a dependency is drawn. */
function Thread({ from, to }: { readonly from: Spot | null; readonly to: Spot }) {
  return from === null ? null : <path class="tl-thread" d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />;
}

/** Returns the dependencies of the rows in sight, both ways, each once. */
function edgesOf(
  timeline: TimelineState,
  first: number,
  end: number,
): readonly (readonly [string, string])[] {
  const { rows, places, screen } = timeline;
  screen.live.follow("relations");
  const { board } = screen.client;
  const found = new Map<string, readonly [string, string]>();
  for (const { kind, id } of rows.value.slice(first, end)) {
    if (kind !== "card") continue;
    const pairs = [
      ...(board.card(id)?.blocks ?? []).map((other) => [id, other] as const),
      ...board.blockedBy(id).map((other) => [other, id] as const),
    ];
    for (const pair of pairs) {
      if (found.size >= ARROWS_MAX) return [...found.values()];
      if (places.value.has(pair[0]) && places.value.has(pair[1])) found.set(pair.join(" "), pair);
    }
  }
  return [...found.values()];
}
