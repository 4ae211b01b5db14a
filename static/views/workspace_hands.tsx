/** What every page of the workspace does besides showing itself: keys, what is laid over it, and what is said aloud. */

import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Action, followKeys, useActions } from "../ui/actions.ts";
import { Announcer } from "../ui/announce.tsx";
import { loadAllSoon } from "../ui/lazy.tsx";
import { go } from "../ui/location.ts";
import { PAGES } from "../ui/pages.ts";
import { isAdmin } from "../ui/workspace.ts";
import { openNewBoard, openPalette, openShortcuts, openSubscribe } from "./overlay.ts";
import { Overlays } from "./overlays.tsx";
import { isSidebarOpen } from "./sidebar_state.ts";

export function WorkspaceHands() {
  useActions(ACTIONS, 2);
  useLayoutEffect(followKeys, []);
  useEffect(loadAllSoon, []);
  return (
    <>
      <Overlays />
      <Announcer />
    </>
  );
}

const ACTIONS: readonly Action[] = [
  {
    id: "palette",
    title: "Open the command menu",
    group: "Go",
    keys: ["mod+k"],
    run: openPalette,
    whileTyping: true,
    isQuiet: true,
  },
  { id: "shortcuts", title: "Show all keys", group: "Go", keys: ["?"], run: openShortcuts },
  ...PAGES.map(
    ({ id, name, path, key }): Action => ({
      ...{ id: `go-${id}`, title: `Go to ${name.toLowerCase()}`, group: "Go", keys: [key] },
      run: () => go(path),
    }),
  ),
  {
    ...{ id: "new-board", title: "New board", group: "Workspace", keys: ["shift+n"] },
    when: () => isAdmin.peek(),
    run: openNewBoard,
  },
  { id: "subscribe", title: "Subscribe in a calendar", group: "Workspace", keys: [], run: openSubscribe },
  {
    ...{ id: "import", title: "Import a board", group: "Workspace", keys: [] },
    when: () => isAdmin.peek(),
    run: () => go("/import"),
  },
  {
    ...{ id: "sidebar", title: "Show or hide the sidebar", group: "Workspace", keys: ["["] },
    run: () => {
      isSidebarOpen.value = !isSidebarOpen.peek();
    },
  },
];
