/** What is wrong with a plan: circles, conflicts, impossible spans, dates out of reach; each leads to its card. */

import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { useScreen } from "../ui/screen.ts";
import type { TimelineState } from "./timeline_state.ts";

/** In words, at a card. */
interface Problem {
  readonly card: string;
  readonly words: string;
}

const PROBLEMS_MAX = 200;
const NAMES_MAX = 4;

function problemsOf(timeline: TimelineState): readonly Problem[] {
  const { bars, plan, reach, screen } = timeline;
  const { board } = screen.client;
  const titleOf = (id: string) => `“${board.card(id)?.title ?? ""}”`;
  const found: Problem[] = (plan.value?.circles ?? []).map((circle) => {
    const names = circle.slice(0, NAMES_MAX).map(titleOf).join(", ");
    const more = circle.length > NAMES_MAX ? "…" : "";
    return {
      card: circle[0] ?? "",
      words: `${circle.length} cards wait for each other in a circle: ${names}${more}`,
    };
  });
  for (const [card, bar] of bars.value) {
    if (found.length >= PROBLEMS_MAX) break;
    if (bar.kind === "reversed") found.push({ card, words: `${titleOf(card)} is due before it starts` });
    if (bar.from < reach.value.from || bar.to >= reach.value.to)
      found.push({ card, words: `${titleOf(card)} reaches further than is drawn` });
    for (const other of timeline.conflictsOf(card))
      found.push({ card, words: `${titleOf(card)} starts before ${titleOf(other)} ends` });
  }
  return found.slice(0, PROBLEMS_MAX);
}

export function Problems({ timeline }: { readonly timeline: TimelineState }) {
  const screen = useScreen();
  const problems = problemsOf(timeline);
  if (problems.length === 0) return null;
  return (
    <Popup
      label={`${problems.length} ${problems.length === 1 ? "problem" : "problems"} of this plan`}
      class="button is-plain tl-problems"
      button={
        <>
          <Icon name="clock" /> {problems.length}
        </>
      }
    >
      {(close) => (
        <ul class="menu tl-problem-list">
          {problems.map(({ card, words }) => (
            <li key={card + words}>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  screen.focusOn(card);
                }}
              >
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popup>
  );
}
