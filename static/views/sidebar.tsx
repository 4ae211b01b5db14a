/** The sidebar: every board I may see, and who I am. On a phone it lies behind a button. */

import { useEffect } from "preact/hooks";
import { Avatar } from "../ui/avatar.tsx";
import { useEscape } from "../ui/escape.ts";
import { Icon } from "../ui/icons.tsx";
import { MenuList, Popup } from "../ui/menu.tsx";
import { boards, isAdmin, loadWorkspace, me, pathOf, signOut } from "../ui/workspace.ts";
import { isSidebarOpen, wide } from "./sidebar_state.ts";

export default function Sidebar({ board }: { readonly board: string | null }) {
  useEffect(() => {
    void loadWorkspace();
  }, []);
  const isOver = !wide.matches;
  const close = () => {
    if (!wide.matches) isSidebarOpen.value = false;
  };
  useEscape(close, isSidebarOpen.value && isOver);
  return (
    <>
      <button type="button" class="sidebar-veil" aria-label="Close the list of boards" onClick={close} />
      <nav class="sidebar" aria-label="Boards">
        <a class="sidebar-brand" href="/" onClick={close}>
          <span class="brand-mark" aria-hidden="true" />
          Kanverge
        </a>
        <h2 class="sidebar-title">Boards</h2>
        <ul class="sidebar-list">
          {boards.value.map(({ id, name, kind, present }) => (
            <li key={id}>
              <a
                href={pathOf({ id, kind })}
                class="sidebar-link"
                aria-current={id === board ? "page" : undefined}
                onClick={close}
              >
                <Icon name={kind === "portfolio" ? "list" : "board"} />
                <span>{name || "Board without a name"}</span>
                {present > 0 && (
                  <span
                    class="dot"
                    role="img"
                    aria-label={`${present} here now`}
                    title={`${present} here now`}
                  />
                )}
              </a>
            </li>
          ))}
        </ul>
        {isAdmin.value && (
          <a class="sidebar-link is-apart" href="/import" onClick={close}>
            <Icon name="add" />
            <span>Import a board</span>
          </a>
        )}
        <span class="header-gap" />
        <Self />
      </nav>
    </>
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
          <span>{person.name}</span>
        </>
      }
    >
      {(close) => (
        <MenuList close={close} items={[{ name: "Sign out", icon: "back", run: () => void signOut() }]} />
      )}
    </Popup>
  );
}
