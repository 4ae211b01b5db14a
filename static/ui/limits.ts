/** Limits of fields in words: a browser cuts what is over one, and says nothing. */

import { toastError } from "./toast.tsx";

export function overLimit(length: number, limit: number): string {
  const [most, would] = [limit, length].map((number) => number.toLocaleString("en"));
  return `That does not fit: at most ${most} characters, and it would be ${would}. Nothing was changed.`;
}

/** Says so where a field holds no day or number there can be: a browser hands out nothing for it, and sets nothing right. */
export function isRefused({ type, validity: { badInput, rangeUnderflow } }: HTMLInputElement): boolean {
  const isWrong = badInput || rangeUnderflow;
  if (isWrong)
    toastError(
      `That is ${type === "date" ? "no day there is" : "no number from 0 up"}. Nothing was changed.`,
    );
  return isWrong;
}

/** Refuses whatever would not fit whole into a field with a limit, and says so: every such field of the page. */
export function tellLimits(): void {
  document.addEventListener("beforeinput", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    const { value, maxLength, selectionStart, selectionEnd } = field;
    const typed = event.data?.length ?? 0;
    // What an input method composes cannot be refused before it is done.
    if (maxLength < 0 || typed === 0 || !event.cancelable) return;
    const length = value.length - ((selectionEnd ?? 0) - (selectionStart ?? 0)) + typed;
    if (length <= maxLength) return;
    event.preventDefault();
    toastError(overLimit(length, maxLength));
  });
}
