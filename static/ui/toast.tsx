/** Short messages at the foot of the page, with the way back where there is one. Errors stay until dismissed. */

import { signal } from "@preact/signals";
import { Icon } from "./icons.tsx";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  readonly action: ToastAction | null;
}

interface ToastAction {
  readonly name: string;
  readonly run: () => void;
  /** What is said goes on being true when it was pressed. */
  readonly stays?: boolean;
  /** Takes back what is no edit of a document: what undoes those knows nothing of it, and the key for it asks here. */
  readonly isDeed?: boolean;
}

const LIFE_MS = 6_000;
const SHOWN_MAX = 3;
const KEPT_MAX = 20;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function toast(text: string, action: Toast["action"] = null): void {
  const id = show({ text, action, isError: false });
  setTimeout(() => dismiss(id), LIFE_MS);
}

export function toastError(text: string, action: Toast["action"] = null): void {
  show({ text, action, isError: true });
}

/** Says why something is not done; returns how to end that. */
export function toastRefusal(text: string): () => void {
  const id = show({ text, action: null, isError: true });
  return () => dismiss(id);
}

/** Says something as long as it is so; returns how to end that. Of several who say the same, it is seen once. */
export function toastWhile(text: string, action: Toast["action"]): () => void {
  const id = add({ text, action, isError: false });
  return () => dismiss(id);
}

/** The offer to take back what was done last; null: something else was done since. */
let newest: Toast | null = null;

/** Notes that a document was edited: what was said before is not what was done last. */
export function edited(): void {
  newest = null;
}

/** Takes back what was done last, if that was no edit of a document and can be still; says whether. */
export function takeBack(): boolean {
  const said = newest;
  if (said?.action?.isDeed !== true || !toasts.peek().includes(said)) return false;
  forget(said.text);
  said.action.run();
  return true;
}

/** Ends the offer to undo what has been undone by a key. */
export function forgetOffer(): void {
  const last = toasts.peek().findLast(({ action }) => action?.name === "Undo");
  if (last !== undefined && last.action?.isDeed !== true) forget(last.text);
}

function show(shown: Omit<Toast, "id">): number {
  // Said twice is said once: whoever goes on typing would fill the page with it.
  forget(shown.text);
  return add(shown);
}

function add(added: Omit<Toast, "id">): number {
  last += 1;
  const made = { id: last, ...added };
  toasts.value = [...toasts.value, made].slice(-KEPT_MAX);
  if (made.action?.name === "Undo") newest = made;
  return last;
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

function forget(said: string): void {
  toasts.value = toasts.value.filter(({ text }) => text !== said);
}

const isFirst = (one: Toast, at: number, all: readonly Toast[]) =>
  all.findIndex(({ text }) => text === one.text) === at;

export function Toasts() {
  return (
    <section class="toasts" aria-label="Messages">
      {toasts.value
        .filter(isFirst)
        .slice(-SHOWN_MAX)
        .map(({ id, text, isError, action }) => (
          <div key={id} class={isError ? "toast is-error" : "toast"} role={isError ? "alert" : "status"}>
            <span>{text}</span>
            {action !== null && (
              <button
                type="button"
                class="toast-action"
                onClick={() => {
                  if (action.stays !== true) forget(text);
                  action.run();
                }}
              >
                {action.name}
              </button>
            )}
            <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => forget(text)}>
              <Icon name="close" />
            </button>
          </div>
        ))}
    </section>
  );
}
