/** What a timeline has besides its rows and bars: keys, drags, panels, milestones, the plan; fetched once it is on the screen. */

import { useEffect, useRef } from "preact/hooks";
import { useActions } from "../ui/actions.ts";
import { useScreen } from "../ui/screen.ts";
import { walkIn } from "./focus.ts";
import { timelineActions } from "./timeline_actions.ts";
import { dragOnTimeline, type Frame } from "./timeline_drag.ts";
import { BarMenu } from "./timeline_menu.tsx";
import type { TimelineState } from "./timeline_state.ts";

export { planOf } from "../ui/plan.ts";
export { MilestoneCorner, MilestoneLine } from "./timeline_milestones.tsx";
export { Problems } from "./timeline_problems.tsx";
export { Unscheduled } from "./unscheduled.tsx";

interface HandsProps {
  readonly timeline: TimelineState;
  readonly root: { readonly current: HTMLElement | null };
  readonly scroller: { readonly current: HTMLElement | null };
  readonly frame: Frame;
}

export function TimelineHands({ timeline, root, scroller, frame }: HandsProps) {
  const screen = useScreen();
  const latest = useRef(frame);
  latest.current = frame;
  useActions(timelineActions(screen));
  useEffect(() => walkIn(() => cardsOf(timeline)), [timeline]);
  const canEdit = screen.canEdit.value;
  useEffect(() => {
    if (root.current === null || scroller.current === null || !canEdit) return;
    return dragOnTimeline(root.current, scroller.current, timeline, () => latest.current);
  }, [timeline, canEdit]);
  // An arrow opens the panel of the card it points to.
  useEffect(() => {
    const plane = scroller.current;
    const open = ({ target }: Event) => {
      const arrow = target instanceof Element ? target.closest<SVGElement>("[data-opens]") : null;
      if (arrow !== null) timeline.menu.value = arrow.dataset["opens"] ?? null;
    };
    plane?.addEventListener("click", open);
    return () => plane?.removeEventListener("click", open);
  }, [timeline]);
  return <BarMenu timeline={timeline} />;
}

function cardsOf(timeline: TimelineState): readonly string[] {
  return timeline.rows.peek().flatMap(({ kind, id }) => (kind === "card" ? [id] : []));
}
