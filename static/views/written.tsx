/** Texts of records, tied to what is seen of them: who else has a caret there, and why something was not taken. */

import { useEffect, useMemo } from "preact/hooks";
import type { EditError } from "../../clients/js/errors.ts";
import type { TextKey, TextRoot } from "../../clients/js/schema.ts";
import { copyText } from "../ui/copy.ts";
import { reason } from "../ui/reasons.ts";
import { type Screen, useScreen } from "../ui/screen.ts";
import { type Caret, SharedText } from "../ui/shared_text.tsx";
import { toastError } from "../ui/toast.tsx";

/** Opens one text for typing while it is drawn, and ties my caret in it to my presence. */
export function useText(screen: Screen, root: TextRoot, id: string, key: TextKey) {
  const field = useMemo(() => screen.client.text(root, id, key), [screen, root, id, key]);
  useEffect(() => () => field.close(), [field]);
  const carets = useCarets(screen, root, id, key, (anchor) => field.resolve(anchor));
  const onCaret = (selection: readonly [number, number] | null) => {
    const caret =
      selection === null ? null : [id, key, field.anchor(selection[0]), field.anchor(selection[1])];
    screen.client.presence.set({ caret });
  };
  return { field, carets, onCaret, onRefused: tellRefused };
}

interface LongTextProps {
  readonly root: TextRoot;
  readonly id: string;
  readonly name: TextKey;
  readonly label: string;
  readonly placeholder: string;
  readonly onDone: () => void;
}

/** A text of many lines, open for typing until one is done with it. */
export function LongText({ root, id, name, ...props }: LongTextProps) {
  const screen = useScreen();
  const text = useText(screen, root, id, name);
  return (
    <SharedText
      class="sheet-description"
      focusAsked={1}
      readOnly={!screen.canEdit.value}
      {...props}
      {...text}
    />
  );
}

/** Says why what was typed is not taken, and offers it back if it is more than a stroke. */
function tellRefused(error: EditError, typed: string): void {
  const copy = { name: "Copy it", run: () => void copyText(typed) };
  toastError(reason(error), [...typed].length > 1 ? copy : null);
}

/** Returns the carets of others in a text, each at its place by now. */
export function useCarets(
  screen: Screen,
  root: TextRoot,
  id: string,
  key: TextKey,
  resolve: (anchor: string) => number | null = () => 0,
): readonly Caret[] {
  // A caret moves with the text.
  if (root === "cards") screen.live.card(id);
  else screen.live.follow(root);
  return screen.live.peers.value.flatMap(({ session, person, state }) => {
    const caret = state["caret"];
    if (!Array.isArray(caret) || caret[0] !== id || caret[1] !== key || typeof caret[3] !== "string")
      return [];
    const at = resolve(caret[3]);
    return at === null ? [] : [{ session, name: person.name, color: person.color, at }];
  });
}
