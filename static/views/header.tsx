/** The head of a board's page: its name, the views, the filter, who is here, and how the saving goes. */

import { useState } from "preact/hooks";
import type { BoardView } from "../ui/board_views.ts";
import { useScreen } from "../ui/screen.ts";
import { editing } from "./editing.ts";
import { Crumb, SidebarButton } from "./frame.tsx";
import { SyncBadge } from "./sync_badge.tsx";
import { ViewSwitch } from "./view_switch.tsx";

export function Header({ view }: { readonly view: BoardView }) {
  const screen = useScreen();
  const [isRenaming, setRenaming] = useState(false);
  const [parts, name, { badge }] = [editing.value, screen.live.meta().name, screen.live.status.value];
  return (
    <header class="header">
      <SidebarButton />
      <Crumb name="Home" path="/" />
      {isRenaming && parts !== null ? (
        <parts.BoardNameField name={name} onDone={() => setRenaming(false)} />
      ) : (
        <h1 class="board-name" title={name} dir="auto">
          {name || (badge === "opening" || badge === "stopped" ? "Board" : "Board without a name")}
        </h1>
      )}
      <ViewSwitch view={view} />
      <SyncBadge />
      {parts !== null && <parts.HeaderTools onRename={() => setRenaming(true)} />}
    </header>
  );
}
