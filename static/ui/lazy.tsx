/** A part of the page that is a file of its own, fetched when it is first needed, and again until it comes. */

import { signal } from "@preact/signals";
import { type ComponentType, h } from "preact";
import { useEffect } from "preact/hooks";
import { bring, type Found, pauseAfter, type Trouble } from "./bringing.ts";
import { toastWhile } from "./toast.tsx";

interface Module<Props> {
  readonly default: ComponentType<Props>;
}

/** What is drawn until the part has come. */
export type Awaiting<Props> = ComponentType<Props & { readonly trouble: Trouble | null }>;

type Loader = () => Promise<unknown>;
const parts: Loader[] = [];
const views: Loader[] = [];

/** Fetches beforehand what is not drawn yet, so that none is waited for: parts when the page has nothing better to do, views where it stays. */
export function loadAllSoon(): void {
  whenIdle(parts);
  setTimeout(() => whenIdle(views), STAYS_MS);
}

/** Most pages show one view and are left again: what the others are costs more than the page itself. */
const STAYS_MS = 10_000;
const IDLE_LIMIT_MS = 2_000;

function whenIdle(loaders: readonly Loader[]): void {
  const load = async () => {
    // One by one: where the first does not come, the others would not either. What is wrong is told when it is needed.
    for (const loader of loaders) await loader().catch(() => undefined);
  };
  if (typeof requestIdleCallback === "function") requestIdleCallback(load, { timeout: IDLE_LIMIT_MS });
  else setTimeout(load, IDLE_LIMIT_MS);
}

/** A whole view of the page. */
export function lazyView<Props extends object>(fetch: () => Promise<Module<Props>>): ComponentType<Props> {
  return drawnLater(fetch, null, Nothing, views);
}

/** `pick`: what of the file is drawn, where it is not its default. */
export function lazy<Props extends object>(
  fetch: () => Promise<Module<Props>>,
  pick?: null,
  Awaiting?: Awaiting<Props>,
): ComponentType<Props>;
export function lazy<Props extends object, Fetched>(
  fetch: () => Promise<Fetched>,
  pick: (fetched: Fetched) => ComponentType<Props>,
): ComponentType<Props>;
export function lazy<Props extends object>(
  fetch: () => Promise<unknown>,
  pick: ((fetched: never) => ComponentType<Props>) | null = null,
  Awaiting: Awaiting<Props> = Nothing,
): ComponentType<Props> {
  return drawnLater(fetch, pick, Awaiting, parts);
}

function drawnLater<Props extends object>(
  fetch: () => Promise<unknown>,
  pick: ((fetched: never) => ComponentType<Props>) | null,
  Awaiting: Awaiting<Props>,
  loaders: Loader[],
): ComponentType<Props> {
  const part = signal<ComponentType<Props> | null>(null);
  const trouble = signal<Trouble | null>(null);
  let coming: Promise<void> | null = null;
  const load = () => {
    coming ??= brought(fetch, (now) => {
      trouble.value = now;
    }).then((fetched) => {
      part.value = pick === null ? (fetched as Module<Props>).default : pick(fetched as never);
    });
    return coming;
  };
  loaders.push(load);
  return function Lazy(props: Props) {
    useEffect(() => void load(), []);
    const now = trouble.value;
    useEffect(() => (now === null ? undefined : say(now, "A part of this page")), [now]);
    return part.value === null ? h(Awaiting, { ...props, trouble: now }) : h(part.value, props);
  };
}

function Nothing() {
  return null;
}

/** Fetches what is no view; `what` is said to be missing while it does not come. */
export function fetched<Fetched>(
  fetch: () => Promise<Fetched>,
  what = "A part of this page",
): Promise<Fetched> {
  let said: Trouble | null = null;
  let end = () => {};
  return brought(fetch, (trouble) => {
    if (trouble === said) return;
    end();
    said = trouble;
    end = trouble === null ? () => {} : say(trouble, what);
  });
}

function say(trouble: Trouble, what: string): () => void {
  return trouble === "away"
    ? toastWhile(
        `${what} has not come yet, as the server does not answer. It comes by itself once it does.`,
        {
          ...{ name: "Try now", run: wake, stays: true },
        },
      )
    : // The server has other files by now, most likely.
      toastWhile(`${what} could not be loaded: reload the page.`, {
        ...{ name: "Reload", run: () => location.reload() },
      });
}

function brought<Fetched>(
  fetch: () => Promise<Fetched>,
  tell: (trouble: Trouble | null) => void,
): Promise<Fetched> {
  return bring({ fetch: (address) => (address === null ? fetch() : import(address)), look, pause, tell });
}

async function look(address: string): Promise<Found> {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? "there" : answer?.status === 404 ? "gone" : "away";
}

const sleepers = new Set<() => void>();

/** Lets everything that waits try at once. */
export function wake(): void {
  for (const waken of [...sleepers]) waken();
}

function pause(failures: number): Promise<void> {
  return new Promise((resolve) => {
    const waken = () => {
      clearTimeout(timer);
      sleepers.delete(waken);
      resolve();
    };
    const timer = setTimeout(waken, pauseAfter(failures, Math.random()));
    sleepers.add(waken);
  });
}

addEventListener("online", wake);
