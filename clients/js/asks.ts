/** Asks that wait for an answer: kept on the device, sent again until answered, harmless to repeat by their keys. */

import type { Plain, PlainMap } from "./codec.ts";
import { AskError } from "./errors.ts";
import { newId } from "./ids.ts";
import { pack } from "./msgpack.ts";
import type { QueuedAsk } from "./storage.ts";

const WAITING_MAX = 1_000;
/** An ask travels in one frame. */
const BYTES_MAX = 60_000;

interface Caller {
  resolve(result: Plain): void;
  reject(error: AskError): void;
}

export class Asks {
  readonly #waiting = new Map<string, { readonly ask: QueuedAsk; readonly caller: Caller | null }>();

  /** Asks of an earlier page have nobody left who waits for the answer. */
  constructor(asks: readonly QueuedAsk[]) {
    for (const ask of asks) this.#waiting.set(ask.key, { ask, caller: null });
  }

  get all(): readonly QueuedAsk[] {
    return [...this.#waiting.values()].map(({ ask }) => ask);
  }

  add(verb: string, args: PlainMap): { readonly ask: QueuedAsk; readonly answer: Promise<Plain> } {
    if (this.#waiting.size >= WAITING_MAX) throw new AskError("too-many", `${WAITING_MAX} wait already`);
    if (pack(args).length > BYTES_MAX) throw new AskError("too-long", verb);
    const ask = { key: newId(), verb, args };
    const answer = new Promise<Plain>((resolve, reject) => {
      this.#waiting.set(ask.key, { ask, caller: { resolve, reject } });
    });
    return { ask, answer };
  }

  /** Settles an ask; returns one that was refused and whose caller is gone. */
  answered(key: string, result: Plain, code: string, text: string): QueuedAsk | null {
    const found = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (code === "") found?.caller?.resolve(result);
    else found?.caller?.reject(new AskError(code, text));
    return code !== "" && found !== undefined && found.caller === null ? found.ask : null;
  }
}
