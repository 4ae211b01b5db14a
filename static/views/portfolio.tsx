/** A portfolio: its initiatives below each other with boards under them, and what each of them comes to. */

import { useEffect, useRef } from "preact/hooks";
import { followFacts } from "../ui/facts.ts";
import { loadPutAway } from "../ui/put_away.ts";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { boards, loadWorkspace } from "../ui/workspace.ts";
import { Row, Summary } from "./portfolio_row.tsx";
import {
  hands,
  loadHands,
  loadTime,
  type PortfolioState,
  portfolioOf,
  time,
  toggle,
} from "./portfolio_state.ts";

export { focusRow, PastRows } from "./portfolio_past.tsx";

/** A finger needs more room than a mouse; on a phone a row has two lines. The style sheet knows the same heights. */
const heights = new Heights(matchMedia("(max-width: 720px)").matches ? 64 : 44);

export default function PortfolioView() {
  const screen = useScreen();
  const state = portfolioOf(screen);
  const plane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void loadWorkspace();
    void loadHands().then(loadTime);
    return followFacts();
  }, [state]);
  const open = boards.value;
  useEffect(() => void loadPutAway(), [open]); // one that is open no longer may have been put away
  const row = state.focus.value;
  useEffect(() => {
    screen.client.presence.set({ row });
    return () => screen.client.presence.set({ row: null });
  }, [screen, row]);
  const [parts, lines] = [hands.value, state.lines.value];
  const timed = state.showsWhen.value ? time.value : null;
  const span = timed?.spanOf(state) ?? 0;
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const edited = state.cell.value?.row ?? null;
  return (
    <div
      class={`portfolio${state.showsWhen.value ? " is-timed" : ""}${span > 0 ? " is-zoomed" : ""}`}
      style={{ "--span": `${span}px` }}
      ref={plane}
    >
      {parts !== null && <parts.LastFigures state={state} />}
      <Tools state={state} />
      {timed !== null && <timed.TimeTools state={state} />}
      <Head state={state} />
      {lines.length === 0 && (
        <p class="empty">
          {screen.canEdit.value
            ? "Nothing is here yet. Add the boards to be looked after, and initiatives to put them under."
            : "Nothing is here yet."}
        </p>
      )}
      <Windowed
        class="list"
        label="Initiatives and boards"
        ids={lines.map(({ key }) => key)}
        heights={heights}
        gap={0}
        pinned={new Set([row, edited, state.held.value].filter((key) => key !== null))}
        wanted={row}
        summons={state.summons.value}
        row={(key) => {
          const line = byKey.get(key);
          return line === undefined ? null : (
            <Row state={state} line={line} isFirst={key === lines[0]?.key} />
          );
        }}
      />
      {parts !== null && <parts.PortfolioHands state={state} plane={plane} />}
      {timed !== null && <timed.Time state={state} plane={plane} />}
    </div>
  );
}

function Tools({ state }: { readonly state: PortfolioState }) {
  const [parts, isByEstimate] = [hands.value, state.weight.value === "estimate"];
  return (
    <div class="portfolio-tools">
      {parts !== null && state.screen.canEdit.value && <parts.Makers state={state} />}
      <span class="header-gap" />
      <Summary state={state} />
      <button
        type="button"
        class="button is-plain"
        aria-pressed={isByEstimate}
        title="What progress is counted by"
        onClick={() => toggle("by", "estimate")}
      >
        {isByEstimate ? "By estimates" : "By cards"}
      </button>
      <button
        type="button"
        class="button is-plain"
        aria-pressed={state.showsWhen.value}
        onClick={() => toggle("when", "1")}
      >
        Timeline
      </button>
    </div>
  );
}

function Head({ state }: { readonly state: PortfolioState }) {
  const timed = state.showsWhen.value ? time.value : null;
  return (
    <div class="portfolio-grid portfolio-head" aria-hidden="true">
      <span>Name</span>
      <span class="is-note">Note</span>
      <span>Owner</span>
      <span>Status</span>
      <span>{state.weight.value === "cards" ? "Cards done" : "Estimates done"}</span>
      <span class="is-target">Target</span>
      <span class="is-next">Next milestone</span>
      <span class="is-overdue">Overdue</span>
      <span class="is-people">People</span>
      <span class="is-faces">Here now</span>
      {timed !== null && <timed.WhenHead state={state} />}
    </div>
  );
}
