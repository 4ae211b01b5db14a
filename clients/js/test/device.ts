/** A device with tabs: its database and locks outlive the pages that are opened, closed or killed on it. */

import { IDBFactory } from "fake-indexeddb";
import type { BoardClient } from "../boardclient.ts";
import { openBoard } from "../open.ts";
import { FakeClock, FakeLocks, FakeNetwork } from "./doubles.ts";
import { seeded } from "./seeded.ts";
import type { Wire } from "./wire.ts";

export interface Page {
  readonly client: BoardClient;
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  /** The connection breaks; what is under way is lost. */
  cut(): void;
  /** Lets the backoff pass, so that it connects again. */
  reconnect(): void;
  close(): Promise<void>;
  /** The page is gone from one moment to the next: nothing more is sent, and its locks are free. */
  kill(): Promise<void>;
}

export class Device {
  readonly indexedDB = new IDBFactory();
  private readonly locks = new FakeLocks();
  private readonly wire: Wire;
  private readonly person: string;
  private readonly random: () => number;

  constructor(wire: Wire, person: string, seed = 1) {
    this.wire = wire;
    this.person = person;
    this.random = seeded(seed);
  }

  /** Opens a page; `withLocks` false: a browser or address without Web Locks. */
  async open({
    withLocks = true,
    indexedDB = this.indexedDB as IDBFactory,
    clock = new FakeClock(),
  } = {}): Promise<Page> {
    const [network, tab, line] = [new FakeNetwork(), this.locks.tab(), this.wire.page()];
    const client = await openBoard({
      url: "http://test",
      board: "b",
      token: this.person,
      storage: { indexedDB, locks: withLocks ? tab.manager : null },
      WebSocket: line.WebSocket,
      clock,
      network,
      random: this.random,
    });
    return {
      client,
      clock,
      network,
      cut: line.cut,
      reconnect: () => clock.advance(30_000),
      close: () => client.close(),
      kill: async () => {
        line.kill();
        clock.kill();
        await client.close(); // lets the database finish, as a browser does with what it was given
        tab.kill();
      },
    };
  }
}
