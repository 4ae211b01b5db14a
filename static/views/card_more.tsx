/** Two more properties of a card: the milestone it belongs to, and the colour of its cover. */

import { newGroup } from "../../clients/js/client.ts";
import { newId } from "../../clients/js/ids.ts";
import { COLORS } from "../../clients/js/schema.ts";
import { hue } from "../ui/avatar.tsx";
import { shortDay } from "../ui/due.ts";
import { Picker } from "../ui/picker.tsx";
import { capital } from "../ui/words.ts";
import { Property, type RowProps } from "./card_property.tsx";
import { act } from "./verbs.ts";

const NONE = { id: "", name: "None" };

export function MilestoneRow({ screen, card }: RowProps) {
  screen.live.follow("milestones");
  const { board } = screen.client;
  const current = card.milestone === undefined ? undefined : board.milestone(card.milestone);
  const set = (value: string | null, group?: string) =>
    act(screen, "cards.set", { id: card.id, key: "milestone", value }, group);
  const choices = board.milestones().map(({ id, name, date }) => ({
    ...{ id, isChosen: id === card.milestone },
    name: date === undefined ? name : `${name}, ${shortDay(date, Date.now())}`,
  }));
  return (
    <Property
      screen={screen}
      name="milestone"
      title="Milestone"
      icon="milestone"
      value={current?.name}
      isEmpty={current === undefined}
    >
      {(close) => (
        <Picker
          label="Milestone"
          choices={[...choices, { ...NONE, isChosen: current === undefined }]}
          onChoose={(id) => {
            set(id || null);
            close();
          }}
          onMake={(name) => {
            const [id, group] = [newId(), newGroup()];
            if (act(screen, "milestones.add", { id, name }, group)) set(id, group);
            close();
          }}
        />
      )}
    </Property>
  );
}

/** The goals it contributes to; only where there are any to choose. */
export function GoalsRow({ screen, card }: RowProps) {
  screen.live.follow("goals");
  const goals = screen.client.board.goals();
  const chosen = goals.filter(({ id }) => card.goals.includes(id));
  if (goals.length === 0) return null;
  return (
    <Property
      screen={screen}
      name="goals"
      title="Goals"
      icon="goal"
      value={chosen.map(({ name }) => name).join(", ")}
      isEmpty={chosen.length === 0}
    >
      {(close) => (
        <Picker
          label="Goal"
          choices={goals.map(({ id, name }) => ({ id, name, isChosen: card.goals.includes(id) }))}
          onChoose={(member, keep) => {
            const verb = card.goals.includes(member) ? "cards.exclude" : "cards.include";
            act(screen, verb, { id: card.id, family: "goal", member });
            if (!keep) close();
          }}
        />
      )}
    </Property>
  );
}

export function Cover({ screen, card }: RowProps) {
  const { cover } = card;
  const choices = COLORS.map((id) => ({
    ...{ id: id as string, name: capital(id), isChosen: id === cover },
    mark: <span class="dot" style={{ "--hue": hue(id) }} />,
  }));
  return (
    <Property
      screen={screen}
      name="cover"
      title="Cover"
      icon="cover"
      value={
        cover !== undefined && (
          <>
            <span class="dot" style={{ "--hue": hue(cover) }} /> {capital(cover)}
          </>
        )
      }
      isEmpty={cover === undefined}
    >
      {(close) => (
        <Picker
          label="Cover"
          choices={[...choices, { ...NONE, isChosen: cover === undefined }]}
          onChoose={(id) => {
            act(screen, "cards.set", { id: card.id, key: "cover", value: id || null });
            close();
          }}
        />
      )}
    </Property>
  );
}
