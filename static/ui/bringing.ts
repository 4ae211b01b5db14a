/** Bringing a file of the page that does not come: when it is asked for again, and as what. Without a network or timers of its own. */

export type Found = "there" | "away" | "gone";
/** Why it is not here: no answer; the server has other files by now; or it is there, and yet the browser does not take it. */
export type Trouble = Exclude<Found, "there"> | "stuck";

export interface World<Module> {
  /** Imports the file: as it is named in the source, or under another address. */
  readonly fetch: (address: string | null) => Promise<Module>;
  /** Says what is at an address, without running it. */
  readonly look: (address: string) => Promise<Found>;
  /** Waits after the so-manieth failure, or until there is a reason to hope. */
  readonly pause: (failures: number) => Promise<void>;
  /** Says what the matter is, and null once nothing is. */
  readonly tell: (trouble: Trouble | null) => void;
}

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 30_000;
/** So often what is there may be refused by the browser before somebody is told to reload. */
const REFUSALS = 3;

/** Returns how long to wait after that many failures; `random` in 0..1 keeps a thousand pages from coming back at once. */
export function pauseAfter(failures: number, random: number): number {
  return Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.75 + random / 4);
}

/**
 * Returns a file once it has come, however long that takes; throws what it throws when it is run.
 *
 * Chromium before 2026 and Firefox before 155 remember for the page's life that an address could not be imported, as HTML
 * demanded (whatwg/html#6768). So nothing is imported again before a look has found it, and what is refused then comes under
 * another address. Those two name the address; Safari does not, and has never remembered.
 */
export async function bring<Module>({ fetch, look, pause, tell }: World<Module>): Promise<Module> {
  let address = "";
  let refusals = 0;
  for (let failures = 1; ; failures += 1) {
    const found = address === "" ? "there" : await look(address);
    if (found === "there") {
      const again = address === "" ? [] : [`${address}?again=${failures}`];
      for (const as of [null, ...again])
        try {
          const module = await fetch(as);
          tell(null);
          return module;
        } catch (error) {
          address ||= addressOf(error);
        }
      refusals += again.length;
    }
    tell(found !== "there" ? found : refusals < REFUSALS ? "away" : "stuck");
    await pause(failures);
  }
}

/** Returns which file could not be fetched, empty where the browser does not say; throws what is another error. */
export function addressOf(error: unknown): string {
  const found = /dynamically imported module(?:: (\S+))?|^Importing a module script failed/.exec(
    error instanceof TypeError ? error.message : "",
  );
  if (found === null) throw error;
  return found[1] ?? "";
}
