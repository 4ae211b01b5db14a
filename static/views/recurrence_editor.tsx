/** A card that is made again and again: what it says, where, when, and what becomes of missed ones. */

import { useEffect, useState } from "preact/hooks";
import type { Plain } from "../../clients/js/codec.ts";
import { Choose, Count, type Options, Part, Placed, Words } from "../ui/choose.tsx";
import type { Refusal } from "../ui/refusals.ts";
import { type Recurrence, type Repeat, weekly } from "../ui/rule_words.ts";
import { useScreen } from "../ui/screen.ts";
import { RepeatFields } from "./repeat_fields.tsx";
import { NOTED, refused } from "./rule_asks.ts";
import { dropForm, giveUp, type OpenForm, useDraft } from "./rule_drafts.ts";
import { DueIn } from "./rule_fields.tsx";
import { RuleForm } from "./rule_form.tsx";

const MODES: Options = [
  ["repeat", "at its times"],
  ["after", "days after it was done"],
];
const MISSED: Options = [
  ["last", "make one card, for the last"],
  ["all", "make each, at most ten"],
];

interface Draft {
  readonly title: string;
  readonly due: number | undefined;
  readonly column: string;
  readonly mode: string;
  readonly repeat: Repeat;
  readonly days: number;
  readonly missed: string;
}

interface EditorProps {
  readonly form: OpenForm;
  readonly recurrence: Recurrence | null;
}

export function RecurrenceEditor({ form, recurrence }: EditorProps) {
  const screen = useScreen();
  const columns = screen.live.columns().map(({ id, name }) => [id, name] as const);
  const [{ title, due, column, mode, repeat, days, missed }, set] = useDraft<Draft>(form, () => ({
    title: recurrence?.card.title ?? "",
    due: recurrence?.card.due_days,
    column: recurrence?.column ?? columns[0]?.[0] ?? "",
    mode: recurrence?.after === undefined ? "repeat" : "after",
    repeat: recurrence?.repeat ?? weekly(),
    days: recurrence?.after?.days ?? 7,
    missed: recurrence?.missed ?? "last",
  }));
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // Whoever changes something has read it.
  useEffect(() => setRefusal(null), [form.typed]);
  const save = async () => {
    const kept = Object.fromEntries(
      Object.entries(recurrence ?? {}).filter(([key]) => ![...NOTED, "repeat", "after"].includes(key)),
    );
    const { due_days: _, ...card } = recurrence?.card ?? { title };
    const value: unknown = {
      ...kept,
      ...(column === "" ? {} : { column }),
      ...{ missed, card: { ...card, title: title.trim(), ...(due === undefined ? {} : { due_days: due }) } },
      ...(mode === "repeat"
        ? { repeat }
        : { after: { days, zone: repeat.zone ?? "UTC", at: repeat.start.slice(11, 16) } }),
    };
    setBusy(true);
    const verb = recurrence === null ? "recurrences.add" : "recurrences.set";
    const found = await refused(screen, verb, { id: form.id, recurrence: value as Plain });
    setBusy(false);
    setRefusal(found);
    if (found === null) dropForm(form);
  };
  return (
    <RuleForm
      label={recurrence === null ? "New recurring card" : `Recurring card ${recurrence.card.title}`}
      onSave={() => void save()}
      onCancel={() => giveUp(form)}
      cannotSave={isBusy}
      refusal={refusal}
      places={["card.title", "card.due_days", "repeat", "after", "column", "missed"]}
    >
      <Placed at={["card.title"]}>
        <Words
          label="Title of the card"
          value={title}
          most={1_000}
          onSet={(title) => set({ title })}
          isFirst
        />
      </Placed>
      <Part word="Make it" at={["repeat", "after"]}>
        <Choose label="When" value={mode} options={MODES} onSet={(mode) => set({ mode })} />
        {mode === "repeat" ? (
          <RepeatFields repeat={repeat} onSet={(repeat) => set({ repeat })} />
        ) : (
          <Count label="Days after" value={days} least={1} onSet={(days) => set({ days })} />
        )}
      </Part>
      <Part word="in" at={["column", "card.due_days"]}>
        <Choose label="Column" value={column} options={columns} onSet={(column) => set({ column })} />
        <DueIn due={due} onSet={(due) => set({ due })} />
      </Part>
      {mode === "repeat" && (
        <Part word="Missed:" at={["missed"]}>
          <Choose label="Missed times" value={missed} options={MISSED} onSet={(missed) => set({ missed })} />
        </Part>
      )}
    </RuleForm>
  );
}
