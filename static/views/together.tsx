/** What people on one board do together: following each other, by one's own wish or asked by a spotlight, and meeting. */

import { useEffect } from "preact/hooks";
import { type Action, useActions } from "../ui/actions.ts";
import { lazy } from "../ui/lazy.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { Following } from "./following.tsx";
import { useFootRoom } from "./foot_room.ts";
import { useLooking } from "./looking.ts";
import { useLosing } from "./losing.ts";
import { MeetingBar } from "./meeting_bar.tsx";
import { isSummaryOpen, lastMeeting, meetingOn, startMeeting, step } from "./meeting_state.ts";
import { Spotlight } from "./spotlight.tsx";
import { useTelling } from "./telling.ts";
import { followed, toggleSpotlight } from "./together_state.ts";

// Told as the history tells it, so it comes with what that is told by.
const MeetingSummary = lazy(
  () => import("./history_changes.tsx"),
  ({ MeetingSummary }) => MeetingSummary,
);

export function Together() {
  const screen = useScreen();
  useTelling(screen);
  useLosing(screen);
  useLooking(screen);
  useActions(actionsOf(screen));
  useEffect(
    () => () => {
      followed.value = null;
      isSummaryOpen.value = false;
    },
    [screen],
  );
  const bar = useFootRoom();
  const person = followed.value;
  const last = lastMeeting(screen);
  return (
    <>
      <div class="bar" ref={bar}>
        {person !== null && <Following key={person} person={person} />}
        <Spotlight />
        <MeetingBar />
      </div>
      {isSummaryOpen.value && last !== null && (
        <section aria-label="Summary of the meeting">
          <MeetingSummary meeting={last} />
        </section>
      )}
    </>
  );
}

const known = new WeakMap<Screen, readonly Action[]>();

function actionsOf(screen: Screen): readonly Action[] {
  const made: readonly Action[] = known.get(screen) ?? [
    {
      ...{
        id: "spotlight",
        title: "Bring everyone to me, or let them go",
        group: "Board",
        keys: ["shift+s"],
      },
      when: () => screen.canEdit.peek(),
      run: toggleSpotlight,
    },
    ...(screen.root === "b" ? meetingActions(screen) : []),
  ];
  known.set(screen, made);
  return made;
}

function meetingActions(screen: Screen): readonly Action[] {
  const isOn = () => screen.canEdit.peek() && meetingOn(screen) !== null;
  return [
    {
      ...{ id: "meeting", title: "Start a meeting: walk the board", group: "Board", keys: ["shift+b"] },
      when: () => screen.canEdit.peek() && meetingOn(screen) === null,
      run: () => void startMeeting(screen),
    },
    {
      ...{ id: "meeting-next", title: "Next card, for everybody", group: "Board", keys: ["shift+j"] },
      when: isOn,
      run: () => step(screen, 1),
    },
    {
      ...{ id: "meeting-previous", title: "Previous card, for everybody", group: "Board", keys: ["shift+k"] },
      when: isOn,
      run: () => step(screen, -1),
    },
    {
      ...{ id: "meeting-summary", title: "What the last meeting changed", group: "Board", keys: [] },
      when: () => lastMeeting(screen) !== null,
      run: () => {
        isSummaryOpen.value = true;
      },
    },
  ];
}
