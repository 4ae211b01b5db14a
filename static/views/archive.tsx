/** The archive: columns and cards out of sight, to be searched and restored. */

import "../ui/icons_later.ts";
import { useState } from "preact/hooks";
import { fold } from "../ui/filter.ts";
import { Icon } from "../ui/icons.tsx";
import { cardPath } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { Windowed } from "../ui/windowed.tsx";
import { Heights } from "../ui/windowing.ts";
import { act, restoreCards } from "./verbs.ts";

const rows = new Heights(36);
const COLUMN = "column:";
const NONE: ReadonlySet<string> = new Set();

export default function ArchiveView() {
  const screen = useScreen();
  const [words, setWords] = useState("");
  screen.live.follow("cards");
  const sought = fold(words.trim());
  const has = (text: string | undefined) => text !== undefined && fold(text).includes(sought);
  const columns = screen.live.archivedColumns().filter(({ name }) => has(name));
  const cards = screen.live.archivedCards().filter((id) => has(screen.client.board.card(id)?.title));
  const ids = [...columns.map(({ id }) => COLUMN + id), ...cards];
  return (
    <div class="archive">
      <label class="archive-search">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search the archive"
          placeholder="Search the archive"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <span class="count" role="status">
          {ids.length}
        </span>
      </label>
      {ids.length === 0 && <p class="empty">{sought === "" ? "Nothing is archived." : "Nothing found."}</p>}
      <Windowed
        class="list"
        label="Archived columns and cards"
        ids={ids}
        heights={rows}
        gap={0}
        pinned={NONE}
        row={(id) =>
          id.startsWith(COLUMN) ? <ColumnRow id={id.slice(COLUMN.length)} /> : <CardRow id={id} />
        }
      />
    </div>
  );
}

function ColumnRow({ id }: { readonly id: string }) {
  const screen = useScreen();
  const name = screen.live.column(id)?.name ?? "";
  return (
    <div class="list-row">
      <Icon name="board" />
      <span class="list-title">{name || "Column without a name"}</span>
      <Restore name={name} onRestore={() => act(screen, "columns.restore", { id })} />
    </div>
  );
}

function CardRow({ id }: { readonly id: string }) {
  const screen = useScreen();
  const card = screen.live.card(id);
  if (card === undefined) return null;
  const number = screen.numberOf(id);
  return (
    <div class="list-row">
      <span class="list-number">{number === null ? "new" : `#${number}`}</span>
      <a class="list-title" href={cardPath(screen.board, number ?? id)}>
        {card.title || "Card without a title"}
      </a>
      <span class="list-from">{screen.live.column(card.column)?.name}</span>
      <Restore name={card.title} onRestore={() => restoreCards(screen, [id])} />
    </div>
  );
}

function Restore({ name, onRestore }: { readonly name: string; readonly onRestore: () => void }) {
  const screen = useScreen();
  if (!screen.canEdit.value) return null;
  return (
    <button type="button" class="button" aria-label={`Restore ${name}`} onClick={onRestore}>
      <Icon name="restore" /> Restore
    </button>
  );
}
