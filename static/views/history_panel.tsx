/** Beside the past: what happened, what changed since, and the card that is looked at. */

import { Icon } from "../ui/icons.tsx";
import { lazy } from "../ui/lazy.tsx";
import { namesOn } from "../ui/names_on.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { Action } from "./activity_row.tsx";
import { PastCard, PastInitiative } from "./history_restore.tsx";
import type { HistoryState, Panel } from "./history_state.ts";

const heights = new Heights(52);
const Changes = lazy(() => import("./history_changes.tsx"));

export function HistoryPanel({ history }: { readonly history: HistoryState }) {
  const [panel, card, { noun }] = [history.panel.value, history.card.value, history];
  const [Past, called] = noun === "board" ? [PastCard, "Card"] : [PastInitiative, "Initiative"];
  const shown = panel === "card" && card === null ? "activity" : panel;
  const tab = (id: Panel, name: string) => (
    <button
      type="button"
      role="tab"
      class="button is-plain past-tab"
      aria-selected={shown === id}
      aria-controls="past-panel"
      onClick={() => {
        history.panel.value = id;
      }}
    >
      {name}
    </button>
  );
  return (
    <aside class="past-panel" aria-label={`Beside the ${noun}`}>
      <h2 class="unseen">History</h2>
      <div role="tablist" aria-label={`What is shown beside the ${noun}`}>
        {tab("activity", "Activity")}
        {tab("changes", "What changed")}
        {card !== null && tab("card", called)}
      </div>
      <div
        class="past-shown"
        id="past-panel"
        role="tabpanel"
        aria-label={shown === "card" ? `The ${called.toLowerCase()} as it was` : NAMES[shown]}
      >
        {shown === "activity" && <Happened history={history} />}
        {shown === "changes" && <Changes history={history} />}
        {shown === "card" && card !== null && <Past key={card} history={history} id={card} />}
      </div>
    </aside>
  );
}

const NAMES = { activity: "Activity", changes: "What changed" } as const;

function Happened({ history }: { readonly history: HistoryState }) {
  const { activity, screen } = history;
  const actions = history.actions.value;
  const current = history.at.value === "" ? "" : (history.stops.value[history.index.value]?.at ?? "");
  const byId = new Map(actions.map((action) => [action.id, action]));
  const here = actions.find(({ entry }) => entry === current)?.id ?? null;
  const names = namesOn(screen);
  const [problem, isLoading] = [activity.problem.value, activity.isLoading.value];
  return (
    <>
      {problem !== "" && <p role="alert">{problem}</p>}
      {actions.length === 0 && !isLoading && problem === "" && <p class="empty">Nothing is known yet.</p>}
      {activity.hasLater && (
        <button type="button" class="section-add" disabled={isLoading} onClick={() => void activity.later()}>
          <Icon name="up" /> {isLoading ? "Loading" : "Load later"}
        </button>
      )}
      <Windowed
        class="past-deeds"
        label="What happened"
        ids={actions.map(({ id }) => id)}
        heights={heights}
        gap={0}
        pinned={NONE}
        wanted={here}
        row={(id) => {
          const action = byId.get(id);
          return (
            action !== undefined && (
              <button
                type="button"
                class="deed-row"
                aria-current={id === here ? "true" : undefined}
                onClick={() => history.goTo(action.entry)}
              >
                <Action action={action} names={names} />
              </button>
            )
          );
        }}
      />
      {activity.hasMore && (
        <button type="button" class="section-add" disabled={isLoading} onClick={() => void activity.more()}>
          <Icon name="down" /> {isLoading ? "Loading" : "Load earlier"}
        </button>
      )}
    </>
  );
}

const NONE: ReadonlySet<string> = new Set();
