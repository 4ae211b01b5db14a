/** What the bar of a meeting holds while it is on: at which card it is, the way on for everybody, the timer, and the end. */

import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../ui/announce.tsx";
import { isTyping } from "../ui/keys.ts";
import { clockFace, type Meeting, secondsLeft, type Timer } from "../ui/meeting.ts";
import { type MenuItem, MenuList, Popup } from "../ui/menu.tsx";
import type { Screen } from "../ui/screen.ts";
import { hasAsked, serverNow, setServerClock } from "../ui/server_clock.ts";
import { asked, goToCard, isWalked, step, steppedOut } from "./meeting_state.ts";
import { followed } from "./together_state.ts";

export interface OnProps {
  readonly screen: Screen;
  readonly meeting: Meeting;
}

export default function On({ screen, meeting }: OnProps) {
  useServerClock();
  const isSet = hasAsked.value;
  const { id, cards, name, leader } = meeting;
  const card = cards[meeting.step];
  const isOut = steppedOut.value === id;
  useWalk(screen, meeting, isSet && !isOut);
  const { person, role, canEdit } = screen.live.status.value;
  const isMine = person?.id === leader;
  const isLed = isMine || screen.live.peers.value.some((peer) => peer.person.id === leader);
  const mayEnd = canEdit && (isMine || role === "owner" || role === "admin");
  const title = card === undefined ? "" : (screen.live.card(card)?.title ?? "");
  return (
    <section class="bar-chip" aria-label="Meeting">
      <span dir="auto">{isMine ? "You lead" : isLed ? `${name} leads` : `${name} has left`}</span>
      {canEdit && !isLed && (
        <button type="button" class="button" onClick={() => void asked(screen, "lead", { id })}>
          Lead
        </button>
      )}
      {cards.length > 0 && (
        <span class="meeting-walk">
          {canEdit && <Way screen={screen} meeting={meeting} by={-1} name="Previous" />}
          <button
            type="button"
            class="link-button"
            title="Go to the card"
            onClick={() => card !== undefined && goToCard(screen, card)}
          >
            {meeting.step + 1} of {cards.length}: <span dir="auto">{title || "Card without a title"}</span>
          </button>
          {canEdit && <Way screen={screen} meeting={meeting} by={1} name="Next" />}
        </span>
      )}
      {isSet && meeting.timer !== null && <Countdown key={meeting.timer.began} timer={meeting.timer} />}
      {canEdit && (
        <Popup label="Timer" class="button" button="Timer">
          {(close) => <MenuList close={close} items={timerItems(screen, meeting)} />}
        </Popup>
      )}
      <button
        type="button"
        class="button"
        onClick={() => {
          steppedOut.value = isOut ? null : id;
        }}
      >
        {isOut ? "Walk along" : "Step out"}
      </button>
      {mayEnd && (
        <button type="button" class="button" onClick={() => void asked(screen, "end", { id })}>
          End
        </button>
      )}
    </section>
  );
}

interface WayProps extends OnProps {
  readonly by: -1 | 1;
  readonly name: string;
}

function Way({ screen, meeting, by, name }: WayProps) {
  const to = meeting.step + by;
  const isEnd = to < 0 || to >= meeting.cards.length;
  return (
    <button
      type="button"
      class={by > 0 ? "button is-primary" : "button"}
      title={`${name} card, for everybody (Shift ${by > 0 ? "J" : "K"})`}
      // Not `disabled`: that would take the keyboard away from who gets there by it.
      aria-disabled={isEnd}
      onClick={() => step(screen, by)}
    >
      {name}
    </button>
  );
}

const MINUTE_MS = 60_000;

/** Sets the server's clock now, and again while it is needed. */
function useServerClock(): void {
  useEffect(() => {
    const set = () => void setServerClock();
    set();
    const timer = setInterval(set, MINUTE_MS);
    // A machine that slept may have stopped counting.
    document.addEventListener("visibilitychange", set);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", set);
    };
  }, []);
}

/** Goes to each card the meeting gets to, but not while something is typed or dragged here. */
function useWalk(screen: Screen, { began, cards, step }: Meeting, isIn: boolean): void {
  const isFirst = useRef(true);
  const card = cards[step];
  useEffect(() => {
    if (!isIn) return;
    // Who came later by a link to a card, or to a view that shows no cards, reads that first.
    const isLate = isFirst.current && began < serverNow() - performance.now();
    isFirst.current = false;
    if (card === undefined || (isLate && (screen.open.peek() !== null || !isWalked()))) return;
    announce(`Card ${step + 1} of ${cards.length}: ${screen.client.board.card(card)?.title ?? ""}`);
    const isBusy = isTyping(document.activeElement) || screen.drag.peek() !== null;
    if (!isBusy && followed.peek() === null) goToCard(screen, card);
  }, [screen, isIn, step]);
}

function Countdown({ timer }: { readonly timer: Timer }) {
  const [, redraw] = useState(0);
  const left = secondsLeft(timer, serverNow());
  useEffect(() => {
    if (left === 0) return;
    // To where the next second begins at the server: all change at once.
    const wait = timer.began + timer.seconds * 1_000 - serverNow() - (left - 1) * 1_000;
    const next = setTimeout(
      () => {
        if (secondsLeft(timer, serverNow()) === 0) announce("Time is up");
        redraw((times) => times + 1);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(next);
  });
  return (
    <span role="timer" aria-label="Time left" class={left === 0 ? "meeting-time is-over" : "meeting-time"}>
      {left === 0 ? "Time is up" : clockFace(left)}
    </span>
  );
}

const MINUTES = [1, 2, 5, 10, 15, 30] as const;

function timerItems(screen: Screen, { id, timer }: Meeting): readonly MenuItem[] {
  const set = (seconds: number) => () => void asked(screen, "time", { id, seconds });
  const left = timer === null ? 0 : secondsLeft(timer, serverNow());
  return [
    ...MINUTES.map(
      (minutes): MenuItem => ({
        ...{ name: `${minutes} ${minutes === 1 ? "minute" : "minutes"}`, icon: "clock" },
        run: set(minutes * 60),
      }),
    ),
    ...(left > 0 ? [{ name: "1 minute more", icon: "add", run: set(left + 60) } as const] : []),
    ...(timer !== null ? [{ name: "No timer", icon: "close", run: set(0) } as const] : []),
  ];
}
