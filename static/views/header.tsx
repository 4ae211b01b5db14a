/** The head of a board's page: its name, the views, the filter, who is here, and how the saving goes. */

import { useState } from "preact/hooks";
import { Icon, type IconName } from "../ui/icons.tsx";
import { type BoardView, boardPath, query } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";
import { focusFilter, isFilterOpen } from "./filter_state.ts";
import { openInvite } from "./overlay.ts";
import { isSidebarOpen } from "./sidebar_state.ts";
import { SyncBadge } from "./sync_badge.tsx";

const VIEWS: readonly (readonly [BoardView, string, IconName])[] = [
  ["board", "Board", "board"],
  ["list", "List", "list"],
  ["archive", "Archive", "archive"],
];

export function Header({ view }: { readonly view: BoardView }) {
  const screen = useScreen();
  const [{ role }, parts] = [screen.live.status.value, editing.value];
  return (
    <header class="header">
      <button
        type="button"
        class="icon-button"
        aria-label="Boards"
        title="Boards"
        aria-expanded={isSidebarOpen.value}
        onClick={() => {
          isSidebarOpen.value = !isSidebarOpen.value;
        }}
      >
        <Icon name="sidebar" />
      </button>
      <BoardName />
      <nav class="views" aria-label="Views">
        {VIEWS.map(([id, name, icon]) => (
          <a
            key={id}
            href={boardPath(screen.board, id) + query.value}
            class="view-link"
            aria-current={view === id ? "page" : undefined}
            title={name}
          >
            <Icon name={icon} />
            <span>{name}</span>
          </a>
        ))}
      </nav>
      <span class="header-gap" />
      <SyncBadge />
      {parts !== null && <parts.Facepile />}
      <button
        type="button"
        class="icon-button"
        aria-label="Filter cards"
        title="Filter (F)"
        aria-pressed={isFilterOpen.value}
        onClick={focusFilter}
      >
        <Icon name="filter" />
      </button>
      {(role === "owner" || role === "admin") && (
        <button type="button" class="button is-primary" aria-label="Share" onClick={openInvite}>
          <Icon name="share" /> <span class="wide-only">Share</span>
        </button>
      )}
    </header>
  );
}

function BoardName() {
  const screen = useScreen();
  const [isEditing, setEditing] = useState(false);
  const parts = editing.value;
  const name = screen.live.meta().name;
  if (isEditing && parts !== null)
    return <parts.BoardNameField name={name} onDone={() => setEditing(false)} />;
  return (
    <h1 class="board-name" title={name} onDblClick={() => screen.canEdit.value && setEditing(true)}>
      {name || "Board without a name"}
    </h1>
  );
}
