/** Keeps the page clear of what stays at its foot: the bars of what people do together, and what went wrong until it is read. */

import { useLayoutEffect, useRef } from "preact/hooks";

const GAP = 8;

/** Returns what to hold the bar by; the style sheets leave room for `--foot`, and messages stand above `--bar`. */
export function useFootRoom() {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const toasts = document.querySelector(".toasts");
    const height = (element: Element | null, stays: string) =>
      element?.querySelector(stays) ? innerHeight - element.getBoundingClientRect().top + GAP : 0;
    const measure = () => {
      const ofBar = height(bar.current, ".bar-chip");
      style.setProperty("--bar", `${ofBar}px`); // before the messages are measured, which stand above
      style.setProperty("--foot", `${Math.max(ofBar, height(toasts, ".is-error"))}px`);
    };
    const sizes = new ResizeObserver(measure);
    for (const element of [bar.current, toasts]) if (element !== null) sizes.observe(element);
    return () => {
      sizes.disconnect();
      style.removeProperty("--bar");
      style.removeProperty("--foot");
    };
  }, []);
  return bar;
}
