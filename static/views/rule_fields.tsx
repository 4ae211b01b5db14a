/** The parts of a rule's sentence: what may be chosen for each, what a new one begins with, and its fields. */

import type { PlainMap } from "../../clients/js/codec.ts";
import { Choose, Count, type Options, Words } from "../ui/choose.tsx";
import { type CardPlan, type Condition, type Deed, type When, weekly } from "../ui/rule_words.ts";
import { RepeatFields } from "./repeat_fields.tsx";
import {
  ANY,
  fieldOptions,
  firstValue,
  keysOf,
  type Lists,
  MaybeValue,
  PRIORITIES,
  ValueField,
} from "./rule_values.tsx";

export const WHEN: Options = [
  ["moved", "a card is moved"],
  ["created", "a card is made in"],
  ["completed", "a card is done"],
  ["checklist", "the checklists of a card are done"],
  ["set", "something of a card is set"],
  ["due", "a card is due in"],
  ["schedule", "by the clock"],
];
export const IF: Options = [
  ["label", "it has the label"],
  ["column", "it is in"],
  ["assignee", "assigned is"],
  ["text", "it says"],
  ["priority", "its priority is"],
  ["field", "it has"],
  ["done", "it is done"],
];
export const THEN: Options = [
  ["move", "move it to"],
  ["assign", "assign"],
  ["unassign", "unassign"],
  ["label", "add the label"],
  ["unlabel", "take off the label"],
  ["set", "set"],
  ["clear", "clear"],
  ["comment", "comment"],
  ["create", "make a card"],
  ["archive", "archive it"],
];
const ENDS: Options = [
  ["bottom", "at the end"],
  ["top", "at the top"],
];

export function first(options: Options, key: string): PlainMap {
  const [found] = options;
  return found === undefined ? {} : { [key]: found[0] };
}

export function newWhen(on: string, lists: Lists): When {
  if (on === "moved") return { on, ...first(lists.columns, "to") };
  if (on === "set") return { on, key: "due" };
  if (on === "due") return { on, days: 1 };
  if (on === "schedule") return { on, repeat: weekly() };
  return { on };
}

interface WhenProps {
  readonly when: When;
  readonly lists: Lists;
  readonly onSet: (when: When) => void;
}

export function WhenFields({ when, lists, onSet }: WhenProps) {
  switch (when.on) {
    case "moved":
      return (
        <>
          <span class="rule-not">
            from <MaybeColumn label="From" of="from" {...{ when, lists, onSet }} />
          </span>
          <span class="rule-not">
            to <MaybeColumn label="Column" of="to" {...{ when, lists, onSet }} />
          </span>
        </>
      );
    case "created":
      return <MaybeColumn label="Column" of="column" {...{ when, lists, onSet }} />;
    case "set": {
      const { key = "", value } = when;
      return (
        <>
          <Choose
            label="What"
            value={key}
            options={keysOf(lists, true)}
            onSet={(key) => onSet({ on: "set", key })}
          />
          <MaybeValue
            label="To what"
            any="to anything"
            one="to"
            of={key}
            {...{ value, lists }}
            onSet={(value) => onSet({ on: "set", key, ...(value === undefined ? {} : { value }) })}
          />
        </>
      );
    }
    case "due":
      return (
        <>
          <Count label="Days" value={when.days ?? 1} onSet={(days) => onSet({ ...when, days })} /> days
        </>
      );
    case "schedule":
      return <RepeatFields repeat={when.repeat ?? weekly()} onSet={(repeat) => onSet({ ...when, repeat })} />;
    default:
      return null;
  }
}

function MaybeColumn({
  label,
  of,
  when,
  lists,
  onSet,
}: WhenProps & { readonly label: string; readonly of: "from" | "to" | "column" }) {
  const { [of]: chosen = ANY, ...rest } = when;
  return (
    <Choose
      label={label}
      value={chosen}
      options={[[ANY, "any column"], ...lists.columns]}
      onSet={(id) => onSet(id === ANY ? rest : { ...rest, [of]: id })}
    />
  );
}

export function newCondition(on: string, lists: Lists): Condition {
  if (on === "label") return { on, ...first(lists.labels, "label") };
  if (on === "column") return { on, ...first(lists.columns, "column") };
  if (on === "field") return { on, ...first(fieldOptions(lists), "field") };
  if (on === "text") return { on, text: "" };
  return { on };
}

interface ConditionProps {
  readonly one: Condition;
  readonly lists: Lists;
  readonly onSet: (one: Condition) => void;
}

export function ConditionFields({ one, lists, onSet }: ConditionProps) {
  switch (one.on) {
    case "label":
      return <LabelField lists={lists} value={one.label} onSet={(label) => onSet({ ...one, label })} />;
    case "column":
      return <ColumnField lists={lists} value={one.column} onSet={(column) => onSet({ ...one, column })} />;
    case "assignee": {
      const { person = ANY, ...rest } = one;
      const people: Options = [[ANY, "somebody"], ["actor", "whoever did it"], ...lists.people];
      return (
        <Choose
          label="Person"
          value={person}
          options={people}
          onSet={(id) => onSet(id === ANY ? rest : { ...rest, person: id })}
        />
      );
    }
    case "text":
      return (
        <Words label="Text" value={one.text ?? ""} most={200} onSet={(text) => onSet({ ...one, text })} />
      );
    case "priority": {
      const { priority = ANY, ...rest } = one;
      return (
        <Choose
          label="Priority"
          value={priority}
          options={[[ANY, "any"], ...PRIORITIES]}
          onSet={(id) => onSet(id === ANY ? rest : { ...rest, priority: id })}
        />
      );
    }
    case "field": {
      const { value, field = "", ...rest } = one;
      return (
        <>
          <Choose
            label="Field"
            value={field}
            options={fieldOptions(lists)}
            onSet={(field) => onSet({ ...rest, field })}
          />
          <MaybeValue
            label="Which value"
            any="set to anything"
            one="set to"
            of={`field:${field}`}
            {...{ value, lists }}
            onSet={(value) => onSet({ ...rest, field, ...(value === undefined ? {} : { value }) })}
          />
        </>
      );
    }
    default:
      return null;
  }
}

