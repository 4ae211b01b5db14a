/** Who wants to hear about what: listeners by topic, and how often each topic was told. */

export type Stop = () => void;

export class Topics<Topic extends string> {
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #versions = new Map<Topic, number>();

  watch(topic: Topic, listener: () => void): Stop {
    const own = () => listener(); // one listener may watch twice and stop once
    const among = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, among.add(own));
    return () => {
      among.delete(own);
      if (among.size === 0 && this.#listeners.get(topic) === among) this.#listeners.delete(topic);
    };
  }

  version(topic: Topic): number {
    return this.#versions.get(topic) ?? 0;
  }

  /** Counts all topics up first, so that a listener of one may read the others. */
  tell(topics: Iterable<Topic>): void {
    const told = [...topics];
    for (const topic of told) this.#versions.set(topic, this.version(topic) + 1);
    for (const topic of told) for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
  }

  /** Returns every topic somebody listens to. */
  watched(): readonly Topic[] {
    return [...this.#listeners.keys()];
  }
}

/** A topic of its own: listeners of one thing. */
export class Signal<Arguments extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...values: Arguments) => void>();

  watch(listener: (...values: Arguments) => void): Stop {
    const own = (...values: Arguments) => listener(...values);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(...values: Arguments): void {
    for (const listener of [...this.#listeners]) listener(...values);
  }
}
