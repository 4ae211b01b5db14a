/** A rule as a sentence whose parts are chosen: when this happens, if that holds, then do so. */

import { useEffect, useState } from "preact/hooks";
import type { Plain } from "../../clients/js/codec.ts";
import { Choose, Part, Placed, Words } from "../ui/choose.tsx";
import { Icon } from "../ui/icons.tsx";
import type { Refusal } from "../ui/refusals.ts";
import { type Condition, type Deed, type Rule, shortly, type When } from "../ui/rule_words.ts";
import { useScreen } from "../ui/screen.ts";
import { NOTED, refused } from "./rule_asks.ts";
import { dropForm, giveUp, type OpenForm, useDraft } from "./rule_drafts.ts";
import {
  ConditionFields,
  choiceOf,
  DeedFields,
  first,
  IF,
  newCondition,
  newDeed,
  newWhen,
  THEN,
  WHEN,
  WhenFields,
} from "./rule_fields.tsx";
import { RuleForm } from "./rule_form.tsx";
import { namesOf } from "./rule_names.ts";
import { listsOf } from "./rule_values.tsx";

const PARTS_MAX = 10;

interface Draft {
  readonly name: string;
  readonly when: When;
  readonly conditions: readonly Condition[];
  readonly deeds: readonly Deed[];
}

interface EditorProps {
  readonly form: OpenForm;
  readonly rule: Rule | null;
}

export function RuleEditor({ form, rule }: EditorProps) {
  const screen = useScreen();
  const lists = listsOf(screen);
  const names = namesOf(screen);
  const [{ name, when, conditions, deeds }, set] = useDraft<Draft>(form, () => ({
    // A name that only says what the rule does goes on to do so.
    name: rule === null || rule.name === shortly(rule, names) ? "" : rule.name,
    when: rule?.when ?? { on: "moved", ...first(lists.columns, "to") },
    conditions: rule?.if ?? [],
    deeds: rule?.then ?? [{ do: "assign", person: "actor" }],
  }));
  // biome-ignore lint/suspicious/noThenProperty: the record's own key; nobody awaits a rule
  const nameless = shortly({ name, when, if: conditions, then: deeds }, names);
  const setConditions = (conditions: readonly Condition[]) => set({ conditions });
  const setDeeds = (deeds: readonly Deed[]) => set({ deeds });
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // Whoever changes something has read it.
  useEffect(() => setRefusal(null), [form.typed]);
  const save = async () => {
    const kept = Object.fromEntries(Object.entries(rule ?? {}).filter(([key]) => !NOTED.includes(key)));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    const parts = Object.entries({ name: name.trim() || nameless, when, if: conditions });
    const value: unknown = Object.fromEntries([
      ["zone", zone],
      ...Object.entries(kept),
      ...parts,
      // biome-ignore lint/suspicious/noThenProperty: the record's own key; nobody awaits a rule
      ["then", deeds],
    ]);
    setBusy(true);
    const verb = rule === null ? "rules.add" : "rules.set";
    const found = await refused(screen, verb, { id: form.id, rule: value as Plain });
    setBusy(false);
    setRefusal(found);
    if (found === null) dropForm(form);
  };
  return (
    <RuleForm
      label={rule === null ? "New rule" : `Rule ${rule.name}`}
      onSave={() => void save()}
      onCancel={() => giveUp(form)}
      cannotSave={isBusy}
      refusal={refusal}
      places={["name", "when", "if[", "then["]}
      tools={
        <>
          <button
            type="button"
            class="link-button"
            disabled={conditions.length >= PARTS_MAX}
            onClick={() => setConditions([...conditions, newCondition("label", lists)])}
          >
            Add a condition
          </button>
          <button
            type="button"
            class="link-button"
            disabled={deeds.length >= PARTS_MAX}
            onClick={() => setDeeds([...deeds, newDeed("comment", lists)])}
          >
            Add an action
          </button>
        </>
      }
    >
      <Placed at={["name"]}>
        <Words
          label="Name of the rule"
          hint={nameless}
          value={name}
          most={100}
          onSet={(name) => set({ name })}
          isFirst
        />
      </Placed>
      <Part word="When" at={["when"]}>
        <Choose
          label="What happens"
          value={when.on}
          options={WHEN}
          onSet={(on) => set({ when: newWhen(on, lists) })}
        />
        <WhenFields {...{ when, lists }} onSet={(when) => set({ when })} />
      </Part>
      {conditions.map((one, at) => (
        <Part key={`if ${at}`} word={at === 0 ? "if" : "and"} at={[`if[${at}]`]}>
          <Choose
            label="Condition"
            value={one.on}
            options={IF.filter(([id]) => id !== "field" || lists.fields.length > 0)}
            onSet={(on) => setConditions(conditions.with(at, newCondition(on, lists)))}
          />
          <ConditionFields {...{ one, lists }} onSet={(next) => setConditions(conditions.with(at, next))} />
          <label class="rule-not">
            <input
              type="checkbox"
              checked={one.not === true}
              onChange={(event) => {
                const { not: _, ...rest } = one;
                setConditions(
                  conditions.with(at, event.currentTarget.checked ? { ...rest, not: true } : rest),
                );
              }}
            />
            not
          </label>
          <Less label="Remove the condition" onClick={() => setConditions(conditions.toSpliced(at, 1))} />
        </Part>
      ))}
      {deeds.map((one, at) => (
        <Part key={`then ${at}`} word={at === 0 ? "then" : "and"} at={[`then[${at}]`]}>
          <Choose
            label="Action"
            value={choiceOf(one)}
            options={THEN}
            onSet={(to) => setDeeds(deeds.with(at, newDeed(to, lists)))}
          />
          <DeedFields {...{ one, lists }} onSet={(next) => setDeeds(deeds.with(at, next))} />
          {deeds.length > 1 && (
            <Less label="Remove the action" onClick={() => setDeeds(deeds.toSpliced(at, 1))} />
          )}
        </Part>
      ))}
    </RuleForm>
  );
}

function Less({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
