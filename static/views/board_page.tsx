/** One board's page: opens the client for the address, and lays out sidebar, header, view and sheet. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openBoard } from "../../clients/js/client.ts";
import { useActions } from "../ui/actions.ts";
import { lazy, loadAllSoon } from "../ui/lazy.tsx";
import { route, type BoardView as ViewName } from "../ui/location.ts";
import { Screen, ScreenProvider, useScreen } from "../ui/screen.ts";
import { BoardView } from "./board.tsx";
import { boardActions } from "./board_actions.ts";
import { BulkBar } from "./bulk.tsx";
import { FilterBar, isFilterOpen, useFilterFromAddress } from "./filter_bar.tsx";
import { Header } from "./header.tsx";
import { Overlays } from "./overlays.tsx";
import { Sidebar } from "./sidebar.tsx";
import { Stopped } from "./stopped.tsx";
import { askForNumbers } from "./verbs.ts";

const ListView = lazy(() => import("./list.tsx"));
const ArchiveView = lazy(() => import("./archive.tsx"));
const CardSheet = lazy(() => import("./card.tsx"));

export function BoardPage({ board }: { readonly board: string }) {
  const screen = useSignal<Screen | null>(null);
  useEffect(() => {
    let isGone = false;
    openBoard({ url: location.origin, board }).then((client) => {
      if (isGone) return void client.close();
      screen.value = new Screen(client, board);
      loadAllSoon();
    }, fail);
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
  useActions(boardActions(screen));
  usePresence(screen, view);
  useMembers(screen);
  useFilterFromAddress(screen);
  useNumbers(screen);
  const name = screen.live.meta().name;
  useEffect(() => {
    document.title = name === "" ? "Kanverge" : `${name} · Kanverge`;
  }, [name]);

  const { badge, stopped } = screen.live.status.value;
  const card = screen.open.value ?? screen.peek.value;
  return (
    <div class="frame">
      <Sidebar board={screen.board} />
      <div class="frame-main">
        <Header view={view} />
        {isFilterOpen.value && <FilterBar />}
        <Stopped stopped={stopped} />
        <div class="frame-work">
          <main class="frame-view" aria-label={name} aria-busy={badge === "opening"}>
            {badge === "opening" && stopped === null ? null : <Current view={view} />}
            {screen.selection.value.size > 0 && <BulkBar />}
          </main>
          {card !== null && screen.live.card(card) !== undefined && <CardSheet key={card} id={card} />}
        </div>
      </div>
      <Overlays />
    </div>
  );
}

function Current({ view }: { readonly view: ViewName }) {
  if (view === "list") return <ListView />;
  return view === "archive" ? <ArchiveView /> : <BoardView />;
}

const IDLE_MS = 60_000;

/** Tells the others where I am: the view, the open card, the focused one, and whether I am idle. */
function usePresence(screen: Screen, view: ViewName): void {
  const [card, focus] = [screen.open.value ?? screen.peek.value, screen.focus.value];
  useEffect(() => {
    screen.client.presence.set({ view, card, focus });
  }, [screen, view, card, focus]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = () => {
      clearTimeout(timer);
      screen.client.presence.set({ idle: null });
      timer = setTimeout(() => screen.client.presence.set({ idle: true }), IDLE_MS);
    };
    wake();
    const signs = ["pointerdown", "pointermove", "keydown", "scroll"] as const;
    for (const sign of signs) addEventListener(sign, wake, { passive: true, capture: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, wake, { capture: true });
    };
  }, [screen]);
}

/** Asks who the members are, and again when somebody unknown turns up or the connection is back. */
function useMembers(screen: Screen): void {
  const isSynced = screen.live.status.value.synced;
  const known = new Set(screen.people.members.value.map(({ id }) => id));
  const strangers = screen.live.peers.value.filter(({ person }) => !known.has(person.id)).length;
  useEffect(() => {
    void screen.people.load();
  }, [screen, isSynced, strangers]);
}

const NUMBERS_PER_ASK = 5_000;

/** Asks numbers for cards that came without: from a program, or from somebody whose page closed before it asked. */
function useNumbers(screen: Screen): void {
  const { synced, canEdit } = screen.live.status.value;
  useEffect(() => {
    if (!synced || !canEdit) return;
    const numbers = screen.client.records.of("number");
    const cards = [...screen.client.board.cardIds()].filter((id) => !numbers.has(id));
    if (cards.length > 0) askForNumbers(screen, cards.slice(0, NUMBERS_PER_ASK));
  }, [screen, synced, canEdit]);
}
