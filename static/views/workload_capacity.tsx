/** How much somebody can take on in a week, and when they are away: seen by all, set by themselves and administrators. */

import { useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
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
  const add = () => {
    if (first === "") return;
    setDays([...days, { from: first, to: last === "" ? first : last }]);
    setFirst("");
    setLast("");
  };
  const save = async () => {
    const waiting = first === "" ? [] : [{ from: first, to: last === "" ? first : last }];
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
          <span>{from === to ? from : `${from} to ${to}`}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove the days off from ${from}`}
            onClick={() => setDays(days.filter((_, other) => other !== at))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div class="wl-off">
        <input
          type="date"
          aria-label="First day off"
          value={first}
          onInput={(event) => setFirst(event.currentTarget.value)}
        />
        <input
          type="date"
          aria-label="Last day off"
          value={last}
          onInput={(event) => setLast(event.currentTarget.value)}
        />
        <button type="button" class="icon-button" aria-label="Add days off" onClick={add}>
          <Icon name="add" />
        </button>
      </div>
      <button type="submit" class="button is-primary">
        Save
      </button>
    </form>
  );
}

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
