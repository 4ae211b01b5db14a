/** When something comes again: how often, on which days, from when to when, at what time, and the next five times. */

import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import { Choose, Count } from "../ui/choose.tsx";
import { dayNumber, spellDay, weekStartOf } from "../ui/days.ts";
import { refusalOf } from "../ui/refusals.ts";
import { choicesOf, EVERY_MAX, movedTo, patternFrom, ruleOf, workdays } from "../ui/repeat_choices.ts";
import {
  isWorkdays,
  onWords,
  type Pattern,
  patternOf,
  UNITS,
  WEEKDAYS,
  weekdayName,
} from "../ui/repeating.ts";
import { byClocksOf, type Repeat, spoken, weekly } from "../ui/rule_words.ts";

const WORKDAYS = "weekday";
const [END_DAYS, END_TIMES] = [90, 10];

interface RepeatFieldsProps {
  readonly repeat: Repeat;
  readonly onSet: (repeat: Repeat) => void;
}

export function RepeatFields({ repeat, onSet }: RepeatFieldsProps) {
  const { start, rule } = repeat;
  const pattern = patternOf(repeat);
  const [day, time] = [start.slice(0, 10), start.slice(11, 16)];
  const choose = (to: Pattern) => onSet({ ...repeat, rule: ruleOf(to) });
  // A rule that says more than can be chosen stays as it is until something is.
  const begin = (start: string) =>
    onSet({ ...repeat, start, rule: pattern === undefined ? rule : ruleOf(movedTo(pattern, day, start)) });
  return (
    <>
      {pattern === undefined ? (
        <Choose
          label="How often"
          value={rule}
          options={[[rule, rule], ...UNITS.map((unit) => [unit, `every ${unit}`] as const)]}
          onSet={(id) => choose(patternFrom(UNITS.find((unit) => unit === id) ?? "day", day))}
        />
      ) : (
        <>
          <Often {...{ pattern, day }} onSet={choose} />
          {pattern.unit === "week" && <DaysOfWeek pattern={pattern} onSet={choose} />}
          {pattern.on !== "" && <DayOfMonth {...{ pattern, day }} onSet={choose} />}
        </>
      )}
      from
      <input
        type="date"
        aria-label="From"
        value={day}
        onChange={(event) => event.currentTarget.value && begin(`${event.currentTarget.value}T${time}`)}
      />
      at
      <input
        type="time"
        aria-label="At"
        value={time}
        onChange={(event) =>
          event.currentTarget.value && onSet({ ...repeat, start: `${day}T${event.currentTarget.value}` })
        }
      />
      {pattern !== undefined && <End {...{ pattern, day }} onSet={choose} />}
      <Runs repeat={repeat} />
    </>
  );
}

interface PatternProps {
  readonly pattern: Pattern;
  readonly onSet: (pattern: Pattern) => void;
}

function Often({ pattern, day, onSet }: PatternProps & { readonly day: string }) {
  const { every, unit } = pattern;
  const [days, ...longer] = UNITS.map((one): readonly [string, string] => [
    one,
    every === 1 ? one : `${one}s`,
  ]);
  return (
    <>
      every
      <Count
        label="Every"
        value={every}
        least={1}
        most={EVERY_MAX}
        onSet={(every) => onSet({ ...pattern, every })}
      />
      <Choose
        label="How often"
        value={isWorkdays(pattern) ? WORKDAYS : unit}
        options={[...(days === undefined ? [] : [days]), [WORKDAYS, "weekday"], ...longer]}
        onSet={(id) => {
          const to = UNITS.find((unit) => unit === id);
          onSet(to === undefined ? workdays(pattern) : { ...pattern, ...patternFrom(to, day), every });
        }}
      />
    </>
  );
}

/** Its weekdays as switches, of which one at least stays on; they begin as weeks do where this browser is. */
function DaysOfWeek({ pattern, onSet }: PatternProps) {
  const { days } = pattern;
  const first = (weekStartOf(navigator.language) + 6) % 7;
  return (
    <fieldset class="rule-days" aria-label="On">
      {[...WEEKDAYS.slice(first), ...WEEKDAYS.slice(0, first)].map((day) => {
        const isOn = days.includes(day);
        const others = days.filter((one) => one !== day);
        return (
          <button
            key={day}
            type="button"
            class="button"
            aria-pressed={isOn}
            aria-label={weekdayName(day)}
            onClick={() =>
              onSet({ ...pattern, days: isOn ? (others.length > 0 ? others : days) : [...days, day] })
            }
          >
            {weekdayName(day, "short")}
          </button>
        );
      })}
    </fieldset>
  );
}

function DayOfMonth({ pattern, day, onSet }: PatternProps & { readonly day: string }) {
  const { on, unit } = pattern;
  const choices = [...new Set([...choicesOf(unit, day), on])];
  return (
    <Choose
      label="On"
      value={on}
      options={choices.map((one) => [one, `on ${onWords(unit, one)}`] as const)}
      onSet={(on) => onSet({ ...pattern, on })}
    />
  );
}

function End({ pattern, day, onSet }: PatternProps & { readonly day: string }) {
  const { until, count, ...endless } = pattern;
  return (
    <>
      <Choose
        label="Ends"
        value={until !== undefined ? "until" : count !== undefined ? "times" : "never"}
        options={[
          ["never", "without end"],
          ["until", "until"],
          ["times", "in all"],
        ]}
        onSet={(id) => {
          const from = Math.max(dayNumber(day), dayNumber(weekly().start));
          const last = spellDay(from + END_DAYS);
          onSet({
            ...endless,
            ...(id === "until" ? { until: last } : id === "times" ? { count: END_TIMES } : {}),
          });
        }}
      />
      {until !== undefined && (
        <input
          type="date"
          aria-label="Last day"
          min={day}
          value={until}
          onChange={(event) =>
            event.currentTarget.value && onSet({ ...endless, until: event.currentTarget.value })
          }
        />
      )}
      {count !== undefined && (
        <>
          <Count
            label="Times"
            value={count}
            least={1}
            most={EVERY_MAX}
            onSet={(count) => onSet({ ...endless, count })}
          />
          {count === 1 ? "time" : "times"}
        </>
      )}
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
