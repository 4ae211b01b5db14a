/** Milestones: diamonds over the canvas, and what opens their panels. */

import type { Milestone } from "../../clients/js/values.ts";
import { hue } from "../ui/avatar.tsx";
import { heldSpan } from "../ui/bars.ts";
import { dayNumber, inWords } from "../ui/days.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { visitors } from "../ui/people_marks.tsx";
import { useScreen } from "../ui/screen.ts";
import { AddMilestone, EditMilestone } from "./timeline_milestone_panels.tsx";
import type { TimelineState } from "./timeline_state.ts";

interface LineProps {
  readonly timeline: TimelineState;
  readonly around: number;
}

/** Nearer ones share a diamond. */
const APART = 14;
const LABEL_MIN = 36;
/** In one panel. */
const LISTED_MAX = 20;

interface Diamond {
  readonly x: number;
  /** The first of them is the one that can be dragged. */
  readonly members: readonly Milestone[];
}

function diamondsOf(timeline: TimelineState, around: number): readonly Diamond[] {
  const { left, width } = timeline.view.value;
  const held = timeline.held.value;
  const found: { x: number; members: Milestone[] }[] = [];
  const placed = timeline.milestones.value.flatMap((milestone) => {
    if (milestone.date === undefined) return [];
    const isHeld = held?.what === "milestone" && held.id === milestone.id;
    const day = isHeld ? held.day : dayNumber(milestone.date);
    return [{ milestone, isHeld, x: timeline.xOf(day + 0.5) }];
  });
  for (const { milestone, isHeld, x } of placed.sort((one, other) => one.x - other.x)) {
    if (x < left - around || x > left + width + around) continue;
    const last = found.at(-1);
    if (last !== undefined && x - last.x < APART && !isHeld) last.members.push(milestone);
    else found.push({ x, members: [milestone] });
  }
  return found;
}

export function MilestoneLine({ timeline, around }: LineProps) {
  const screen = useScreen();
  const diamonds = diamondsOf(timeline, around);
  return (
    <div class="tl-milestones">
      {diamonds.map((diamond, at) => {
        const room = (diamonds[at + 1]?.x ?? Number.POSITIVE_INFINITY) - diamond.x - APART;
        const key = diamond.members[0]?.id ?? "";
        return <DiamondOf key={key} timeline={timeline} diamond={diamond} room={room} />;
      })}
      {screen.live.peers.value.flatMap(({ session, person, state }) => {
        const id = typeof state["drag"] === "string" ? state["drag"] : "";
        const span = screen.client.board.milestone(id) === undefined ? null : heldSpan(state, id);
        if (span === null) return [];
        const style = { left: `${timeline.xOf(span.from + 0.5)}px`, "--visit": hue(person.color) };
        return [
          <span key={session} class="tl-diamond is-ghost" style={style}>
            <i /> <b>{person.name}</b>
          </span>,
        ];
      })}
    </div>
  );
}

interface DiamondProps {
  readonly timeline: TimelineState;
  readonly diamond: Diamond;
  readonly room: number;
}

function DiamondOf({ timeline, diamond: { x, members }, room }: DiamondProps) {
  const screen = useScreen();
  const [first] = members;
  if (first === undefined) return null;
  const here = members.flatMap(({ id }) => visitors(screen.live.peers.value, id));
  const held = timeline.held.value;
  const isHeld = held?.what === "milestone" && held.id === first.id;
  const isDone = members.every(({ done }) => done);
  const more = members.length > 1 ? ` +${members.length - 1}` : "";
  const day = isHeld ? held.day : dayNumber(first.date ?? "");
  const name = `${first.name || "Milestone"}${more}`;
  return (
    <div
      class={`tl-diamond${isDone ? " is-done" : ""}${isHeld ? " is-held" : ""}`}
      data-milestone={first.id}
      style={{ left: `${x}px`, ...(here[0] === undefined ? {} : { "--visit": hue(here[0].color) }) }}
    >
      <Popup
        label={`Milestone ${name}, ${inWords(day, day)}${isDone ? ", done" : ""}`}
        class="tl-diamond-button"
        button={
          <>
            <i />
            {(room >= LABEL_MIN || isHeld) && (
              <span style={{ maxWidth: `${Math.min(room, 160)}px` }}>
                {isHeld ? inWords(day, day) : name}
              </span>
            )}
          </>
        }
      >
        {() => members.slice(0, LISTED_MAX).map(({ id }) => <EditMilestone key={id} id={id} />)}
      </Popup>
    </div>
  );
}

export function MilestoneCorner({ timeline }: { readonly timeline: TimelineState }) {
  const screen = useScreen();
  const undated = timeline.milestones.value.filter(({ date }) => date === undefined);
  const { adding } = timeline;
  return (
    <>
      <span>Milestones</span>
      {screen.canEdit.value && (
        <Popup
          label="Add a milestone"
          button={<Icon name="add" />}
          isOpen={adding.value}
          onOpen={(isOpen) => {
            adding.value = isOpen;
          }}
        >
          {(close) => (
            <>
              <AddMilestone timeline={timeline} close={close} />
              {undated.slice(0, LISTED_MAX).map(({ id }) => (
                <EditMilestone key={id} id={id} />
              ))}
            </>
          )}
        </Popup>
      )}
    </>
  );
}
