/** What a page was told last, kept on this device for when the server cannot be reached; signing out erases it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { me } from "./workspace.ts";

export interface LastTold<What> {
  readonly what: What;
  /** When it was told, by this device's clock. */
  readonly at: number;
}

/** The cache of the service worker's answers, which goes when somebody signs out. */
const CACHE = "answers";

/**
 * Keeps what is told under this name and returns it, until then what I was told before; null: nothing is kept here.
 *
 * `isCut`: whether it is no longer kept up; from then on it grows old.
 */
export function useLastTold<What>(name: string, told: What | null, isCut: boolean): LastTold<What> | null {
  const last = useSignal<LastTold<What> | null>(null);
  const person = me.value?.id;
  // Of each person apart: whoever signs in next is told nothing of it.
  const address = addressOf(name, person);
  useEffect(() => {
    if (address !== null)
      void read<What>(address).then((found) => {
        last.value ??= found; // what is told meanwhile is newer
      });
  }, [address]);
  useEffect(() => {
    if (address === null || told === null) return;
    last.value = { what: told, at: Date.now() };
    void write(address, last.value);
  }, [address, told, isCut]);
  return last.value;
}

/** Keeps what was told just now, and returns what was told last, for pages that are told whole. */
export async function keep(name: string, what: unknown): Promise<void> {
  const address = addressOf(name, me.peek()?.id);
  if (address !== null) await write(address, { what, at: Date.now() });
}

export async function lastTold<What>(name: string): Promise<LastTold<What> | null> {
  const address = addressOf(name, me.peek()?.id);
  return address === null ? null : read<What>(address);
}

function addressOf(name: string, person: string | undefined): string | null {
  return person === undefined ? null : `/kept/${name}/${person}`;
}

async function read<What>(address: string): Promise<LastTold<What> | null> {
  try {
    const response = await caches.match(address, { cacheName: CACHE });
    return (await response?.json()) ?? null;
  } catch {
    return null; // a browser that keeps nothing
  }
}

async function write(address: string, last: LastTold<unknown>): Promise<void> {
  try {
    await (await caches.open(CACHE)).put(address, new Response(JSON.stringify(last)));
  } catch {
    // it is shown until the page is left
  }
}
