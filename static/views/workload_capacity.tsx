/** How much somebody can take on in a week, and when they are away: seen by all, set by themselves and administrators. */

import { useId, useRef, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { dayNumber, inWords } from "../ui/days.ts";
import { Icon } from "../ui/icons.tsx";
import { toastError } from "../ui/toast.tsx";
import type { Capacity } from "../ui/workload.ts";
import type { Colleague, WorkloadState } from "./workload_state.ts";

interface FormProps {
  readonly state: WorkloadState;
  readonly who: Colleague;
  readonly close: () => void;
}

export function CapacityForm({ state, who, close }: FormProps) {
  const { capacity } = who;
  const [perWeek, setPerWeek] = useState(`${capacity.per_week ?? ""}`);
  const [unit, setUnit] = useState(capacity.unit);
  const [days, setDays] = useState(capacity.days_off);
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const [isTold, setTold] = useState(false);
  const lastField = useRef<HTMLInputElement>(null);
  const id = useId();
  const wrong = last === "" || first <= last ? "" : "The last day off is before the first.";
  const isWrong = isTold && wrong !== "";
  /** Says what cannot be at its field, once it is to be taken: a day that is typed is another one several times before it is whole. */
  const refuses = () => {
    setTold(true);
    if (wrong !== "") lastField.current?.focus();
    return wrong !== "";
  };
  const waiting = first === "" ? [] : [{ from: first, to: last === "" ? first : last }];
  const add = () => {
    if (refuses()) return;
    setDays([...days, ...waiting]);
    setFirst("");
    setLast("");
  };
  const save = async () => {
    if (refuses()) return;
    const wanted: Capacity = {
      per_week: perWeek.trim() === "" ? null : Number(perWeek),
      ...{ unit, days_off: [...days, ...waiting] },
    };
    if (await put(who, wanted)) {
      close();
      await state.loadPeople();
    }
  };
  return (
    <form
      class="wl-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="menu-field">
        A week holds
        <input
          type="number"
          min="0"
          step="any"
          value={perWeek}
          onInput={(event) => setPerWeek(event.currentTarget.value)}
        />
      </label>
      <label class="menu-field">
        Counted in
        <select
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value === "hours" ? "hours" : "points")}
        >
          <option value="points">points</option>
          <option value="hours">hours</option>
        </select>
      </label>
      <p class="section-title">Days off</p>
      {days.map(({ from, to }, at) => (
        <div key={`${from} ${to}`} class="wl-off">
          <span>{daysOff(from, to)}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${daysOff(from, to)}`}
            onClick={() => setDays(days.filter((_, other) => other !== at))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <label class="menu-field">
        First day off
        <input type="date" value={first} onInput={(event) => setFirst(event.currentTarget.value)} />
      </label>
      <label class="menu-field">
        Last day off
        <input
          ref={lastField}
          type="date"
          value={last}
          {...(isWrong ? { "aria-invalid": true, "aria-describedby": id } : {})}
          onInput={(event) => setLast(event.currentTarget.value)}
        />
      </label>
      {isWrong && (
        <p id={id} class="field-error" role="alert">
          {wrong}
        </p>
      )}
      <button type="button" class="button" onClick={add}>
        Add days off
      </button>
      <button type="submit" class="button is-primary">
        Save
      </button>
    </form>
  );
}

const daysOff = (from: string, to: string) => inWords(dayNumber(from), dayNumber(to));

async function put(who: Colleague, capacity: Capacity): Promise<boolean> {
  try {
    await api("PUT", `/api/people/${who.id}/capacity`, capacity);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toastError(error.message);
    return false;
  }
}
