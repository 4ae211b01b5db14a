/** The history of a board or portfolio: it as it was at any moment, what happened, and what changed since. */

import "../ui/icons_later.ts";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Action, useActions } from "../ui/actions.ts";
import { announce } from "../ui/announce.tsx";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { type Screen, ScreenProvider, useScreen } from "../ui/screen.ts";
import { BoardView } from "./board.tsx";
import { type Hands, HistoryState, whenInWords } from "./history_state.ts";

export default function HistoryView() {
  const screen = useScreen();
  const [history, setHistory] = useState<HistoryState | null>(null);
  useEffect(() => {
    screen.peek.value = null;
    screen.selection.value = new Set();
    const opened = new HistoryState(screen);
    setHistory(opened);
    return () => opened.close();
  }, [screen]);
  return history === null ? null : <History history={history} />;
}

function History({ history }: { readonly history: HistoryState }) {
  const actions = useMemo(
    () => [...moving(history), ...(history.noun === "board" ? closed(history.screen) : [])],
    [history],
  );
  useActions(actions);
  const [at, problem, hands] = [history.at.value, history.problem.value, history.hands.value];
  const { noun, rows } = history;
  const isPast = at !== "";
  // No key shall reach a card of today that is not to be seen, wherever a sheet or an undo has left the focus.
  const { focus } = history.screen;
  useEffect(() => {
    focus.value = null;
  }, [focus.value]);
  useEscape(() => history.goTo(""), isPast);
  const isThere = !isPast || history.shown.value !== "";
  return (
    <div class={isPast ? "past is-past" : "past"}>
      <div class="past-head">
        <p class="past-when" role="status">
          {isPast ? (
            <>
              <Icon name="history" /> {history.isBefore ? "Before anything was on it, on" : "As it was on"}{" "}
              <strong>{whenInWords(history.when)}</strong>
            </>
          ) : (
            `The ${noun} as it is now`
          )}
        </p>
        {isPast && history.shown.value === at && hands !== null && <hands.RestoreBoard history={history} />}
        {isPast && (
          <button type="button" class="button is-primary" onClick={() => history.goTo("")}>
            Back to now
          </button>
        )}
      </div>
      {hands === null ? (
        <div class="scrub">
          <div class="scrub-track" />
        </div>
      ) : (
        <hands.Scrubber history={history} />
      )}
      {problem !== "" && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
      <div class="past-body">
        <section
          class="past-board"
          aria-label={`The ${noun} as it ${isPast ? "was" : "is now"}`}
          aria-busy={isPast && history.shown.value !== at}
          onClickCapture={(event) => look(history, event)}
        >
          {isThere && problem === "" && (
            <ScreenProvider value={isPast ? history.past : history.now}>
              {noun === "board" ? (
                <BoardView key={isPast} />
              ) : (
                rows.value !== null && <rows.value.PastRows key={isPast} history={history} />
              )}
            </ScreenProvider>
          )}
        </section>
        {hands === null ? <aside class="past-panel" /> : <hands.HistoryPanel history={history} />}
      </div>
    </div>
  );
}

/** A press on a card of the past shows it as it was; its link would lead to what it is today. */
function look(history: HistoryState, event: MouseEvent): void {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card]") : null;
  const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (card === null || history.at.peek() === "" || !isPlain) return;
  event.preventDefault();
  history.look(card.dataset["card"] ?? "");
}

function moving(history: HistoryState): readonly Action[] {
  const move = (title: string, key: string, run: () => unknown): Action => ({
    ...{ id: `history-${key}`, title, group: "Move", keys: [key] },
    run: async () => {
      await run();
      announce(history.at.peek() === "" ? "Now" : whenInWords(history.when));
    },
  });
  // One after the other: a step begins where the one before it ends.
  let steps: Promise<unknown> = history.ready;
  const on = (go: (hands: Hands) => unknown) => {
    const step = steps.then(async () => go(await history.ready));
    steps = step.catch(() => undefined);
    return step;
  };
  const focus = (direction: string, keys: readonly string[], columns: number, rows: number): Action => ({
    ...{ id: `history-${direction}`, title: `Focus ${direction}`, group: "Move", keys, isQuiet: true },
    run: () => on((hands) => hands.focusBeside(history, columns, rows)),
  });
  return [
    move("To what happened before", "ArrowLeft", () => on((hands) => hands.step(history, -1))),
    move("To what happened next", "ArrowRight", () => on((hands) => hands.step(history, 1))),
    move("A day back", "PageDown", () => on((hands) => hands.stepDay(history, -1))),
    move("A day on", "PageUp", () => on((hands) => hands.stepDay(history, 1))),
    move("To the first that is kept", "Home", () => history.goToStop(0)),
    move("Back to now", "End", () => history.goTo("")),
    focus("up", ["ArrowUp", "k"], 0, -1),
    focus("down", ["ArrowDown", "j"], 0, 1),
    focus("left", ["h"], -1, 0),
    focus("right", ["l"], 1, 0),
  ];
}

/** What would change the board of today from here, unseen. */
function closed(screen: Screen): readonly Action[] {
  return ["c", "n"].map((key) => ({
    ...{ id: `history-no-${key}`, title: "Add a card", group: "Card", keys: [key], isQuiet: true },
    when: () => screen.canEdit.peek() && screen.open.peek() === null,
    run: () => announce("Cards are added on the board, not in its history"),
  }));
}
