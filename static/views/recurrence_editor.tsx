/** A card that is made again and again: what it says, where, when, and what becomes of missed ones. */

import { useEffect, useState } from "preact/hooks";
import type { Plain } from "../../clients/js/codec.ts";
import { Choose, Count, type Options, Part, Placed, Words } from "../ui/choose.tsx";
import type { Refusal } from "../ui/refusals.ts";
import type { Recurrence, Repeat } from "../ui/rule_words.ts";
import { useScreen } from "../ui/screen.ts";
import { RepeatFields, startOf } from "./repeat_fields.tsx";
import { NOTED, refused } from "./rule_asks.ts";
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

interface EditorProps {
  readonly id: string;
  readonly recurrence: Recurrence | null;
  readonly close: () => void;
}

export function RecurrenceEditor({ id, recurrence, close }: EditorProps) {
  const screen = useScreen();
  const columns = screen.live.columns().map(({ id, name }) => [id, name] as const);
  const [title, setTitle] = useState(recurrence?.card.title ?? "");
  const [due, setDue] = useState(recurrence?.card.due_days);
  const [column, setColumn] = useState(recurrence?.column ?? columns[0]?.[0] ?? "");
  const [mode, setMode] = useState(recurrence?.after === undefined ? "repeat" : "after");
  const [repeat, setRepeat] = useState<Repeat>(recurrence?.repeat ?? startOf("weekly"));
  const [days, setDays] = useState(recurrence?.after?.days ?? 7);
  const [missed, setMissed] = useState(recurrence?.missed ?? "last");
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // Whoever changes something has read it.
  useEffect(() => setRefusal(null), [title, due, column, mode, repeat, days, missed]);
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
    const found = await refused(screen, verb, { id, recurrence: value as Plain });
    setBusy(false);
    setRefusal(found);
    if (found === null) close();
  };
  return (
    <RuleForm
      label={recurrence === null ? "New recurring card" : `Recurring card ${recurrence.card.title}`}
      onSave={() => void save()}
      onCancel={close}
      cannotSave={isBusy}
      refusal={refusal}
      places={["card.title", "card.due_days", "repeat", "after", "column", "missed"]}
    >
      <Placed at={["card.title"]}>
        <Words label="Title of the card" value={title} most={1_000} onSet={setTitle} isFirst />
      </Placed>
      <Part word="Make it" at={["repeat", "after"]}>
        <Choose label="When" value={mode} options={MODES} onSet={setMode} />
        {mode === "repeat" ? (
          <RepeatFields repeat={repeat} onSet={setRepeat} />
        ) : (
          <Count label="Days after" value={days} least={1} onSet={setDays} />
        )}
      </Part>
      <Part word="in" at={["column", "card.due_days"]}>
        <Choose label="Column" value={column} options={columns} onSet={setColumn} />
        <DueIn due={due} onSet={setDue} />
      </Part>
      {mode === "repeat" && (
        <Part word="Missed:" at={["missed"]}>
          <Choose label="Missed times" value={missed} options={MISSED} onSet={setMissed} />
        </Part>
      )}
    </RuleForm>
  );
}
