/** The bar of a meeting, and of one that is over. Most boards have none: what is in it while one is on is fetched by then. */

import { useEffect, useState } from "preact/hooks";
import { lazy } from "../ui/lazy.tsx";
import { useScreen } from "../ui/screen.ts";
import { isSummaryOpen, lastMeeting, meetingOn } from "./meeting_state.ts";

const On = lazy(() => import("./meeting.tsx"));

export function MeetingBar() {
  const screen = useScreen();
  const meeting = meetingOn(screen);
  const [over, setOver] = useState<string | null>(null);
  const last = lastMeeting(screen);
  const id = meeting?.id ?? null;
  useEffect(() => (id === null ? undefined : () => setOver(id)), [id]);
  if (meeting !== null) return <On key={meeting.id} screen={screen} meeting={meeting} />;
  if (last === null || last.id !== over) return null;
  return (
    <section class="bar-chip" aria-label="Meeting">
      <span role="status">The meeting is over.</span>
      <button
        type="button"
        class="button is-primary"
        onClick={() => {
          setOver(null);
          isSummaryOpen.value = true;
        }}
      >
        What changed
      </button>
      <button type="button" class="button" onClick={() => setOver(null)}>
        Dismiss
      </button>
    </section>
  );
}
