/** The views of a board as tabs, as many as there is room for; the others are under "More". The open one is always a tab. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type BoardView, viewsOf } from "../ui/board_views.ts";
import { Icon } from "../ui/icons.tsx";
import { boardPath, query } from "../ui/location.ts";
import { useScreen } from "../ui/screen.ts";
import { shownViews } from "../ui/view_room.ts";
import { editing } from "./editing.ts";

export function ViewSwitch({ view }: { readonly view: BoardView }) {
  const { board, root } = useScreen();
  const nav = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(Infinity);
  const parts = editing.value;
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(() => setRoom(nav.current?.clientWidth ?? 0));
    if (nav.current !== null) sizes.observe(nav.current);
    return () => sizes.disconnect();
  }, []);
  const views = viewsOf(root);
  const shown = shownViews(views, view, room, innerWidth < NARROW);
  return (
    <nav ref={nav} class="views" aria-label="Views">
      {shown.map(({ id, name, icon }) => (
        <a
          key={id}
          href={boardPath(board, id, root) + query.value}
          class="view-link"
          aria-current={view === id ? "page" : undefined}
          title={name}
        >
          <Icon name={icon} />
          <span>{name}</span>
        </a>
      ))}
      {parts !== null && shown.length < views.length && <parts.MoreViews shown={shown} />}
    </nav>
  );
}

/** Below it the style sheet shows icons without names. */
const NARROW = 720;
