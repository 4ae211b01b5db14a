/** A small panel beside what opened it; Escape and a press elsewhere close it, and the keyboard goes back. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useEscape } from "./escape.ts";

const AWAY = 4;
const EDGE = 8;

interface PopoverProps {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Popover({ anchor, label, onClose, children }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEscape(onClose);

  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const settle = () => {
      const { left, top } = beside(anchor.getBoundingClientRect(), element);
      element.style.translate = `${left}px ${top}px`;
    };
    settle();
    const first = element.querySelector<HTMLElement>("input, textarea, select, button, [tabindex]");
    (first ?? element).focus({ preventScroll: true });
    const sizes = new ResizeObserver(settle);
    sizes.observe(element);
    const onPress = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || element.contains(event.target)) return;
      if (event.target instanceof Element && event.target.closest(".popover") !== null) return;
      onClose();
      if (anchor.contains(event.target)) swallowNextClick(anchor);
    };
    addEventListener("pointerdown", onPress, { capture: true });
    return () => {
      sizes.disconnect();
      removeEventListener("pointerdown", onPress, { capture: true });
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost || element.contains(document.activeElement)) anchor.focus({ preventScroll: true });
    };
  }, [anchor]);

  return (
    <div ref={panel} class="popover" role="dialog" aria-label={label} tabIndex={-1}>
      {children}
    </div>
  );
}

/** Returns where a panel goes: under its anchor, above where there is no room, and always on the page. */
function beside(anchor: DOMRect, panel: HTMLElement): { left: number; top: number } {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = anchor.bottom + AWAY;
  const fits = below + height <= innerHeight - EDGE || anchor.top - AWAY - height < EDGE;
  const top = fits ? Math.min(below, innerHeight - EDGE - height) : anchor.top - AWAY - height;
  return { left: Math.max(EDGE, Math.min(anchor.left, innerWidth - EDGE - width)), top: Math.max(EDGE, top) };
}

/** The press that closed the panel must not open it again. */
function swallowNextClick(anchor: HTMLElement): void {
  const swallow = (event: Event) => {
    if (event.target instanceof Node && anchor.contains(event.target)) event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
}
