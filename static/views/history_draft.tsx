/** The draft of a status update, made from what changed: a person edits it, and takes it where it is read. */

import { useRef, useState } from "preact/hooks";
import { draftOf, type Section } from "../ui/changed.ts";
import { copyText } from "../ui/copy.ts";

interface DraftProps {
  readonly board: string;
  readonly since: string;
  readonly lists: readonly Section[];
}

export function Draft({ board, since, lists }: DraftProps) {
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
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
        defaultValue={draftOf(board, since, lists)}
      />
      <button
        type="button"
        class="button is-primary"
        onClick={() => void copyText(area.current?.value ?? "")}
      >
        Copy
      </button>
    </section>
  );
}
