/** The parts of a rule's sentence: what may be chosen for each, what a new one begins with, and its fields. */

import type { PlainMap } from "../../clients/js/codec.ts";
import { Choose, Count, type Options, Words } from "../ui/choose.tsx";
import type { Condition, Deed, When } from "../ui/rule_words.ts";
import type { Screen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";
import { RepeatFields, startOf } from "./repeat_fields.tsx";

export const WHEN: Options = [
  ["moved", "a card is moved to"],
  ["created", "a card is made in"],
  ["completed", "a card is done"],
  ["checklist", "the checklists of a card are done"],
  ["set", "a card gets"],
  ["due", "a card is due in"],
  ["schedule", "by the clock"],
];
const KEYS: Options = [
  ["due", "a due date"],
  ["start", "a start date"],
  ["priority", "a priority"],
  ["estimate", "an estimate"],
  ["label", "a label"],
  ["assignee", "an assignee"],
  ["milestone", "a milestone"],
];
export const IF: Options = [
  ["label", "it has the label"],
  ["column", "it is in"],
  ["assignee", "assigned is"],
  ["text", "it says"],
  ["priority", "its priority is"],
  ["done", "it is done"],
];
export const THEN: Options = [
  ["move", "move it to"],
  ["assign", "assign"],
  ["label", "add the label"],
  ["unlabel", "take off the label"],
  ["priority", "set the priority"],
  ["due", "set the due date, in days"],
  ["done", "mark it done"],
  ["comment", "comment"],
  ["create", "make a card"],
  ["archive", "archive it"],
];
const PRIORITIES: Options = ["urgent", "high", "medium", "low"].map((one) => [one, capital(one)] as const);
const ANY = "any";

export interface Lists {
  readonly columns: Options;
  readonly labels: Options;
  readonly people: Options;
}

export function listsOf(screen: Screen): Lists {
  return {
    columns: screen.live.columns().map(({ id, name }) => [id, name] as const),
    labels: screen.live
      .labels()
      .map(({ id, name, color }) => [id, name || capital(color ?? "label")] as const),
    people: screen.people.all.value.map(({ id, name }) => [id, name] as const),
  };
}

export function first(options: Options, key: string): PlainMap {
  const [found] = options;
  return found === undefined ? {} : { [key]: found[0] };
}

export function newWhen(on: string, lists: Lists): When {
  if (on === "moved") return { on, ...first(lists.columns, "to") };
  if (on === "set") return { on, key: "due" };
  if (on === "due") return { on, days: 1 };
  if (on === "schedule") return { on, repeat: startOf("weekly") };
  return { on };
}

export function WhenFields({
  when,
  lists,
  onSet,
}: {
  readonly when: When;
  readonly lists: Lists;
  readonly onSet: (when: When) => void;
}) {
  const columns: Options = [[ANY, "any column"], ...lists.columns];
  switch (when.on) {
    case "moved":
    case "created": {
      const key = when.on === "moved" ? "to" : "column";
      const { [key]: chosen, ...rest } = when;
      return (
        <Choose
          label="Column"
          value={chosen ?? ANY}
          options={columns}
          onSet={(id) => onSet(id === ANY ? rest : { ...rest, [key]: id })}
        />
      );
    }
    case "set":
      return (
        <Choose
          label="What"
          value={when.key ?? ""}
          options={KEYS}
          onSet={(key) => onSet({ on: "set", key })}
        />
      );
    case "due":
      return (
        <>
          <Count label="Days" value={when.days ?? 1} onSet={(days) => onSet({ ...when, days })} /> days
        </>
      );
    case "schedule":
      return (
        <RepeatFields
          repeat={when.repeat ?? startOf("weekly")}
          onSet={(repeat) => onSet({ ...when, repeat })}
        />
      );
    default:
      return null;
  }
}

export function newCondition(on: string, lists: Lists): Condition {
  if (on === "label") return { on, ...first(lists.labels, "label") };
  if (on === "column") return { on, ...first(lists.columns, "column") };
  if (on === "text") return { on, text: "" };
  return { on };
}

export function ConditionFields({
  one,
  lists,
  onSet,
}: {
  readonly one: Condition;
  readonly lists: Lists;
  readonly onSet: (one: Condition) => void;
}) {
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
    default:
      return null;
  }
}

/** Returns which of the choices an action is: some are one action with another value. */
export function choiceOf(one: Deed): string {
  if (one.do === "label" && one.remove) return "unlabel";
  return one.do === "set" ? (one.key ?? "") : one.do;
}

export function newDeed(choice: string, lists: Lists): Deed {
  switch (choice) {
    case "move":
      return { do: choice, ...first(lists.columns, "column") };
    case "assign":
      return { do: choice, person: "actor" };
    case "label":
      return { do: "label", ...first(lists.labels, "label") };
    case "unlabel":
      return { do: "label", ...first(lists.labels, "label"), remove: true };
    case "priority":
      return { do: "set", key: "priority", value: "high" };
    case "due":
      return { do: "set", key: "due", value: { days: 1 } };
    case "done":
      return { do: "set", key: "done", value: true };
    case "create":
      return { do: choice, card: { title: "" }, ...first(lists.columns, "column") };
    case "comment":
      return { do: choice, text: "" };
    default:
      return { do: choice };
  }
}

export function DeedFields({
  one,
  lists,
  onSet,
}: {
  readonly one: Deed;
  readonly lists: Lists;
  readonly onSet: (one: Deed) => void;
}) {
  const column = (
    <ColumnField lists={lists} value={one.column} onSet={(id) => onSet({ ...one, column: id })} />
  );
  switch (choiceOf(one)) {
    case "move":
      return column;
    case "assign": {
      const people: Options = [["actor", "whoever did it"], ...lists.people];
      return (
        <Choose
          label="Person"
          value={one.person ?? ""}
          options={people}
          onSet={(person) => onSet({ ...one, person })}
        />
      );
    }
    case "label":
    case "unlabel":
      return <LabelField lists={lists} value={one.label} onSet={(label) => onSet({ ...one, label })} />;
    case "priority":
      return (
        <Choose
          label="Priority"
          value={String(one.value ?? "")}
          options={PRIORITIES}
          onSet={(value) => onSet({ ...one, value })}
        />
      );
    case "due":
      return (
        <Count label="Days" value={daysOf(one.value)} onSet={(days) => onSet({ ...one, value: { days } })} />
      );
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
          <Words
            label="Title"
            value={one.card?.title ?? ""}
            most={1_000}
            onSet={(title) => onSet({ ...one, card: { ...one.card, title } })}
          />
          {column}
        </>
      );
    default:
      return null;
  }
}

function daysOf(value: unknown): number {
  return value !== null && typeof value === "object" && "days" in value ? Number(value.days) : 0;
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