/** Returns which of the choices an action is: some are one action with another value. */
export function choiceOf(one: Deed): string {
  if (one.remove) return `un${one.do === "assign" ? "assign" : "label"}`;
  return one.do === "set" && one.value === undefined ? "clear" : one.do;
}

export function newDeed(choice: string, lists: Lists): Deed {
  switch (choice) {
    case "move":
      return { do: choice, ...first(lists.columns, "column") };
    case "assign":
      return { do: choice, person: "actor" };
    case "unassign":
      return { do: "assign", person: "actor", remove: true };
    case "label":
      return { do: "label", ...first(lists.labels, "label") };
    case "unlabel":
      return { do: "label", ...first(lists.labels, "label"), remove: true };
    case "set":
      return { do: "set", key: "due", value: { days: 1 } };
    case "clear":
      return { do: "set", key: "due" };
    case "create":
      return { do: choice, card: { title: "" }, ...first(lists.columns, "column") };
    case "comment":
      return { do: choice, text: "" };
    default:
      return { do: choice };
  }
}

interface DeedProps {
  readonly one: Deed;
  readonly lists: Lists;
  readonly onSet: (one: Deed) => void;
}

export function DeedFields({ one, lists, onSet }: DeedProps) {
  const column = (
    <ColumnField lists={lists} value={one.column} onSet={(id) => onSet({ ...one, column: id })} />
  );
  switch (choiceOf(one)) {
    case "move":
      return (
        <>
          {column}
          <Choose
            label="Where"
            value={one.to ?? "bottom"}
            options={ENDS}
            onSet={(to) => onSet({ ...one, to })}
          />
        </>
      );
    case "assign":
    case "unassign":
      return (
        <Choose
          label="Person"
          value={one.person ?? ""}
          options={[["actor", "whoever did it"], ...lists.people]}
          onSet={(person) => onSet({ ...one, person })}
        />
      );
    case "label":
    case "unlabel":
      return <LabelField lists={lists} value={one.label} onSet={(label) => onSet({ ...one, label })} />;
    case "set":
    case "clear":
      return <SetFields {...{ one, lists, onSet }} />;
    case "comment":
      return (
        <Words
          label="Comment"
          value={one.text ?? ""}
          most={4_000}
          onSet={(text) => onSet({ ...one, text })}
        />
      );
    case "create":
      return (
        <>
          <CardFields plan={one.card ?? { title: "" }} onSet={(card) => onSet({ ...one, card })} />
          in {column}
        </>
      );
    default:
      return null;
  }
}

function SetFields({ one, lists, onSet }: DeedProps) {
  const { key = "", value } = one;
  const isCleared = value === undefined;
  return (
    <>
      <Choose
        label="What"
        value={key}
        options={keysOf(lists)}
        onSet={(key) => onSet({ do: "set", key, ...(isCleared ? {} : { value: firstValue(key, lists) }) })}
      />
      {!isCleared && (
        <ValueField
          of={key}
          mayCount
          {...{ value, lists }}
          onSet={(value) => onSet({ do: "set", key, value })}
        />
      )}
    </>
  );
}

interface CardFieldsProps {
  readonly plan: CardPlan;
  readonly onSet: (plan: CardPlan) => void;
}

/** What a card to be made is called, and when it is due. */
function CardFields({ plan, onSet }: CardFieldsProps) {
  const { due_days: due, ...rest } = plan;
  return (
    <>
      <Words
        label="Title of the card"
        value={plan.title}
        most={1_000}
        onSet={(title) => onSet({ ...plan, title })}
      />
      <DueIn due={due} onSet={(due) => onSet(due === undefined ? rest : { ...rest, due_days: due })} />
    </>
  );
}

interface DueInProps {
  readonly due: number | undefined;
  readonly onSet: (due: number | undefined) => void;
}

/** So many days after it is made a card is due; undefined: never. */
export function DueIn({ due, onSet }: DueInProps) {
  return (
    <>
      <label class="rule-not">
        <input
          type="checkbox"
          checked={due !== undefined}
          onChange={(event) => onSet(event.currentTarget.checked ? 0 : undefined)}
        />
        due
      </label>
      {due !== undefined && (
        <>
          <Count label="Days until it is due" value={due} onSet={onSet} /> days later
        </>
      )}
    </>
  );
}

interface ListFieldProps {
  readonly lists: Lists;
  readonly value: string | undefined;
  readonly onSet: (id: string) => void;
}

function LabelField({ lists, value = "", onSet }: ListFieldProps) {
  return <Choose label="Label" value={value} options={lists.labels} onSet={onSet} />;
}

function ColumnField({ lists, value = "", onSet }: ListFieldProps) {
  return <Choose label="Column" value={value} options={lists.columns} onSet={onSet} />;
}
