/** The board: its columns side by side, each a windowed list; dragging happens here. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import { useScreen } from "../ui/screen.ts";
import { ColumnView, type Scrollers } from "./column.tsx";
import { editing } from "./editing.ts";

/** Columns drawn before it is known which are in sight: about a screen of them. */
const FIRST = 5;

export function BoardView() {
  const screen = useScreen();
  const plane = useRef<HTMLDivElement>(null);
  const scrollers = useMemo<Scrollers>(() => new Map(), [screen]);
  const parts = editing.value;
  const columns = screen.live.columns();
  const strays = screen.live.order(UNSORTED).length > 0;
  const canEdit = screen.canEdit.value;
  const ids = [...columns.map((column) => column.id), ...(strays ? [UNSORTED] : [])];
  const near = useNearColumns(plane, ids);

  useEffect(() => {
    if (plane.current === null || parts === null || !canEdit) return;
    return parts.dragOn(plane.current, screen, scrollers);
  }, [screen, scrollers, parts, canEdit]);
  // A card that takes the keyboard brings its column into sight.
  useEffect(() => {
    const column = screen.client.board.shownColumn(screen.focus.peek() ?? "");
    if (screen.summons.value > 0 && column !== undefined)
      plane.current
        ?.querySelector(`[data-column="${column}"]`)
        ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [screen.summons.value]);

  return (
    <div class="board" ref={plane}>
      {ids.map((id, index) => (
        <ColumnView key={id} id={id} isNear={near.value?.has(id) ?? index < FIRST} scrollers={scrollers} />
      ))}
      {canEdit && parts !== null && <parts.AddColumn />}
    </div>
  );
}

/** Which columns are in sight or nearly: the others draw their head only. */
function useNearColumns(plane: { current: HTMLElement | null }, ids: readonly string[]) {
  const near = useSignal<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const root = plane.current;
    if (root === null) return;
    const seen = new IntersectionObserver(
      (entries) => {
        const now = new Set(near.peek());
        for (const { target, isIntersecting } of entries) {
          const id = target instanceof HTMLElement ? (target.dataset["column"] ?? "") : "";
          if (isIntersecting) now.add(id);
          else now.delete(id);
        }
        near.value = now;
      },
      { root, rootMargin: "0px 200px" },
    );
    for (const column of root.querySelectorAll("[data-column]")) seen.observe(column);
    return () => seen.disconnect();
  }, [ids.join()]);
  return near;
}
