/** The command menu: every action that makes sense now, every board and every card of the open one, by a few letters. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { available } from "../ui/actions.ts";
import { api, Problem } from "../ui/api.ts";
import { nameOf, pathOf } from "../ui/board_line.ts";
import { Choices } from "../ui/choices.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { fold, foldedTitle } from "../ui/filter.ts";
import { shown } from "../ui/keys.ts";
import { cardPath, go } from "../ui/location.ts";
import { ranked } from "../ui/ranking.ts";
import { noteUse, recent } from "../ui/recent.ts";
import { currentScreen, type Screen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { boards, isAdmin, loadWorkspace } from "../ui/workspace.ts";
import type { OverlayProps } from "./overlays.tsx";
import { planning, templatesOf } from "./templates_of.ts";

interface Command {
  readonly id: string;
  readonly name: string;
  /** As it is sought. */
  readonly text: string;
  readonly behind?: ComponentChildren;
  readonly run: () => void;
}

/** A card of any board, as the server finds it. */
interface FoundCard {
  readonly board: string;
  readonly id: string;
  readonly title: string;
  readonly number: number | null;
}

const SHOWN_MAX = 30;
/** Of one letter there are too many; and whoever types on does not want what the letters before would find. */
const SOUGHT_MIN = 2;
const PAUSE_MS = 120;

export function Palette({ onClose }: OverlayProps) {
  const screen = currentScreen.value;
  const [words, setWords] = useState("");
  const actions = useMemo(actionLines, [isAdmin.value]);
  const used = useMemo(recent, []);
  useEffect(() => {
    if (boards.peek().length === 0) void loadWorkspace();
  }, []);
  const sought = fold(words.trim());
  const elsewhere = useFound(sought);
  const found = ranked(lines(screen, actions, sought, elsewhere), sought, used, SHOWN_MAX);
  return (
    <Dialog title="Command menu" class="palette" onClose={onClose}>
      <Choices
        label="Do, or find a board or a card…"
        words={words}
        onWords={setWords}
        lines={found}
        onChoose={(id) => {
          const line = found.find((one) => one.id === id);
          onClose();
          noteUse(id);
          // After the dialog has given the keyboard back.
          queueMicrotask(() => line?.run());
        }}
      />
    </Dialog>
  );
}

/** Returns the cards that the server finds on all boards; what was found last stays until the next comes. */
function useFound(sought: string): readonly FoundCard[] {
  const [found, setFound] = useState<readonly FoundCard[]>([]);
  useEffect(() => {
    if (sought.length < SOUGHT_MIN) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      api<{ readonly cards: readonly FoundCard[] }>(
        "GET",
        `/api/cards?words=${encodeURIComponent(sought.slice(0, 200))}`,
      )
        .then(({ cards }) => isWanted && setFound(cards))
        .catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error; // offline: what is here is found
        });
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [sought]);
  return found;
}

function actionLines(): readonly Command[] {
  return available()
    .filter((action) => action.isQuiet !== true)
    .map(({ id, title, keys: [key], run }) => ({
      ...{ id, name: title, text: fold(title) },
      behind: key !== undefined && <kbd>{shown(key)}</kbd>,
      run: () => run(""),
    }));
}

/** Without words, what can be done and where one can go; cards only when they are sought. */
function* lines(
  screen: Screen | null,
  actions: readonly Command[],
  sought: string,
  elsewhere: readonly FoundCard[],
): Iterable<Command> {
  yield* actions;
  if (screen?.root === "b" && screen.canEdit.value) yield* templates(screen);
  const names = new Map<string, string>();
  for (const board of boards.value) {
    const name = nameOf(board);
    names.set(board.id, name);
    yield {
      ...{ id: board.id, name, text: fold(`${name} ${board.group}`), behind: capital(board.kind) },
      run: () => go(pathOf(board)),
    };
  }
  if (sought === "") return;
  if (screen !== null) yield* cardsHere(screen, sought);
  for (const { board, id, title, number } of elsewhere) {
    if (board === screen?.board) continue;
    yield {
      ...{ id, name: title, text: fold(title), behind: names.get(board) ?? "Card" },
      run: () => go(cardPath(board, number ?? id)),
    };
  }
}

function* templates(screen: Screen): Iterable<Command> {
  for (const { id, card, ...template } of templatesOf(screen)) {
    const name = `New card from template: ${template.name}`;
    const run = async () => (await planning()).openOf(screen, card);
    yield { id, name, text: fold(name), run: () => void run() };
  }
}

function* cardsHere(screen: Screen, sought: string): Iterable<Command> {
  const numbers = screen.client.records.of("number");
  for (const id of screen.client.board.cardIds()) {
    const card = screen.client.board.card(id);
    if (card === undefined) continue;
    const number = numbers.get(id);
    const hint = typeof number === "number" ? `#${number}` : "Card";
    yield {
      ...{ id, name: card.title, behind: hint },
      text: sought === hint ? sought : foldedTitle(card),
      run: () => go(cardPath(screen.board, typeof number === "number" ? number : id)),
    };
  }
}
