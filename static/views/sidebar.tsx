/** The sidebar: the pages of the workspace, every board I may see, and who I am. On a phone it lies behind a button. */

import { useEffect } from "preact/hooks";
import { Avatar } from "../ui/avatar.tsx";
import { type BoardLine, nameOf, pathOf } from "../ui/board_line.ts";
import { useEscape } from "../ui/escape.ts";
import { facesOn, followFaces, unread } from "../ui/facts.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { shown } from "../ui/keys.ts";
import { route } from "../ui/location.ts";
import { MenuList, Popup } from "../ui/menu.tsx";
import { PAGES } from "../ui/pages.ts";
import { shelved } from "../ui/shelves.ts";
import { boards, isAdmin, isStranger, loadWorkspace, me, signOut } from "../ui/workspace.ts";
import { openNewBoard, openPalette, openSubscribe } from "./overlay.ts";
import { isSidebarOpen, wide } from "./sidebar_state.ts";

export function Sidebar() {
  const current = route.value;
  const where = "board" in current ? current.board : current.name;
  // Whoever goes on has done something here, or waited long enough for others to have.
  useEffect(() => {
    void loadWorkspace();
  }, [where]);
  const isIn = me.value !== null;
  useEffect(() => (isIn ? followFaces() : undefined), [isIn]);
  const close = () => {
    if (!wide.matches) isSidebarOpen.value = false;
  };
  useEscape(close, !wide.matches);
  return (
    <>
      <button type="button" class="sidebar-veil" aria-label="Close the sidebar" onClick={close} />
      <nav class="sidebar" aria-label="Workspace">
        <a class="sidebar-brand" href="/" onClick={close}>
          <span class="brand-mark" aria-hidden="true" />
          Kanverge
        </a>
        {!isStranger.value && <Places close={close} />}
        <span class="header-gap" />
        <Self />
      </nav>
    </>
  );
}

function Places({ close }: { readonly close: () => void }) {
  const act = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <>
      <Deed icon="search" name="Search" hint={shown("mod+k")} onClick={act(openPalette)} />
      {PAGES.map(({ id, name, icon, path }) => (
        <a
          key={id}
          class="sidebar-link"
          href={path}
          aria-current={route.value.name === id ? "page" : undefined}
          onClick={close}
        >
          <Icon name={icon} />
          <span>{name}</span>
          {id === "inbox" && (
            <span class="count" role="status" hidden={unread.value === 0}>
              {unread.value}
            </span>
          )}
        </a>
      ))}
      {shelved(boards.value).map(({ id, name, boards }) => (
        <div key={id}>
          <h2 class="sidebar-title" dir="auto">
            {name}
          </h2>
          <ul aria-label={name}>
            {boards.map((board) => (
              <Place key={board.id} board={board} onClick={close} />
            ))}
          </ul>
        </div>
      ))}
      {isAdmin.value && <Deed icon="add" name="New board" onClick={act(openNewBoard)} />}
    </>
  );
}

function Place({ board, onClick }: { readonly board: BoardLine; readonly onClick: () => void }) {
  const { id, kind } = board;
  const present = facesOn.value.get(id)?.length ?? board.present;
  const here = `${present} here now`;
  const current = route.value;
  return (
    <li>
      <a
        href={pathOf(board)}
        class="sidebar-link"
        title={board.name}
        aria-current={"board" in current && current.board === id ? "page" : undefined}
        onClick={onClick}
      >
        <Icon name={kind === "portfolio" ? "portfolio" : "board"} />
        <span dir="auto">{nameOf(board)}</span>
        {present > 0 && <span class="dot" role="img" aria-label={here} title={here} />}
      </a>
    </li>
  );
}

interface DeedProps {
  readonly icon: IconName;
  readonly name: string;
  readonly hint?: string;
  readonly onClick: () => void;
}

function Deed({ icon, name, hint, onClick }: DeedProps) {
  return (
    <button type="button" class="sidebar-link" aria-label={name} onClick={onClick}>
      <Icon name={icon} />
      <span>{name}</span>
      {hint !== undefined && <kbd>{hint}</kbd>}
    </button>
  );
}

function Self() {
  const person = me.value;
  if (person === null) return null;
  return (
    <Popup
      label={`${person.name}, signed in`}
      class="sidebar-link"
      button={
        <>
          <Avatar name={person.name} color={person.color} />
          <span dir="auto">{person.name}</span>
        </>
      }
    >
      {(close) => (
        <MenuList
          close={close}
          items={[
            { name: "Subscribe in a calendar", icon: "calendar", run: openSubscribe },
            { name: "Sign out", icon: "back", run: () => void signOut() },
          ]}
        />
      )}
    </Popup>
  );
}
