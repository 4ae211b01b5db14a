/** The frame of every page of the workspace: the sidebar beside it, and the way to it and to where one is. */

import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icons.tsx";
import { part } from "../ui/lazy.tsx";
import { pageHands } from "./later.ts";
import { isSidebarOpen } from "./sidebar_state.ts";

const Sidebar = part(pageHands, ({ Sidebar }) => Sidebar);

export function Frame({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="frame">
      {isSidebarOpen.value && (
        <div class="sidebar-place">
          <Sidebar />
        </div>
      )}
      <div class="frame-main">{children}</div>
    </div>
  );
}

/** Shows and hides the sidebar; on a narrow window it is the way there. */
export function SidebarButton() {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label="Sidebar"
      title="Sidebar"
      aria-expanded={isSidebarOpen.value}
      onClick={() => {
        isSidebarOpen.value = !isSidebarOpen.value;
      }}
    >
      <Icon name="sidebar" />
    </button>
  );
}

/** A step of the way from home to a page. */
export function Crumb({ name, path }: { readonly name: string; readonly path: string }) {
  return (
    <a class="crumb" href={path}>
      {name} <Icon name="next" />
    </a>
  );
}
