/** What of a card a rule looks at or sets: the keys there are on this board, and the field in which the value of each is given. */

import { COLORS } from "../../clients/js/schema.ts";
import type { Field } from "../../clients/js/values.ts";
import { Choose, Count, type Options, useWrong, Words } from "../ui/choose.tsx";
import { DateInput } from "../ui/date_input.tsx";
import type { Screen } from "../ui/screen.ts";
import { capital } from "../ui/words.ts";

const FIELD = "field:";
export const ANY = "any";
const CUSTOM_TEXT_MAX = 4_000;

export const PRIORITIES: Options = ["urgent", "high", "medium", "low"].map(
  (one) => [one, capital(one)] as const,
);
const COLOURS: Options = COLORS.map((one) => [one, capital(one)] as const);
const SCALARS: Options = [
  ["due", "the due date"],
  ["start", "the start date"],
  ["priority", "the priority"],
  ["estimate", "the estimate"],
  ["progress", "the progress"],
  ["milestone", "the milestone"],
  ["cover", "the cover"],
  ["done", "the done mark"],
];
const SETS: Options = [
  ["label", "a label"],
  ["assignee", "an assignee"],
];
const WHENS: Options = [
  ["days", "days from then"],
  ["on", "on this day"],
];

export interface Lists {
  readonly columns: Options;
  readonly labels: Options;
  readonly people: Options;
  readonly milestones: Options;
  readonly fields: readonly Field[];
}

/** Returns what may be named on this board; whoever reads it is drawn again when that changes. */
export function listsOf(screen: Screen): Lists {
  screen.live.follow("fields");
  screen.live.follow("milestones");
  const { board } = screen.client;
  return {
    columns: screen.live.columns().map(({ id, name }) => [id, name] as const),
    labels: screen.live
      .labels()
      .map(({ id, name, color }) => [id, name || capital(color ?? "label")] as const),
    people: screen.people.all.value.map(({ id, name }) => [id, name] as const),
    milestones: board.milestones().map(({ id, name }) => [id, name] as const),
    fields: board.fields(),
  };
}

/** The keys that a rule may set; with `sets` also those that hold several, which it can only look at. */
export function keysOf(lists: Lists, sets = false): Options {
  const fields = lists.fields.map(({ id, name }) => [`${FIELD}${id}`, name] as const);
  return [...SCALARS, ...(sets ? SETS : []), ...fields];
}

export function fieldOptions(lists: Lists): Options {
  return lists.fields.map(({ id, name }) => [id, name] as const);
}

/** Returns a value with which a key may begin. */
export function firstValue(key: string, lists: Lists): unknown {
  const kind = kindOf(key, lists);
  if (kind === "date") return { days: 1 };
  if (kind === "number") return 1;
  if (kind === "yes") return true;
  if (kind === "text") return "";
  return kind[0]?.[0] ?? "";
}

/** Returns how the value of a key is given: a kind of field, or the choices there are. */
function kindOf(key: string, lists: Lists): "date" | "number" | "yes" | "text" | Options {
  switch (key) {
    case "due":
    case "start":
      return "date";
    case "estimate":
    case "progress":
      return "number";
    case "done":
      return "yes";
    case "priority":
      return PRIORITIES;
    case "cover":
      return COLOURS;
    case "milestone":
      return lists.milestones;
    case "label":
      return lists.labels;
    case "assignee":
      return lists.people;
  }
  const field = lists.fields.find(({ id }) => key === `${FIELD}${id}`);
  if (field?.type === "select") return field.options.map(({ id, name }) => [id, name] as const);
  return field?.type === "checkbox" ? "yes" : (field?.type ?? "text");
}

interface ValueFieldProps {
  readonly of: string;
  readonly value: unknown;
  readonly lists: Lists;
  /** Dates may count from the day on which the rule acts. */
  readonly mayCount?: boolean;
  readonly onSet: (value: unknown) => void;
}

export function ValueField({ of, value, lists, mayCount = false, onSet }: ValueFieldProps) {
  const kind = kindOf(of, lists);
  if (typeof kind !== "string")
    return <Choose label="Value" value={String(value ?? "")} options={kind} onSet={onSet} />;
  switch (kind) {
    case "date":
      return <DateValue {...{ value, mayCount, onSet }} />;
    case "number":
      return (
        <input
          type="number"
          class="is-short"
          aria-label="Value"
          {...useWrong("Value")}
          step="any"
          value={typeof value === "number" ? value : ""}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            onSet(Number.isFinite(valueAsNumber) ? valueAsNumber : 0)
          }
        />
      );
    case "text":
      return <Words label="Value" value={String(value ?? "")} most={CUSTOM_TEXT_MAX} onSet={onSet} />;
    case "yes":
      return null;
  }
}

function DateValue({ value, mayCount, onSet }: Pick<ValueFieldProps, "value" | "mayCount" | "onSet">) {
  const days = daysOf(value);
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      {days !== null ? (
        <Count label="Days" value={days} least={-3_650} onSet={(days) => onSet({ days })} />
      ) : (
        <DateInput
          label="Value"
          value={typeof value === "string" ? value : undefined}
          onSet={(day) => onSet(day ?? today)}
        />
      )}
      {mayCount && (
        <Choose
          label="Counted"
          value={days === null ? "on" : "days"}
          options={WHENS}
          onSet={(how) => onSet(how === "days" ? { days: 1 } : today)}
        />
      )}
    </>
  );
}

function daysOf(value: unknown): number | null {
  return value !== null && typeof value === "object" && "days" in value ? Number(value.days) : null;
}

interface MaybeProps extends ValueFieldProps {
  readonly label: string;
  readonly any: string;
  readonly one: string;
}

/** A value, or whichever. */
export function MaybeValue({ label, any, one, ...rest }: MaybeProps) {
  const { of, value, lists, onSet } = rest;
  if (kindOf(of, lists) === "yes") return null;
  const options: Options = [
    [ANY, any],
    ["one", one],
  ];
  return (
    <>
      <Choose
        label={label}
        value={value === undefined ? ANY : "one"}
        options={options}
        onSet={(id) => onSet(id === ANY ? undefined : plain(firstValue(of, lists)))}
      />
      {value !== undefined && <ValueField {...rest} />}
    </>
  );
}

/** A date that is looked at is one of the calendar, and counts from nothing. */
function plain(value: unknown): unknown {
  return daysOf(value) === null ? value : new Date().toISOString().slice(0, 10);
}
