/** The frame of the pages that are not a board. */

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

export function PlainPage({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · Kanverge`;
  }, [title]);
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
