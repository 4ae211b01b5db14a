/** A window over the page: the browser's own dialog, which keeps the keyboard inside and gives it back. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useEscape } from "./escape.ts";
import { Icon } from "./icons.tsx";

interface DialogProps {
  readonly title: string;
  readonly class?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children, ...props }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isLeft = useRef(false);
  // Told at once, not by the event that follows: the key pressed right after Escape is the page's again.
  const leave = () => {
    if (isLeft.current) return;
    isLeft.current = true;
    dialog.current?.close();
    onClose();
  };
  useEscape(leave); // before what lies below the window, and after what is open in it
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would choose the button that closes.
    element?.querySelector<HTMLElement>("input, select")?.focus();
    // A press beside the window lands on the dialog itself: its body covers the rest.
    element?.addEventListener("click", (event) => event.target === element && element.close());
  }, []);
  return (
    <dialog ref={dialog} class={`dialog ${props.class ?? ""}`} aria-label={title} onClose={leave}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={leave}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
