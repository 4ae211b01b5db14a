/** A button that opens a panel, and a list of things to do in one. */

import "./icons_later.ts";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";
import { Popover } from "./popover.tsx";

interface PopupProps {
  /** What the button is called, and the panel. */
  readonly label: string;
  readonly class?: string;
  readonly button: ComponentChildren;
  /** Opened from elsewhere too. */
  readonly isOpen?: boolean;
  readonly onOpen?: (isOpen: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

export function Popup({ label, button, children, isOpen, onOpen, ...props }: PopupProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [own, setOwn] = useState(false);
  const open = isOpen ?? own;
  const [isDrawn, setDrawn] = useState(!open);
  // Open from the first drawing on: the button that the panel stands at is there after it.
  useLayoutEffect(() => setDrawn(true), []);
  const set = (now: boolean) => {
    setOwn(now);
    onOpen?.(now);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class={props.class ?? "icon-button"}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={props.isDisabled ?? false}
        onClick={() => set(!open)}
      >
        {button}
      </button>
      {open && isDrawn && anchor.current !== null && (
        <Popover anchor={anchor.current} label={label} onClose={() => set(false)}>
          {children(() => set(false))}
        </Popover>
      )}
    </>
  );
}

export interface MenuItem {
  readonly name: string;
  readonly icon: IconName;
  readonly run: () => void;
  readonly isDanger?: boolean;
}

export function MenuList({
  items,
  close,
}: {
  readonly items: readonly MenuItem[];
  readonly close: () => void;
}) {
  return (
    <div class="menu" role="menu" tabIndex={-1} onKeyDown={onArrow}>
      {items.map((item) => (
        <button
          key={item.name}
          type="button"
          role="menuitem"
          class={item.isDanger ? "menu-item is-danger" : "menu-item"}
          onClick={() => {
            close();
            item.run();
          }}
        >
          <Icon name={item.icon} />
          {item.name}
        </button>
      ))}
    </div>
  );
}

/** Arrows move among the buttons, as Tab does. */
function onArrow(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = items.findIndex((item) => item.matches(":focus"));
  items[(at + step + items.length) % items.length]?.focus();
}
