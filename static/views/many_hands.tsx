/** What changes the cards of many boards: keys, pickers, the stages to drag between; fetched once the list is on the screen. */

import { useEffect, useMemo } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { boards } from "../ui/workspace.ts";
import { manyActions } from "./many_actions.ts";
import { CellEditor } from "./many_cells.tsx";
import type { ManyState } from "./many_state.ts";
import { sendUnsent } from "./opened_boards.ts";

export { TitleField } from "./many_cells.tsx";
export { setDone } from "./many_deeds.ts";
export { Stages } from "./many_stages.tsx";
export { waiting } from "./opened_boards.ts";

export function ManyHands({ state }: { readonly state: ManyState }) {
  useActions(useMemo(() => manyActions(state), [state]));
  const open = boards.value;
  useEffect(() => sendUnsent(open.map(({ id }) => id)), [open]);
  return <CellEditor state={state} />;
}
