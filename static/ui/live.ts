/** Reading a board inside a component: whoever reads something is drawn again when it changes. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Topic } from "../../clients/js/board.ts";
import type { Peer, Records, Shown, Status } from "../../clients/js/client.ts";
import type { Card, Column, Label, Meta, Person } from "../../clients/js/values.ts";

type Stop = () => void;

export class Live {
  readonly client: Shown;
  readonly status: ReadonlySignal<Status>;
  /** Everybody else's sessions. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly #told = new Map<string, Signal<number>>();
  readonly #stops: Stop[] = [];

  constructor(client: Shown) {
    this.client = client;
    const status = signal(client.status);
    const peers = signal(client.presence.peers());
    this.#stops.push(
      client.watchStatus((now) => {
        status.value = now;
      }),
      client.presence.watch(() => {
        peers.value = client.presence.peers();
      }),
    );
    this.status = status;
    this.peers = peers;
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  meta(): Meta {
    this.follow("meta");
    return this.client.board.meta();
  }

  columns(): readonly Column[] {
    this.follow("columns");
    return this.client.board.columns();
  }

  archivedColumns(): readonly Column[] {
    this.follow("columns");
    return this.client.board.archivedColumns();
  }

  column(id: string): Column | undefined {
    this.follow("columns");
    return this.client.board.column(id);
  }

  order(column: string): readonly string[] {
    this.follow(`order:${column}`);
    return this.client.board.order(column);
  }

  archivedCards(): readonly string[] {
    this.follow("archived");
    return this.client.board.archivedCards();
  }

  card(id: string): Card | undefined {
    this.follow(`card:${id}`);
    return this.client.board.card(id);
  }

  labels(): readonly Label[] {
    this.follow("labels");
    return this.client.board.labels();
  }

  label(id: string): Label | undefined {
    this.follow("labels");
    return this.client.board.label(id);
  }

  people(): readonly Person[] {
    this.follow("people");
    return this.client.board.people();
  }

  person(id: string): Person | undefined {
    this.follow("people");
    return this.client.board.person(id);
  }

  /** Returns what stands beside the board under an id of one kind. */
  record(kind: string, id: string): unknown {
    this.#followRecords(kind);
    return this.client.records.of(kind).get(id);
  }

  recordsFor(kind: string, card: string): ReturnType<Records["forCard"]> {
    this.#followRecords(kind);
    return this.client.records.forCard(kind, card);
  }

  /** Draws the reader again whenever the topic is told. */
  follow(topic: Topic): void {
    this.#signalOf(topic, (listener) => this.client.board.watch(topic, listener)).value;
  }

  #followRecords(kind: string): void {
    this.#signalOf(`record ${kind}`, (listener) => this.client.records.watch(kind, listener)).value;
  }

  /** A signal a topic, listening to the board only while something drawn reads it. */
  #signalOf(name: string, watch: (listener: () => void) => Stop): Signal<number> {
    const known = this.#told.get(name);
    if (known !== undefined) return known;
    const told = this.#told;
    let stop: Stop = () => undefined;
    const made: Signal<number> = signal(0, {
      watched() {
        told.set(name, made);
        stop = watch(() => {
          made.value += 1;
        });
      },
      unwatched() {
        stop();
        told.delete(name);
        // Whoever computed something from it must not take it for unchanged when read again.
        made.value += 1;
      },
    });
    told.set(name, made);
    return made;
  }
}
