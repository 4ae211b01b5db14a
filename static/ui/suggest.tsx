/** Offers while a word that begins with a sign is typed in a textarea: arrows move among them, Tab or Enter takes one. */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { useEscape } from "./escape.ts";
import { isComposing } from "./keys.ts";

export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly mark?: ComponentChildren;
  /** What takes the place of the word, its sign included. */
  readonly text: string;
}

export interface Suggestions {
  /** For the textarea: which line is the current one. */
  readonly area: { readonly "aria-autocomplete": "list"; readonly "aria-activedescendant": string };
  readonly list: ComponentChildren;
  /** Looks at the caret again. */
  look(): void;
  /** What was typed is gone. */
  close(): void;
  /** Says whether a key was for the offers. */
  onKeyDown(event: KeyboardEvent): boolean;
}

interface Word {
  readonly from: number;
  readonly sign: string;
  readonly rest: string;
}

const SHOWN_MAX = 6;

/** Returns the word with a sign that ends at the caret. */
export function wordAt(text: string, caret: number, signs: string): Word | null {
  const [, rest] = /(?:^|\s)(\S{1,64})$/u.exec(text.slice(0, caret)) ?? [];
  const sign = rest?.charAt(0) ?? "";
  if (rest === undefined || sign === "" || !signs.includes(sign)) return null;
  return { from: caret - rest.length, sign, rest: rest.slice(1) };
}

export function useSuggestions(
  area: { readonly current: HTMLTextAreaElement | null },
  signs: string,
  offersFor: (sign: string, rest: string) => readonly Offer[],
): Suggestions {
  const id = useId();
  const [word, setWord] = useState<Word | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const offers = word === null ? [] : offersFor(word.sign, word.rest).slice(0, SHOWN_MAX);
  const isOpen = word !== null && offers.length > 0;
  const current = Math.min(at ?? 0, offers.length - 1);
  const written = word === null ? "" : word.sign + word.rest;
  const isWhole = written.length === 1 || offers[current]?.text.toLowerCase() === written.toLowerCase();
  const close = () => setWord(null);
  useEscape(close, isOpen);

  const take = (index: number) => {
    const [element, offer] = [area.current, offers[index]];
    if (element === null || word === null || offer === undefined) return;
    element.setRangeText(`${offer.text} `, word.from, element.selectionEnd, "end");
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
    element.focus();
    close();
  };
  return {
    area: {
      "aria-autocomplete": "list",
      "aria-activedescendant": isOpen ? `${id}-${current}` : "",
    },
    look() {
      const element = area.current;
      const isCaret = element !== null && element.selectionStart === element.selectionEnd;
      setWord(isCaret ? wordAt(element.value, element.selectionEnd, signs) : null);
      setAt(null);
    },
    close,
    onKeyDown(event) {
      if (!isOpen || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined)
        setAt((current + (at === null && step > 0 ? 0 : step) + offers.length) % offers.length);
      // A sign alone is no choice yet, and a whole word needs none: Enter does what it does without offers.
      else if (event.key === "Enter" && (at !== null || !isWhole)) take(current);
      else if (event.key === "Tab" && !event.shiftKey) take(current);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    list: isOpen && (
      <div class="choices suggest" id={`${id}-list`} role="listbox" aria-label="Suggestions">
        {offers.map((offer, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the textarea has the keyboard, and its keys choose
          <div
            key={offer.id}
            id={`${id}-${index}`}
            class={index === current ? "choice is-current" : "choice"}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(index)}
          >
            {offer.mark}
            <span class="choice-name">{offer.name}</span>
          </div>
        ))}
      </div>
    ),
  };
}
