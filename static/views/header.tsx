/** The head of a board's page: its name, the views, the filter, who is here, and how the saving goes. */

import { useState } from "preact/hooks";
import { type BoardView, viewsOf } from "../ui/board_views.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath, query } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";
import { isSidebarOpen } from "./sidebar_state.ts";
import { SyncBadge } from "./sync_badge.tsx";

export function Header({ view }: { readonly view: BoardView }) {
  const screen = useScreen();
  const [isRenaming, setRenaming] = useState(false);
  const [parts, name, { badge }] = [editing.value, screen.live.meta().name, screen.live.status.value];
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
      <a class="crumb" href="/" aria-label="All boards">
        Boards <Icon name="next" />
      </a>
      {isRenaming && parts !== null ? (
        <parts.BoardNameField name={name} onDone={() => setRenaming(false)} />
      ) : (
        <h1 class="board-name" title={name}>
          {name || (badge === "opening" || badge === "stopped" ? "Board" : "Board without a name")}
        </h1>
      )}
      <nav class="views" aria-label="Views">
        {viewsOf(screen.root).map(({ id, name, icon }) => (
          <a
            key={id}
            href={boardPath(screen.board, id, screen.root) + query.value}
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
      {parts !== null && <parts.HeaderTools onRename={() => setRenaming(true)} />}
    </header>
  );
}
