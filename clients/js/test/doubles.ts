/** Time, network, locks: what a browser gives, moved by hand. */

import type { Clock, Network } from "../clock.ts";
import type { Stop } from "../topics.ts";

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  private time = 1_000_000;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): Stop {
    const timer = { at: this.time + ms, call };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Lets time pass, and calls what comes due in its order. */
  advance(ms: number): void {
    const until = this.time + ms;
    for (let next = this.next(until); next !== undefined; next = this.next(until)) {
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.call();
    }
    this.time = until;
  }

  /** The page is gone: nothing that it waited for happens. */
  kill(): void {
    this.timers.clear();
  }

  private next(until: number): Timer | undefined {
    return [...this.timers].filter((timer) => timer.at <= until).sort((left, right) => left.at - right.at)[0];
  }
}

export class FakeNetwork implements Network {
  private isOnline = true;
  private readonly listeners = new Set<() => void>();

  online(): boolean {
    return this.isOnline;
  }

  watch(listener: () => void): Stop {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  set(isOnline: boolean): void {
    this.isOnline = isOnline;
    for (const listener of [...this.listeners]) listener();
  }
}

type Callback = (lock: Lock | null) => unknown;

/** The Web Locks of one device; each tab gets a manager whose locks go when the tab does. */
export class FakeLocks {
  private readonly holders = new Map<string, object>();
  private readonly queues = new Map<string, (() => void)[]>();

  tab(): { readonly manager: LockManager; kill(): void } {
    const tab = {};
    const request = (name: string, options: LockOptions, callback: Callback) =>
      this.request(tab, name, options, callback);
    const manager = { request, query: async () => ({ held: [], pending: [] }) } as unknown as LockManager;
    return { manager, kill: () => this.releaseAll(tab) };
  }

  private async request(
    tab: object,
    name: string,
    options: LockOptions,
    callback: Callback,
  ): Promise<unknown> {
    if (this.holders.has(name)) {
      if (options.ifAvailable === true) return callback(null);
      await new Promise<void>((resolve) => this.queue(name).push(resolve));
    }
    this.holders.set(name, tab);
    try {
      return await callback({ name, mode: "exclusive" });
    } finally {
      if (this.holders.get(name) === tab) this.release(name);
    }
  }

  private queue(name: string): (() => void)[] {
    const queue = this.queues.get(name) ?? [];
    this.queues.set(name, queue);
    return queue;
  }

  private release(name: string): void {
    this.holders.delete(name);
    this.queue(name).shift()?.();
  }

  private releaseAll(tab: object): void {
    for (const [name, holder] of [...this.holders]) if (holder === tab) this.release(name);
  }
}
