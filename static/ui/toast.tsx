/** Short messages at the foot of the page, with the way back where there is one. Errors stay until dismissed. */

import { signal } from "@preact/signals";
import { Icon } from "./icons.tsx";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  readonly action: { readonly name: string; readonly run: () => void } | null;
}

const LIFE_MS = 6_000;
const SHOWN_MAX = 4;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function toast(text: string, action: Toast["action"] = null): void {
  const id = show({ text, action, isError: false });
  setTimeout(() => dismiss(id), LIFE_MS);
}

export function toastError(text: string, action: Toast["action"] = null): void {
  show({ text, action, isError: true });
}

function show(shown: Omit<Toast, "id">): number {
  // Said twice is said once: whoever goes on typing would fill the page with it.
  toasts.value = toasts.value.filter(({ text }) => text !== shown.text);
  last += 1;
  toasts.value = [...toasts.value, { id: last, ...shown }].slice(-SHOWN_MAX);
  return last;
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  return (
    <section class="toasts" aria-label="Messages">
      {toasts.value.map(({ id, text, isError, action }) => (
        <div key={id} class={isError ? "toast is-error" : "toast"} role={isError ? "alert" : "status"}>
          <span>{text}</span>
          {action !== null && (
            <button
              type="button"
              class="toast-action"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.name}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
