/** The right end of the header: who is here, the filter, sharing, and a menu for those who have no keys at hand. */

import { available } from "../ui/actions.ts";
import { isCompact, toggleDensity } from "../ui/density.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath, go, query } from "../ui/location.ts";
import { type MenuItem, MenuList, Popup } from "../ui/menu.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { Facepile } from "./facepile.tsx";
import { focusFilter, isFilterOpen } from "./filter_state.ts";
import { openInvite, openPalette, openShortcuts } from "./overlay.ts";
import { step } from "./verbs.ts";

const SHARES: readonly (string | null)[] = ["owner", "admin"];

export function HeaderTools({ onRename }: { readonly onRename: () => void }) {
  const screen = useScreen();
  const { badge, role } = screen.live.status.value;
  const mayShare = SHARES.includes(role);
  return (
    <>
      {/* The board comes first, then who is on it. */}
      {badge !== "opening" && <Facepile />}
      {screen.root === "b" && (
        <button
          type="button"
          class="icon-button wide-only"
          aria-label="Filter cards"
          title="Filter (F)"
          aria-pressed={isFilterOpen.value}
          onClick={focusFilter}
        >
          <Icon name="filter" />
        </button>
      )}
      <Popup label="More about this board" button={<Icon name="more" />}>
        {(close) => <MenuList close={close} items={items(screen, mayShare, onRename)} />}
      </Popup>
      {mayShare && (
        <button type="button" class="button is-primary wide-only" onClick={openInvite}>
          <Icon name="share" /> Share
        </button>
      )}
    </>
  );
}

function ofBoards(screen: Screen): readonly MenuItem[] {
  return [
    {
      name: "Go to the archive",
      icon: "archive",
      run: () => go(boardPath(screen.board, "archive") + query.peek()),
    },
    { name: "Filter cards", icon: "filter", run: focusFilter },
  ];
}

function items(screen: Screen, mayShare: boolean, onRename: () => void): readonly MenuItem[] {
  const canEdit = screen.canEdit.value;
  return [
    ...(canEdit ? ([{ name: "Undo", icon: "undo", run: () => void step(screen, "undo") }] as const) : []),
    ...(canEdit ? ([{ name: "Redo", icon: "redo", run: () => void step(screen, "redo") }] as const) : []),
    ...(canEdit ? ([{ name: "Rename the board", icon: "text", run: onRename }] as const) : []),
    ...(screen.root === "b" ? ofBoards(screen) : []),
    ...together(),
    ...(mayShare ? ([{ name: "Share", icon: "share", run: openInvite }] as const) : []),
    { name: isCompact.value ? "Comfortable rows" : "Compact rows", icon: "list", run: toggleDensity },
    { name: "Command menu", icon: "search", run: openPalette },
    { name: "Keys", icon: "list", run: openShortcuts },
  ];
}

/** What is done with others is a file of its own, which brings its actions along. */
function together(): readonly MenuItem[] {
  return available()
    .filter(({ id }) => id === "meeting" || id === "spotlight")
    .map(({ title, run }) => ({ name: title, icon: "person", run: () => run("") }));
}
