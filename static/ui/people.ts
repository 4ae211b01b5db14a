/** Who is who on a board: its members as the server names them, those here now, and imported people of the document. */

import { computed, signal } from "@preact/signals";
import type { Live } from "./live.ts";
import { mention } from "./marks.ts";

export interface Known {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

export interface Member extends Known {
  readonly role: string;
}

export class People {
  readonly #live: Live;
  /** As the server names them, once it was asked. */
  readonly members = signal<readonly Member[]>([]);
  readonly #byId = computed(() => new Map(this.#everyone().map((one) => [one.id, one])));
  /** Everybody who can be assigned, by name. */
  readonly all = computed(() =>
    [...this.#byId.value.values()].sort((left, right) => left.name.localeCompare(right.name)),
  );
  /** Everybody, under the name they had at the source of an import too. */
  readonly nameable = computed(() =>
    this.all.value.map(({ id, name }) => {
      const username = this.#live.person(id)?.username ?? "";
      // Also as a mention carries it: without what it cannot.
      return { id, names: [name, mention(name), username].filter((one) => one !== "") };
    }),
  );

  constructor(live: Live) {
    this.#live = live;
  }

  of(id: string): Known {
    return this.#byId.value.get(id) ?? { id, name: "Someone", color: "grey" };
  }

  /** Later ones of the same id win: the server knows best. */
  #everyone(): readonly Known[] {
    const me = this.#live.status.value.person;
    return [
      ...this.#live.people().map(({ id, name }) => ({ id, name, color: "grey" })),
      ...this.#live.peers.value.map(({ person }) => person),
      ...(me === null ? [] : [me]),
      ...this.members.value,
    ];
  }
}
