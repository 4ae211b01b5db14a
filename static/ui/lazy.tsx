/** A part of the page that is a file of its own, fetched when it is first needed, and again until it comes. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type ComponentType, h } from "preact";
import { useEffect } from "preact/hooks";
import { bring, type Found, pauseAfter, type Trouble } from "./bringing.ts";
import { toastWhile } from "./toast.tsx";

/** A file of the page: fetched once, whoever asks for it first. */
export interface Later<Fetched> {
  readonly load: () => Promise<Fetched>;
  /** null until it has come. */
  readonly found: ReadonlySignal<Fetched | null>;
  /** Why it does not come. */
  readonly trouble: ReadonlySignal<Trouble | null>;
}

function later<Fetched>(fetch: () => Promise<Fetched>): Later<Fetched> {
  const [found, trouble] = [signal<Fetched | null>(null), signal<Trouble | null>(null)];
  let coming: Promise<Fetched> | null = null;
  const tell = (now: Trouble | null) => {
    trouble.value = now;
  };
  const load = () => {
    coming ??= bring<Fetched>({
      ...{ look, pause, tell, fetch: (address) => (address === null ? fetch() : import(address)) },
    }).then((fetched) => {
      found.value = fetched;
      return fetched;
    });
    return coming;
  };
  return { load, found, trouble };
}

type Loader = () => Promise<unknown>;
const every: Loader[] = [];
const rare: Loader[] = [];

/** Fetches beforehand what is not drawn yet, so that none is waited for: what every page needs when it has nothing better to do, the rest where it stays. */
export function loadAllSoon(): void {
  whenIdle(every);
  setTimeout(() => whenIdle(rare), STAYS_MS);
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

/** A file that every page fetches once it shows something. */
export function soon<Fetched>(fetch: () => Promise<Fetched>): Later<Fetched> {
  const file = later(fetch);
  every.push(file.load);
  return file;
}

/** A view of the page, or what is rarely looked at: a file of its own. `pick`: what of it is drawn, where it is not its default. */
export function lazy<Props extends object>(
  fetch: () => Promise<{ readonly default: ComponentType<Props> }>,
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
  Awaiting?: Awaiting<Props>,
): ComponentType<Props> {
  const file = later(fetch) as Later<never>;
  rare.push(file.load);
  return part(file, pick ?? (({ default: whole }) => whole), Awaiting);
}

/** What is drawn until a part has come. */
export type Awaiting<Props> = ComponentType<Props & { readonly trouble: Trouble | null }>;

/** What of a file is drawn. */
export function part<Props extends object, Fetched>(
  { load, found, trouble }: Later<Fetched>,
  pick: (fetched: Fetched) => ComponentType<Props>,
  Awaiting: Awaiting<Props> = Nothing,
): ComponentType<Props> {
  const picked = computed(() => (found.value === null ? null : pick(found.value)));
  return function Lazy(props: Props) {
    useEffect(() => void load(), []);
    const now = trouble.value;
    useEffect(() => (now === null ? undefined : say(now, A_PART)), [now]);
    return picked.value === null ? h(Awaiting, { ...props, trouble: now }) : h(picked.value, props);
  };
}

function Nothing() {
  return null;
}

const A_PART = "A part of this page";

/** Fetches what is no view; `what` is said to be missing while it does not come. */
export function fetched<Fetched>(fetch: () => Promise<Fetched>, what = A_PART): Promise<Fetched> {
  return waited(later(fetch), what);
}

/** Waits for a file, as `fetched` does. */
export async function waited<Fetched>({ load, trouble }: Later<Fetched>, what = A_PART): Promise<Fetched> {
  let end = () => {};
  const stop = trouble.subscribe((now) => {
    end();
    end = now === null ? () => {} : say(now, what);
  });
  const found = await load();
  stop();
  end();
  return found;
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
