/** The pages that are not a board: plain ones for who is not in yet, and those of the workspace, which stand in its frame. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Crumb, SidebarButton } from "./frame.tsx";
import { WorkspaceHands } from "./workspace_hands.tsx";

interface PageProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function PlainPage({ title, children }: PageProps) {
  useTitle(title);
  return (
    <div class="plain">
      <header class="plain-head">
        <a class="sidebar-brand" href="/">
          <span class="brand-mark" aria-hidden="true" />
          Kanverge
        </a>
      </header>
      <main class="plain-main">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}

interface WorkspacePageProps extends PageProps {
  /** Home is where the way begins. */
  readonly isHome?: boolean;
  readonly isWide?: boolean;
  /** At the right end of the head. */
  readonly tools?: ComponentChildren;
}

export function WorkspacePage({
  title,
  isHome = false,
  isWide = false,
  tools,
  children,
}: WorkspacePageProps) {
  useTitle(title);
  return (
    <>
      <header class="header">
        <SidebarButton />
        {!isHome && <Crumb name="Home" path="/" />}
        <h1 class="board-name">{title}</h1>
        <span class="header-gap" />
        {tools}
      </header>
      <main class="frame-view page" aria-label={title}>
        <div class={isWide ? "page-body is-wide" : "page-body"}>{children}</div>
      </main>
      <WorkspaceHands />
    </>
  );
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Kanverge`;
  }, [title]);
}
