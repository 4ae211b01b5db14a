/** Fields of a sentence: a word chosen from a list, a number of days, a text, each with its name for those who cannot see it. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Options = readonly (readonly [id: string, name: string])[];

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly onSet: (id: string) => void;
}

export function Choose({ label, value, options, onSet }: ChooseProps) {
  const isThere = options.some(([id]) => id === value);
  return (
    <select aria-label={label} value={value} onChange={(event) => onSet(event.currentTarget.value)}>
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
  readonly onSet: (value: number) => void;
}

export function Count({ label, value, least = 0, onSet }: CountProps) {
  return (
    <input
      type="number"
      class="is-short"
      aria-label={label}
      min={least}
      max={3650}
      value={value}
      onInput={(event) =>
        onSet(Math.max(least, Math.min(3650, Math.trunc(event.currentTarget.valueAsNumber) || 0)))
      }
    />
  );
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly onSet: (value: string) => void;
  /** It has the keyboard as soon as it is there. */
  readonly isFirst?: boolean;
}

export function Words({ label, value, most, onSet, isFirst = false }: WordsProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, []);
  return (
    <input
      ref={field}
      type="text"
      aria-label={label}
      placeholder={label}
      maxLength={most}
      value={value}
      onInput={(event) => onSet(event.currentTarget.value)}
    />
  );
}

/** One line of a sentence: the word it begins with, and its fields. */
export function Part({ word, children }: { readonly word: string; readonly children: ComponentChildren }) {
  return (
    <div class="rule-part">
      <span class="rule-word">{word}</span>
      {children}
    </div>
  );
}
