/** What the service worker does with a request, decided by its address alone; and registering it. */

import { PAGES } from "./pages.ts";

export type Kind = "page" | "asset" | "answer" | "other";

/** Questions a page asks at its start, whose last answer is better than none. */
const ANSWERS = [/^\/api\/(me|boards|capacity)$/, /^\/api\/boards\/[0-9A-Za-z]+\/people$/];

export function kindOf(method: string, mode: string, url: URL, origin: string): Kind {
  if (method !== "GET" || url.origin !== origin) return "other";
  if (mode === "navigate") return isOurs(url.pathname) ? "page" : "other";
  if (url.pathname.startsWith("/static/")) return "asset";
  return ANSWERS.some((pattern) => pattern.test(url.pathname)) ? "answer" : "other";
}

/** Says whether the shell is what the server answers there; a link to sign in has no business in a cache. */
function isOurs(path: string): boolean {
  return path === "/import" || /^\/[bp]\//.test(path) || PAGES.some((page) => page.path === path);
}

/** Registers the worker where there can be one: on https and on localhost. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => {
      // Private windows and policies forbid it: the page works as long as the network does.
    });
  });
}
