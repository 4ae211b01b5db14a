/** Fields of a sentence: a word chosen from a list, a number of days, a text, each with its name for those who cannot see it. */

import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { useContext, useEffect, useId, useRef } from "preact/hooks";
import type { Refusal } from "./refusals.ts";

export type Options = readonly (readonly [id: string, name: string])[];

interface Wrong {
  readonly refusal: Refusal | null;
  /** Of the element that says so. */
  readonly id: string;
}

/** Why what was sent last was refused, for the fields of the form that sent it. */
export const Refused = createContext<Wrong>({ refusal: null, id: "" });

/** Marks the field that a refusal is about, for eyes and ears. */
export function useWrong(label: string): object {
  const { refusal, id } = useContext(Refused);
  return refusal?.field === label ? { "aria-invalid": true, "aria-describedby": id } : {};
}

interface PlacedProps {
  /** The places in what is sent that stand here, each with all that is below it. */
  readonly at: readonly string[];
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Fields beneath which stands why one of them was refused; that one has the keyboard then. */
export function Placed({ at, children, ...rest }: PlacedProps) {
  const { refusal } = useContext(Refused);
  const [box, id] = [useRef<HTMLDivElement>(null), useId()];
  const mine =
    refusal !== null && at.some((place) => refusal.at === place || /^[.[]/.test(after(refusal.at, place)))
      ? refusal
      : null;
  useEffect(() => {
    // By its name: it may be marked a moment later.
    if (mine !== null) box.current?.querySelector<HTMLElement>(`[aria-label="${mine.field}"]`)?.focus();
  }, [mine]);
  return (
    <div ref={box} {...rest}>
      <Refused.Provider value={{ refusal: mine, id }}>{children}</Refused.Provider>
      {mine !== null && (
        <p id={id} class="field-error" role="alert">
          {mine.says}
        </p>
      )}
    </div>
  );
}

function after(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : "";
}

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly onSet: (id: string) => void;
}

export function Choose({ label, value, options, onSet }: ChooseProps) {
  const isThere = options.some(([id]) => id === value);
  return (
    <select
      aria-label={label}
      {...useWrong(label)}
      value={value}
      onChange={(event) => onSet(event.currentTarget.value)}
    >
      {!isThere && (
        <option value={value}>
          {value === "" ? `Choose: ${label.toLowerCase()}` : "Something that is gone"}
        </option>
      )}
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most?: number;
  readonly onSet: (value: number) => void;
}

export function Count({ label, value, least = 0, most = 3650, onSet }: CountProps) {
  return (
    <input
      type="number"
      class="is-short"
      aria-label={label}
      {...useWrong(label)}
      min={least}
      max={most}
      value={value}
      onInput={(event) =>
        onSet(Math.max(least, Math.min(most, Math.trunc(event.currentTarget.valueAsNumber) || 0)))
      }
    />
  );
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly onSet: (value: string) => void;
  /** What stands there while it is empty: its name, if nothing else. */
  readonly hint?: string;
  /** It has the keyboard as soon as it is there. */
  readonly isFirst?: boolean;
}

export function Words({ label, value, most, onSet, hint = label, isFirst = false }: WordsProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, []);
  return (
    <input
      ref={field}
      type="text"
      aria-label={label}
      {...useWrong(label)}
      placeholder={hint}
      maxLength={most}
      value={value}
      onInput={(event) => onSet(event.currentTarget.value)}
    />
  );
}

/** One line of a sentence: the word it begins with, and its fields. */
export function Part({ word, at, children }: Omit<PlacedProps, "class"> & { readonly word: string }) {
  return (
    <Placed at={at} class="rule-part">
      <span class="rule-word">{word}</span>
      {children}
    </Placed>
  );
}
