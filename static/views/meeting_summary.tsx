/** What a meeting changed: moved, done, new, slipped, from the log over its time, to be copied or posted by a person. */

import { sections } from "../ui/changed.ts";
import { Dialog } from "../ui/dialog.tsx";
import type { Ended } from "../ui/meeting.ts";
import { namesOn } from "../ui/names_on.ts";
import { useScreen } from "../ui/screen.ts";
import { ChangeLists, Draft, useChanges } from "./changes_lists.tsx";
import { isSummaryOpen } from "./meeting_state.ts";

export function MeetingSummary({ meeting }: { readonly meeting: Ended }) {
  const screen = useScreen();
  const [found, problem] = useChanges(screen.board, moment(meeting.began), moment(meeting.ended));
  const lists = found === null ? null : sections(found, namesOn(screen));
  const minutes = Math.max(1, Math.round((meeting.ended - meeting.began) / 60_000));
  const day = new Date(meeting.began).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Dialog
      title="What the meeting changed"
      onClose={() => {
        isSummaryOpen.value = false;
      }}
    >
      <p class="hint" dir="auto">
        {day}, {minutes} {minutes === 1 ? "minute" : "minutes"}
        {meeting.name !== "" && `, led by ${meeting.name}`}
      </p>
      <ChangeLists screen={screen} lists={lists} problem={problem} of="Meeting: " />
      {lists !== null && (
        <Draft
          board={screen.board}
          name={screen.live.meta().name}
          since={`in the meeting of ${day}`}
          lists={lists}
        />
      )}
    </Dialog>
  );
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}
