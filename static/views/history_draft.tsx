/** The draft of a status update, made from what changed: a person edits it, and posts it to a portfolio or takes it along. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { newId } from "../../clients/js/ids.ts";
import { announce } from "../ui/announce.tsx";
import { type BoardLine, nameOf, pathOf } from "../ui/board_line.ts";
import { draftOf, type Section } from "../ui/changed.ts";
import { copyText } from "../ui/copy.ts";
import { askElsewhere, EDITORS } from "../ui/elsewhere.ts";
import { followFacts, summaries } from "../ui/facts.ts";
import { go } from "../ui/location.ts";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { toast, toastError } from "../ui/toast.tsx";
import { boards, loadWorkspace } from "../ui/workspace.ts";

interface DraftProps {
  readonly board: string;
  readonly name: string;
  readonly since: string;
  readonly lists: readonly Section[];
  /** Then there is no row to post it to. */
  readonly isOfPortfolio?: boolean;
}

export default function Draft({ board, name, since, lists, isOfPortfolio = false }: DraftProps) {
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // Below a long list of changes it would be out of sight, and so would be what posts it.
  useLayoutEffect(() => {
    area.current?.focus();
    area.current?.parentElement?.scrollIntoView({ block: "center" });
  }, [isOpen]);
  if (!isOpen)
    return (
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Draft a status update
      </button>
    );
  return (
    <section class="changes-draft" aria-label="Status update">
      <textarea
        ref={area}
        aria-label="Draft of a status update, in Markdown"
        rows={12}
        maxLength={TEXT_MAX}
        defaultValue={draftOf(name, since, lists)}
      />
      {!isOfPortfolio && <Post board={board} words={() => area.current?.value.trim() ?? ""} />}
      <button type="button" class="button" onClick={() => void copyText(area.current?.value ?? "")}>
        Copy
      </button>
    </section>
  );
}

/** As long as what the server takes. */
const TEXT_MAX = 20_000;

interface PostProps {
  readonly board: string;
  readonly words: () => string;
}

/** Posts to the board's row of a portfolio that lists it and may be edited. */
function Post({ board, words }: PostProps) {
  useEffect(() => {
    void loadWorkspace();
    return followFacts();
  }, []);
  const [isSending, setSending] = useState(false);
  const found = boards.value.filter(
    ({ id, kind, role }) =>
      kind === "portfolio" && EDITORS.includes(role) && summaries.value.get(id)?.boards?.includes(board),
  );
  const post = async (portfolio: BoardLine) => {
    const text = words();
    if (text === "") return toastError("There is nothing to post: the draft is empty.");
    setSending(true);
    const done = await askElsewhere(portfolio.id, "updates.add", { id: newId(), about: board, text });
    setSending(false);
    if (!done) return;
    const says = `Posted to ${nameOf(portfolio)}`;
    announce(says);
    toast(says, { name: "Open", run: () => go(pathOf(portfolio)) });
  };
  const [only, ...more] = found;
  if (only === undefined)
    return <p class="hint">To post it, put this board into a portfolio that you may edit.</p>;
  if (more.length === 0)
    return (
      <button type="button" class="button is-primary" disabled={isSending} onClick={() => void post(only)}>
        Post to {nameOf(only)}
      </button>
    );
  return (
    <Popup label="Post to a portfolio" class="button is-primary" button="Post to…" isDisabled={isSending}>
      {(close) => (
        <Picker
          label="Portfolio"
          choices={found.map((one) => ({ id: one.id, name: nameOf(one), isChosen: false }))}
          onChoose={(id) => {
            close();
            const portfolio = found.find((one) => one.id === id);
            if (portfolio !== undefined) void post(portfolio);
          }}
        />
      )}
    </Popup>
  );
}
