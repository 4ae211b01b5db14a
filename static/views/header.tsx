/** The head of a board's page: its name, the views, the filter, who is here, and how the saving goes. */

import { useState } from "preact/hooks";
import { runAction } from "../ui/actions.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { type BoardView, boardPath, query } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { Facepile } from "./facepile.tsx";
import { isFilterOpen } from "./filter_bar.tsx";
import { openInvite } from "./overlays.tsx";
import { isSidebarOpen } from "./sidebar.tsx";
import { SyncBadge } from "./sync_badge.tsx";
import { act } from "./verbs.ts";

const VIEWS: readonly (readonly [BoardView, string, IconName])[] = [
  ["board", "Board", "board"],
  ["list", "List", "list"],
  ["archive", "Archive", "archive"],
];

export function Header({ view }: { readonly view: BoardView }) {
  const screen = useScreen();
  const { role } = screen.live.status.value;
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
      <Facepile />
      <button
        type="button"
        class="icon-button"
        aria-label="Filter cards"
        title="Filter (F)"
        aria-pressed={isFilterOpen.value}
        onClick={() => runAction("filter")}
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
  const [editing, setEditing] = useState(false);
  const name = screen.live.meta().name;
  if (!editing)
    return (
      <h1 class="board-name" title={name} onDblClick={() => screen.canEdit.value && setEditing(true)}>
        {name || "Board without a name"}
      </h1>
    );
  return (
    <input
      class="board-name"
      aria-label="Board name"
      defaultValue={name}
      maxLength={256}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) input.select();
      }}
      onBlur={(event) => {
        const value = event.currentTarget.value.trim();
        if (value !== "" && value !== name) act(screen, "board.set", { key: "name", value });
        setEditing(false);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) event.currentTarget.blur();
      }}
    />
  );
}
