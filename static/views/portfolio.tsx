/** A portfolio: its initiatives below each other with boards under them, and what each of them comes to. */

import "../ui/icons_later.ts";
import { useEffect, useRef } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { Icon } from "../ui/icons.tsx";
import { setQuery } from "../ui/location.ts";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { boards, loadWorkspace } from "../ui/workspace.ts";
import { portfolioActions } from "./portfolio_actions.ts";
import { CellEditor } from "./portfolio_cells.tsx";
import { addInitiative, toggleBoard } from "./portfolio_deeds.ts";
import { dragRows } from "./portfolio_drag.ts";
import { Row, Summary } from "./portfolio_row.tsx";
import { type PortfolioState, portfolioOf } from "./portfolio_state.ts";
import { act } from "./verbs.ts";

/** A finger needs more room than a mouse; on a phone a row has two lines. The style sheet knows the same heights. */
const heights = new Heights(matchMedia("(max-width: 720px)").matches ? 64 : 44);

export default function PortfolioView() {
  const screen = useScreen();
  const state = portfolioOf(screen);
  const plane = useRef<HTMLDivElement>(null);
  useActions(portfolioActions(state));
  useEffect(() => {
    void loadWorkspace();
    void state.loadArchived();
  }, [state]);
  const canEdit = screen.canEdit.value;
  useEffect(() => {
    if (plane.current !== null && canEdit) return dragRows(plane.current, state);
    return undefined;
  }, [state, canEdit]);
  const row = state.focus.value;
  useEffect(() => {
    screen.client.presence.set({ row });
    return () => screen.client.presence.set({ row: null });
  }, [screen, row]);
  const lines = state.lines.value;
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const edited = state.cell.value?.row ?? null;
  return (
    <div class="portfolio" ref={plane}>
      <Tools state={state} />
      <Head state={state} />
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
      {lines.length === 0 && (
        <p class="empty">
          {canEdit
            ? "Nothing is here yet. Add the boards to be looked after, and initiatives to put them under."
            : "Nothing is here yet."}
        </p>
      )}
      <CellEditor state={state} />
    </div>
  );
}

function Tools({ state }: { readonly state: PortfolioState }) {
  const isByEstimate = state.weight.value === "estimate";
  return (
    <div class="portfolio-tools">
      {state.screen.canEdit.value && (
        <>
          <button type="button" class="button" onClick={() => addInitiative(state, undefined)}>
            <Icon name="add" /> Initiative
          </button>
          <Popup
            label="Boards of this portfolio"
            class="button"
            button={
              <>
                <Icon name="board" /> Boards
              </>
            }
          >
            {() => <BoardPicker state={state} />}
          </Popup>
          <Archive state={state} />
        </>
      )}
      <span class="header-gap" />
      <Summary state={state} />
      <button
        type="button"
        class="button is-plain"
        aria-pressed={isByEstimate}
        title="What progress is counted by"
        onClick={() => setQuery(isByEstimate ? "" : "by=estimate")}
      >
        {isByEstimate ? "By estimates" : "By cards"}
      </button>
    </div>
  );
}

/** Checked are the boards that are in the portfolio; others go under `initiative`. */
export function BoardPicker({
  state,
  initiative,
}: {
  readonly state: PortfolioState;
  readonly initiative?: string | undefined;
}) {
  const here = new Set(state.listings.value.map(({ id }) => id));
  const choices = boards.value
    .filter(({ kind }) => kind !== "portfolio")
    .map(({ id, name }) => ({ id, name: name || "Board without a name", isChosen: here.has(id) }));
  return <Picker label="Board" choices={choices} onChoose={(id) => toggleBoard(state, id, initiative)} />;
}

/** The initiatives that were put away; one that is chosen comes back. */
function Archive({ state }: { readonly state: PortfolioState }) {
  const { live, client } = state.screen;
  live.follow("initiatives");
  const put = client.board.archivedInitiatives();
  if (put.length === 0) return null;
  return (
    <Popup label="Archived initiatives" button={<Icon name="archive" />}>
      {(close) => (
        <Picker
          label="Bring back"
          choices={put.map(({ id, name }) => ({
            id,
            name: name || "Initiative without a name",
            isChosen: false,
          }))}
          onChoose={(id) => {
            act(state.screen, "initiatives.restore", { id });
            close();
            queueMicrotask(() => state.focusOn(`i ${id}`)); // after the panel has given the keyboard back
          }}
        />
      )}
    </Popup>
  );
}

function Head({ state }: { readonly state: PortfolioState }) {
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
    </div>
  );
}
