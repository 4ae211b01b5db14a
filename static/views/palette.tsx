/** The command menu: every action that makes sense now, every card and every board, by a few letters. */

import { useMemo, useState } from "preact/hooks";
import { available } from "../ui/actions.ts";
import { Choices } from "../ui/choices.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { fold } from "../ui/filter.ts";
import { shown } from "../ui/keys.ts";
import { cardPath, go } from "../ui/location.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { boards, pathOf } from "../ui/workspace.ts";
import type { OverlayProps } from "./overlays.tsx";

interface Command {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly run: () => void;
}

const SHOWN_MAX = 30;

export default function Palette({ onClose }: OverlayProps) {
  const screen = useScreen();
  const [words, setWords] = useState("");
  const actions = useMemo(actionLines, []);
  const found = lines(screen, actions, fold(words.trim()));
  return (
    <Dialog title="Command menu" class="palette" onClose={onClose}>
      <Choices
        label="Do, or find a card or a board…"
        words={words}
        onWords={setWords}
        lines={found.map(({ id, name, hint }) => ({ id, name, behind: <kbd>{hint}</kbd> }))}
        onChoose={(id) => {
          const line = found.find((one) => one.id === id);
          onClose();
          // After the dialog has given the keyboard back.
          queueMicrotask(() => line?.run());
        }}
      />
    </Dialog>
  );
}

function actionLines(): readonly Command[] {
  return available()
    .filter((action) => action.isQuiet !== true)
    .map(({ id, title, keys, run }) => ({ id, name: title, run: () => run(""), hint: shown(keys[0] ?? "") }));
}

function lines(screen: Screen, actions: readonly Command[], sought: string): readonly Command[] {
  const found = actions.filter(({ name }) => fold(name).includes(sought));
  if (sought === "") return found;
  for (const { id, name, kind } of boards.value)
    if (fold(name).includes(sought))
      found.push({ id, name, hint: capital(kind), run: () => go(pathOf({ id, kind })) });
  const numbers = screen.client.records.of("number");
  for (const id of screen.client.board.cardIds()) {
    if (found.length >= SHOWN_MAX) break;
    const title = screen.client.board.card(id)?.title ?? "";
    const number = numbers.get(id);
    if (!fold(title).includes(sought) && `#${number}` !== sought) continue;
    const address = cardPath(screen.board, typeof number === "number" ? number : id);
    found.push({
      id,
      name: title,
      hint: typeof number === "number" ? `#${number}` : "Card",
      run: () => go(address),
    });
  }
  return found.slice(0, SHOWN_MAX);
}
