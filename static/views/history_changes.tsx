/** What changed on a board or portfolio since a moment that people speak of, or in a meeting: in lists, and as the draft of a status update. */

import { useState } from "preact/hooks";
import { sections } from "../ui/changed.ts";
import { namesOn } from "../ui/names_on.ts";
import { lastSeen } from "../ui/seen.ts";
import { choices, type Since } from "../ui/since.ts";
import { capital } from "../ui/words.ts";
import { ChangeLists, Draft, useChanges } from "./changes_lists.tsx";
import type { HistoryState } from "./history_state.ts";

export { MeetingSummary } from "./meeting_summary.tsx";

export default function Changes({ history }: { readonly history: HistoryState }) {
  const { screen } = history;
  const [opened] = useState(Date.now);
  const offered = choices(opened, lastSeen(screen.board), history.at.value);
  const since = offered.find(({ id }) => id === history.since.value) ?? offered[0];
  const [found, problem] = useChanges(screen.board, since?.moment ?? "");
  const names = namesOn(screen);
  const lists = found === null ? null : sections(found, names);
  return (
    <>
      <select
        aria-label="Since when"
        value={since?.id ?? ""}
        onChange={(event) => {
          history.since.value = event.currentTarget.value;
        }}
      >
        {offered.map(({ id, name }) => (
          <option key={id} value={id}>
            {capital(name)}
          </option>
        ))}
      </select>
      <ChangeLists screen={screen} lists={lists} problem={problem} />
      {lists !== null && since !== undefined && (
        <Draft
          key={since.id}
          board={screen.board}
          name={screen.live.meta().name}
          since={said(since, history.when)}
          lists={lists}
          isOfPortfolio={history.noun === "portfolio"}
        />
      )}
    </>
  );
}

/** A status update is read where no moment is shown. */
function said({ id, name }: Since, when: number | null): string {
  return id === "shown" && when !== null ? `since ${new Date(when).toLocaleString()}` : name;
}
