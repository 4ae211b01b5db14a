/**
 * The service worker: the page opens from this device, with or without a network.
 *
 * The shell and its files come as one set, under the version they were built as: an old page never meets new files. What the
 * server answered last to the few questions a page asks at its start is kept for when it cannot be reached.
 */

import { kindOf } from "./ui/offline.ts";

// The worker's own globals, without a library that does not go with the page's.
interface WorkerScope extends EventTarget {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends LifeEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** Put in by build.mjs. */
declare const ASSETS: readonly string[];
declare const VERSION: string;

const worker = self as unknown as WorkerScope;
const SHELL = `shell-${VERSION}`;
const ANSWERS = "answers";
const SHELL_ADDRESS = "/";

worker.addEventListener("install", (event) => {
  (event as LifeEvent).waitUntil(install());
});
worker.addEventListener("activate", (event) => {
  (event as LifeEvent).waitUntil(activate());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event as FetchEvent;
  const answer = ANSWERERS[kindOf(request.method, request.mode, new URL(request.url), location.origin)];
  if (answer !== null) (event as FetchEvent).respondWith(answer(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(SHELL);
  // Past the browser's own cache for the shell, whose name does not change with its contents.
  await cache.addAll([new Request(SHELL_ADDRESS, { cache: "reload" }), ...ASSETS]);
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name !== SHELL && name !== ANSWERS) await caches.delete(name);
  await worker.clients.claim();
  // The first page asked before there was a worker: without this, a second visit had to come before one without a network.
  await Promise.all(FIRST_QUESTIONS.map((path) => ANSWERERS.answer(new Request(path))));
}

const FIRST_QUESTIONS = ["/api/me", "/api/boards"];

const ANSWERERS = {
  /** From the network, so that a new version is seen at once; from here when it does not answer. */
  page: async (request: Request) => {
    const response = await fetch(request).catch(() => null);
    if (response?.ok) return response;
    return (await caches.match(SHELL_ADDRESS, { cacheName: SHELL })) ?? response ?? Response.error();
  },
  asset: async (request: Request) => (await caches.match(request)) ?? (await fetch(request)),
  answer: async (request: Request) => {
    const cache = await caches.open(ANSWERS);
    const response = await fetch(request).catch(() => null);
    if (response === null) return (await cache.match(request)) ?? Response.error();
    if (response.ok) await cache.put(request, response.clone());
    return response;
  },
  other: null,
} as const;
