/** The panels in which milestones are made and changed. */

import { useState } from "preact/hooks";
import { newGroup } from "../../clients/js/client.ts";
import { DateInput } from "../ui/date_input.tsx";
import { spellDay } from "../ui/days.ts";
import { useScreen } from "../ui/screen.ts";
import { setMilestone } from "./dated_deeds.ts";
import { addMilestone, archiveMilestone } from "./timeline_deeds.ts";
import type { TimelineState } from "./timeline_state.ts";

export function EditMilestone({ id }: { readonly id: string }) {
  const screen = useScreen();
  screen.live.follow("milestones");
  const milestone = screen.client.board.milestone(id);
  const [group] = useState(newGroup);
  if (milestone === undefined || milestone.archived) return null;
  const isFixed = !screen.canEdit.value;
  return (
    <fieldset class="date-picker" disabled={isFixed}>
      <input
        aria-label="Name of the milestone"
        maxLength={256}
        defaultValue={milestone.name}
        onChange={(event) => setMilestone(screen, id, "name", event.currentTarget.value.trim(), group)}
      />
      <DateInput
        label="Date of the milestone"
        value={milestone.date}
        onSet={(date, own) => setMilestone(screen, id, "date", date, own)}
      />
      <div class="date-end">
        <label class="check">
          <input
            type="checkbox"
            checked={milestone.done}
            onChange={(event) => setMilestone(screen, id, "done", event.currentTarget.checked)}
          />
          Done
        </label>
        <button type="button" class="button is-plain" onClick={() => archiveMilestone(screen, id)}>
          Remove
        </button>
      </div>
    </fieldset>
  );
}

export function AddMilestone({
  timeline,
  close,
}: {
  readonly timeline: TimelineState;
  readonly close: () => void;
}) {
  const screen = useScreen();
  const today = spellDay(timeline.today.value);
  const [name, setName] = useState("");
  const [date, setDate] = useState(today);
  return (
    <form
      class="date-picker"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        addMilestone(screen, name.trim(), date);
        close();
      }}
    >
      <input
        aria-label="Name of the new milestone"
        placeholder="Name"
        maxLength={256}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <DateInput label="Date of the new milestone" value={date} onSet={(day) => setDate(day ?? today)} />
      <button type="submit" class="button">
        Add milestone
      </button>
    </form>
  );
}
