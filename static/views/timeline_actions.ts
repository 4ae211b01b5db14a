/** What can be done on a timeline, as actions of the registry. */

import type { Action } from "../ui/actions.ts";
import { announce } from "../ui/announce.tsx";
import { STEPS, ZOOMS } from "../ui/axis.ts";
import { type Hold, NUDGES } from "../ui/bars.ts";
import { dayNumber } from "../ui/days.ts";
import type { Screen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { subjects } from "./board_actions.ts";
import { moveMilestone, shift } from "./dated_deeds.ts";
import { type TimelineState, timelineOf } from "./timeline_state.ts";
import { goTo, scrollerOf } from "./timeline_tools.tsx";

/** Of what is in sight, for one press of an arrow. */
const SCROLL = 0.25;

const known = new WeakMap<Screen, readonly Action[]>();

/** Returns the actions of a screen's timeline, the same list each time. */
export function timelineActions(screen: Screen): readonly Action[] {
  const made = known.get(screen) ?? actionsOf(screen);
  known.set(screen, made);
  return made;
}

function actionsOf(screen: Screen): readonly Action[] {
  const timeline = timelineOf(screen);
  const dated = () => subjects(screen).filter((id) => timeline.bars.peek().has(id));
  const nudge = (id: string, title: string, key: string, hold: Hold, sign: 1 | -1): Action => ({
    ...{ id: `timeline-${id}`, title, group: "Move", keys: [key] },
    when: () =>
      screen.canEdit.peek() &&
      timeline.held.peek() === null &&
      (dated().length > 0 || (hold === "middle" && focusedMilestone(screen) !== null)),
    run: () => {
      const [days, milestone] = [sign * STEPS[timeline.zoom.peek()], focusedMilestone(screen)];
      if (milestone !== null && hold === "middle")
        moveMilestone(screen, milestone.id, dayNumber(milestone.date ?? "") + days);
      else shift(screen, dated(), hold, days);
    },
  });
  const scroll = (id: string, key: string, sign: 1 | -1): Action => ({
    ...{ id: `timeline-scroll-${id}`, title: `Look ${id}`, group: "Move", keys: [key], isQuiet: true },
    run: () => {
      const scroller = scrollerOf();
      scroller?.scrollBy({ left: sign * scroller.clientWidth * SCROLL });
    },
  });
  const view = (id: string, title: string, keys: readonly string[], run: () => void): Action => ({
    ...{ id: `timeline-${id}`, title, group: "View", keys, run },
  });
  const zoomBy = (step: 1 | -1) => () => {
    const zoom = ZOOMS[ZOOMS.indexOf(timeline.zoom.peek()) + step];
    if (zoom !== undefined) zoomTo(timeline, zoom);
  };
  return [
    ...NUDGES.map((one) => nudge(...one)),
    scroll("earlier", "ArrowLeft", -1),
    scroll("later", "ArrowRight", 1),
    {
      ...{ id: "timeline-menu", title: "Dates and dependencies of the bar", group: "Card", keys: ["b"] },
      when: () => screen.canEdit.peek() && timeline.places.peek().has(screen.focus.peek() ?? ""),
      run: () => {
        timeline.menu.value = screen.focus.peek();
      },
    },
    {
      ...{ id: "timeline-milestone", title: "Add a milestone", group: "Board", keys: ["shift+m"] },
      when: () => screen.canEdit.peek(),
      run: () => {
        timeline.adding.value = true;
      },
    },
    view("today", "Go to today", ["t"], () => goTo(timeline, timeline.today.peek())),
    view("closer", "Look closer", ["+", "="], zoomBy(-1)),
    view("further", "Look from further away", ["-"], zoomBy(1)),
    ...ZOOMS.map((zoom) => view(`zoom-${zoom}`, `Zoom to a ${zoom}`, [], () => zoomTo(timeline, zoom))),
    view("rows", "Rows by column or by parent", [], () =>
      timeline.set("rows", timeline.isByParent.peek() ? null : "parents"),
    ),
    view("path", "Show or hide the critical path", ["shift+p"], () => {
      const shows = timeline.showsPath.peek();
      timeline.set("path", shows ? null : "critical");
      announce(shows ? "Critical path hidden" : `Critical path: ${timeline.plan.peek()?.length ?? 0} days`);
    }),
    view("tray", "Show or hide cards without any date", ["u"], () => {
      timeline.showsTray.value = !timeline.showsTray.peek();
    }),
    view("fold", "Fold or unfold the group", ["."], () => foldAt(screen, timeline)),
  ];
}

/** Returns the milestone whose diamond has the keyboard. */
function focusedMilestone(screen: Screen) {
  const diamond = document.activeElement?.closest<HTMLElement>("[data-milestone]");
  return screen.client.board.milestone(diamond?.dataset["milestone"] ?? "") ?? null;
}

function zoomTo(timeline: TimelineState, zoom: (typeof ZOOMS)[number]): void {
  timeline.set("zoom", zoom);
  announce(`Zoom: ${capital(zoom)}`);
}

/** Folds what the focused card heads, else what it stands in. */
function foldAt(screen: Screen, timeline: TimelineState): void {
  const rows = timeline.rows.peek();
  const at = timeline.places.peek().get(screen.focus.peek() ?? "") ?? -1;
  const own = rows[at];
  const head =
    own === undefined || own.size > 0 ? own : rows.slice(0, at).findLast(({ depth }) => depth < own.depth);
  const folded = timeline.folded.peek();
  if (head !== undefined) timeline.fold(head.key, !folded.has(head.key));
  else for (const key of folded) timeline.fold(key, false);
}
