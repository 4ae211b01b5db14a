/** When something comes again: how often, from which day on, at what time, and the next five times. */

import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { Choose } from "../ui/choose.tsx";
import { refusalOf } from "../ui/refusals.ts";
import {
  byClocksOf,
  FREQUENCIES,
  type Frequency,
  frequencyOf,
  type Repeat,
  ruleOf,
  spoken,
} from "../ui/rule_words.ts";

/** Returns a repeat that begins today, where this browser is. */
export function startOf(frequency: Frequency): Repeat {
  const now = new Date();
  const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return {
    rule: ruleOf(frequency, day),
    start: `${day}T09:00`,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  };
}

interface RepeatFieldsProps {
  readonly repeat: Repeat;
  readonly onSet: (repeat: Repeat) => void;
}

export function RepeatFields({ repeat, onSet }: RepeatFieldsProps) {
  const { start, rule } = repeat;
  const frequency = frequencyOf(repeat);
  const [day, time] = [start.slice(0, 10), start.slice(11, 16)];
  const set = (to: Frequency | undefined, day: string, time: string) =>
    onSet({ ...repeat, start: `${day}T${time}`, rule: to === undefined ? rule : ruleOf(to, day) });
  return (
    <>
      <Choose
        label="How often"
        value={frequency ?? rule}
        options={[...FREQUENCIES, ...(frequency === undefined ? ([[rule, rule]] as const) : [])]}
        onSet={(id) => set(FREQUENCIES.find(([one]) => one === id)?.[0], day, time)}
      />
      <input
        type="date"
        aria-label="From"
        value={day}
        onChange={(event) => event.currentTarget.value && set(frequency, event.currentTarget.value, time)}
      />
      <input
        type="time"
        aria-label="At"
        value={time}
        onChange={(event) => event.currentTarget.value && set(frequency, day, event.currentTarget.value)}
      />
      <Runs repeat={repeat} />
    </>
  );
}

/** The next five times, as the server works them out: it is the one who will keep them. */
function Runs({ repeat }: { readonly repeat: Repeat }) {
  const [told, setTold] = useState("");
  const { rule, start, zone = "UTC" } = repeat;
  useEffect(() => {
    let isStale = false;
    const query = new URLSearchParams({ rule, start, zone });
    api<{ readonly runs: readonly string[] }>("GET", `/api/runs?${query}`).then(
      ({ runs }) =>
        !isStale && setTold(runs.map((one) => spoken(new Date(one), zone)).join(" · ") + byClocksOf(zone)),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (!isStale) setTold(refusalOf(error.message).says);
      },
    );
    return () => {
      isStale = true;
    };
  }, [rule, start, zone]);
  return (
    <p class="hint rule-runs" role="status">
      {told}
    </p>
  );
}
