/** Forms of what a board does by itself that are open, with what was typed there: it outlives leaving the view. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { boardPath, go, route } from "../ui/location.ts";
import { toast } from "../ui/toast.tsx";

interface Place {
  readonly board: string;
  readonly kind: "rule" | "recurrence" | "publish";
  /** Of what it is about; a new one has it before it is saved. */
  readonly id: string;
}

export interface OpenForm extends Place {
  /** What is in it; undefined: nobody has changed anything. */
  readonly typed?: unknown;
}

const forms = signal<readonly OpenForm[]>([]);

const isAt = (form: OpenForm, { board, kind, id }: Place) =>
  form.board === board && form.kind === kind && form.id === id;

export function formsOf(board: string, kind: Place["kind"]): readonly OpenForm[] {
  return forms.value.filter((form) => form.board === board && form.kind === kind);
}

/** Opens a form, or says what is in one that is open. */
export function openForm(form: OpenForm): void {
  const open = forms.value;
  // Each stays in its place, or the page would take the keyboard away from whoever types there.
  forms.value = open.some((one) => isAt(one, form))
    ? open.map((one) => (isAt(one, form) ? form : one))
    : [...open, form];
}

/** Closes a form, as after what it says was saved. */
export function dropForm(form: Place): void {
  forms.value = forms.value.filter((one) => !isAt(one, form));
}

/** Closes a form that its owner gives up; what was typed there comes back by Undo. */
export function giveUp(form: OpenForm): void {
  dropForm(form);
  if (form.typed === undefined) return;
  toast("What you typed was not saved", {
    name: "Undo",
    run: () => {
      openForm(form);
      const { value: here } = route;
      if (here.name !== "board" || here.board !== form.board || here.view !== "rules")
        go(boardPath(form.board, "rules"));
    },
    isDeed: true,
  });
}

export function cancelsOnEscape(event: KeyboardEvent, cancel: () => void): void {
  if (event.key !== "Escape" || event.isComposing) return;
  event.stopPropagation();
  cancel();
}

/** Closes the forms of a board in which nothing was changed: whoever leaves the view is done with them. */
export function forgetUntouched(board: string): void {
  forms.value = forms.value.filter((one) => one.board !== board || one.typed !== undefined);
}

/** Returns what is in a form, which begins as ``initial``, and how to change parts of it. */
export function useDraft<T extends object>(
  form: OpenForm,
  begin: () => T,
): readonly [T, (changed: Partial<T>) => void] {
  const [initial] = useState(begin);
  const value = { ...initial, ...(form.typed as Partial<T> | undefined) };
  const set = (changed: Partial<T>) => {
    const typed = { ...value, ...changed };
    const isAsItWas = JSON.stringify(typed) === JSON.stringify(initial);
    openForm({ board: form.board, kind: form.kind, id: form.id, ...(isAsItWas ? {} : { typed }) });
  };
  return [value, set];
}
