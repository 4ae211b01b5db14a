/** One board's page: opens the client for the address, and lays out header, view and sheet. */

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { openBoard } from "../../clients/js/client.ts";
import "../ui/density.ts";
import type { BoardRoot } from "../ui/board_views.ts";
import { lazy, part, waited, wake } from "../ui/lazy.tsx";
import { boardPath, go, route, type BoardView as ViewName } from "../ui/location.ts";
import { Screen, ScreenProvider, useScreen } from "../ui/screen.ts";
import { BoardView } from "./board.tsx";
import { editing, loadEditing } from "./editing.ts";
import { isFilterOpen } from "./filter_state.ts";
import { Header } from "./header.tsx";
import { pageHands } from "./later.ts";

const VIEWS = {
  board: BoardView,
  list: lazy(() => import("./list.tsx")),
  goals: lazy(() => import("./goals.tsx")),
  portfolio: lazy(() => import("./portfolio.tsx")),
  cards: lazy(() => import("./many.tsx")),
  timeline: lazy(() => import("./timeline.tsx")),
  calendar: lazy(() => import("./calendar.tsx")),
  history: lazy(() => import("./history.tsx")),
  rules: lazy(() => import("./rules.tsx")),
  reports: lazy(() => import("./reports.tsx")),
  archive: lazy(() => import("./archive.tsx")),
} as const satisfies Record<ViewName, ComponentType>;
const Stopped = part(pageHands, ({ Stopped }) => Stopped);
const CardSheet = part(pageHands, ({ CardSheet }) => CardSheet);

export function BoardPage({ board, root }: { readonly board: string; readonly root: BoardRoot }) {
  const screen = useSignal<Screen | null>(null);
  useEffect(() => {
    let isGone = false;
    openBoard({ url: location.origin, board, verbs: "later", bring: () => waited(pageHands) }).then(
      (client) => {
        if (isGone) return void client.close();
        const opened = new Screen(client, board, root);
        screen.value = opened;
        void loadEditing(opened);
      },
      fail,
    );
    return () => {
      isGone = true;
      const open = screen.peek();
      screen.value = null;
      open?.close();
      void open?.client.close();
    };
  }, [board]);
  if (screen.value === null)
    return <main class="page-quiet" aria-busy="true" aria-label="Opening the board" />;
  return (
    <ScreenProvider value={screen.value}>
      <Page />
    </ScreenProvider>
  );
}

/** Opening does not depend on the network; what fails here is a bug, and shall be seen as one. */
function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function Page() {
  const screen = useScreen();
  const current = route.value;
  const view: ViewName = current.name === "board" ? current.view : "board";
  const parts = editing.value;
  const { name, kind } = screen.live.meta();
  useEffect(() => {
    document.title = name === "" ? "Kanverge" : `${name} · Kanverge`;
  }, [name]);

  const { badge, stopped, connection } = screen.live.status.value;
  // The board's connection is back: so is where the page's files come from.
  useEffect(() => {
    if (connection === "live") wake();
  }, [connection]);
  const isElsewhere = (kind === "portfolio") !== (screen.root === "p");
  useEffect(() => {
    // Asked for by the other's address: an invitation, or a link from before it became what it is.
    if (isElsewhere && (badge === "live" || kind === "portfolio"))
      go(kind === "portfolio" ? `/p/${screen.board}` : boardPath(screen.board), { replace: true });
  }, [isElsewhere, badge]);
  const card = screen.open.value ?? screen.peek.value;
  const Current = VIEWS[view];
  // A board that is gone shows what this device has of it; where that is nothing, there is no board to show.
  const isBlank =
    stopped === null ? badge === "opening" : screen.live.columns().length === 0 && kind === undefined;
  return (
    <>
      <Header view={view} />
      {parts !== null && screen.root === "b" && isFilterOpen.value && <parts.FilterBar />}
      {(stopped !== null || (badge === "opening" && connection === "offline")) && (
        <Stopped stopped={stopped} />
      )}
      <div class="frame-work">
        <main class="frame-view" aria-label={name} aria-busy={badge === "opening"}>
          {!isBlank && <Current />}
          {parts !== null && screen.selection.value.size > 0 && <parts.BulkBar />}
        </main>
        {card !== null && screen.live.card(card) !== undefined && <CardSheet key={card} id={card} />}
      </div>
      {parts !== null && <parts.Hands view={view} />}
    </>
  );
}
