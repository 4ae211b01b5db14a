/** What a board's page does besides showing it: keys, presence, who is who, numbers, and what is laid over it. */

import { useEffect, useLayoutEffect } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { api, Problem } from "../ui/api.ts";
import { isEmpty } from "../ui/filter.ts";
import { type BoardView, cardPath, go, query, route } from "../ui/location.ts";
import type { Member } from "../ui/people.ts";
import { currentScreen, type Screen, useScreen } from "../ui/screen.ts";
import { edited } from "../ui/toast.tsx";
import { boardActions, pageActions } from "./board_actions.ts";
import { isFilterOpen } from "./filter_state.ts";
import { Together } from "./together.tsx";
import { askForNumbers } from "./verbs.ts";
import { WorkspaceHands } from "./workspace_hands.tsx";

/** Elsewhere keys would act on cards that are not to be seen. */
const CARD_VIEWS: readonly BoardView[] = ["board", "list", "timeline", "calendar"];

export function Hands({ view }: { readonly view: BoardView }) {
  const screen = useScreen();
  const hasCards = screen.open.value !== null || CARD_VIEWS.includes(view);
  useActions(hasCards ? boardActions(screen) : pageActions(screen), 1);
  useCurrent(screen);
  useEdited(screen);
  usePresence(screen, view);
  useMembers(screen);
  useNumbers(screen);
  useFilterFromAddress(screen);
  useNumberInAddress(screen);
  return (
    <>
      <Together />
      <WorkspaceHands />
    </>
  );
}

function useCurrent(screen: Screen): void {
  useLayoutEffect(() => {
    currentScreen.value = screen;
    return () => {
      currentScreen.value = null;
    };
  }, [screen]);
}

/** What is undone next is my last edit, and no more what was said before it. */
function useEdited({ client }: Screen): void {
  useEffect(() => client.board.changes(({ origin }) => void (origin === "mine" && edited())), [client]);
}

const IDLE_MS = 60_000;

/** Tells the others where I am: the view, the open card, the focused one, and whether I am idle. */
function usePresence(screen: Screen, view: BoardView): void {
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
    void loadMembers(screen);
  }, [screen, isSynced, strangers]);
}

const NUMBERS_PER_ASK = 5_000;

/** Asks numbers for cards that came without: from a program, or from somebody whose page closed before it asked. */
function useNumbers(screen: Screen): void {
  const [{ synced }, canEdit] = [screen.live.status.value, screen.canEdit.value];
  useEffect(() => {
    if (!synced || !canEdit) return;
    const numbers = screen.client.records.of("number");
    const cards = [...screen.client.board.cardIds()].filter((id) => !numbers.has(id));
    if (cards.length > 0) askForNumbers(screen, cards.slice(0, NUMBERS_PER_ASK));
  }, [screen, synced, canEdit]);
}

/** Without a network, those who are here and those in the document have to do. */
async function loadMembers(screen: Screen): Promise<void> {
  try {
    const path = `/api/boards/${screen.board}/people`;
    screen.people.members.value = (await api<{ readonly people: readonly Member[] }>("GET", path)).people;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** A filter in the address opens the bar: nobody shall wonder where the cards are. */
function useFilterFromAddress(screen: Screen): void {
  useEffect(() => {
    if (!isEmpty(screen.filter.peek())) isFilterOpen.value = true;
  }, [screen, query.value]);
  // Its field had the keyboard: back to the card.
  useEffect(() => {
    const card = screen.focus.peek();
    if (!isFilterOpen.value && card !== null && document.activeElement === document.body)
      screen.focusOn(card);
  }, [screen, isFilterOpen.value]);
}

/** A card opened before it had its number gets the shorter address once it has. */
function useNumberInAddress(screen: Screen): void {
  const card = screen.open.value;
  const number = card === null ? null : screen.numberOf(card);
  useEffect(() => {
    const current = route.peek();
    // Only while it is open by its id: this runs after the page was drawn, and it may have been closed since.
    if (number === null || current.name !== "board" || current.card !== card) return;
    go(cardPath(screen.board, number) + query.peek(), { replace: true, below: current.view });
  }, [screen, card, number]);
}
