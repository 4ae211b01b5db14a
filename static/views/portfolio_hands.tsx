/** What changes a portfolio: keys, drags, panels and menus; fetched once its rows are on the screen. */

import "../ui/icons_later.ts";
import { useEffect } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { boards } from "../ui/workspace.ts";
import { portfolioActions } from "./portfolio_actions.ts";
import { CellEditor } from "./portfolio_cells.tsx";
import { addInitiative, toggleBoard } from "./portfolio_deeds.ts";
import { dragRows } from "./portfolio_drag.ts";
import type { PortfolioState } from "./portfolio_state.ts";
import { act } from "./verbs.ts";

export { NameField } from "./portfolio_cells.tsx";
export { LastFigures } from "./portfolio_kept.tsx";
export { RowMenu } from "./portfolio_menu.tsx";
export { Latest } from "./portfolio_updates.tsx";

interface HandsProps {
  readonly state: PortfolioState;
  readonly plane: { readonly current: HTMLElement | null };
}

export function PortfolioHands({ state, plane }: HandsProps) {
  useActions(portfolioActions(state));
  const canEdit = state.screen.canEdit.value;
  useEffect(() => {
    if (plane.current === null || !canEdit) return undefined;
    return dragRows(plane.current, state);
  }, [state, canEdit]);
  return <CellEditor state={state} />;
}

/** What makes a portfolio of nothing. */
export function Makers({ state }: { readonly state: PortfolioState }) {
  return (
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
  );
}

/** Checked are the boards that are in the portfolio; a choice puts one in or takes it out. */
function BoardPicker({ state }: { readonly state: PortfolioState }) {
  const here = new Set(state.listings.value.map(({ id }) => id));
  const choices = boards.value
    .filter(({ kind }) => kind !== "portfolio")
    .map(({ id, name }) => ({ id, name: name || "Board without a name", isChosen: here.has(id) }));
  return <Picker label="Board" choices={choices} onChoose={(id) => toggleBoard(state, id, undefined)} />;
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
            ...{ id, name: name || "Initiative without a name", isChosen: false },
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
