/** Who is who on a board: its members as the server names them, those here now, and imported people of the document. */

import { computed, signal } from "@preact/signals";
import { api } from "./api.ts";
import type { Live } from "./live.ts";

export interface Known {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

export interface Member extends Known {
  readonly role: string;
}

export class People {
  private readonly live: Live;
  private readonly board: string;
  readonly members = signal<readonly Member[]>([]);
  private readonly byId = computed(() => new Map(this.everyone().map((one) => [one.id, one])));
  /** Everybody who can be assigned, by name. */
  readonly all = computed(() =>
    [...this.byId.value.values()].sort((left, right) => left.name.localeCompare(right.name)),
  );

  constructor(live: Live, board: string) {
    this.live = live;
    this.board = board;
  }

  /** Asks for the members; without a network those who are here and those in the document have to do. */
  async load(): Promise<void> {
    const found = await api<{ readonly people: readonly Member[] } | readonly Member[]>(
      "GET",
      `/api/boards/${this.board}/people`,
    ).catch(() => null);
    if (found !== null) this.members.value = "people" in found ? found.people : found;
  }

  of(id: string): Known {
    return this.byId.value.get(id) ?? { id, name: "Someone", color: "grey" };
  }

  /** Later ones of the same id win: the server knows best. */
  private everyone(): readonly Known[] {
    const me = this.live.status.value.person;
    return [
      ...this.live.people().map(({ id, name }) => ({ id, name, color: "grey" })),
      ...this.live.peers.value.map(({ person }) => person),
      ...(me === null ? [] : [me]),
      ...this.members.value,
    ];
  }
}
