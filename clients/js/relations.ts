/** How cards relate, read from the other side: children, blockers, relatives. Built when first asked for, then kept up. */

import { compareText } from "./order.ts";

/** What a card says about others. */
export interface Ties {
  readonly parent?: string | undefined;
  readonly blocks: readonly string[];
  readonly relates: readonly string[];
  readonly archived: boolean;
}

type Index = Map<string, Set<string>>;

export class Relations {
  readonly #ties = new Map<string, Ties>();
  readonly #children: Index = new Map();
  readonly #blockers: Index = new Map();
  readonly #relatives: Index = new Map();

  has(id: string): boolean {
    return this.#ties.has(id);
  }

  put(id: string, ties: Ties): void {
    const before = this.#ties.get(id);
    if (before !== undefined) this.#each(before, (index, other) => index.get(other)?.delete(id));
    this.#ties.set(id, ties);
    this.#each(ties, (index, other) => {
      const among = index.get(other);
      if (among === undefined) index.set(other, new Set([id]));
      else among.add(id);
    });
  }

  /** Returns a card's parent as it is drawn: none where it is gone, and none at the smallest id of a cycle. */
  parent(id: string): string | undefined {
    const parent = this.#openParent(id);
    const walked = new Set<string>();
    for (let at = parent; at !== undefined && !walked.has(at); at = this.#openParent(at)) {
      walked.add(at);
      if (at === id) return [...walked].every((other) => compareText(id, other) <= 0) ? undefined : parent;
    }
    return parent;
  }

  childrenOf(id: string): readonly string[] {
    return sorted([...(this.#children.get(id) ?? [])].filter((child) => this.parent(child) === id));
  }

  blockersOf(id: string): readonly string[] {
    return sorted(this.#blockers.get(id) ?? []);
  }

  relativesOf(id: string): readonly string[] {
    const mine = (this.#ties.get(id)?.relates ?? []).filter((other) => this.#ties.has(other));
    return sorted(new Set([...mine, ...(this.#relatives.get(id) ?? [])]));
  }

  #openParent(id: string): string | undefined {
    const parent = this.#ties.get(id)?.parent;
    return parent !== undefined && this.#ties.get(parent)?.archived === false ? parent : undefined;
  }

  #each(ties: Ties, visit: (index: Index, other: string) => void): void {
    if (ties.parent !== undefined) visit(this.#children, ties.parent);
    for (const other of ties.blocks) visit(this.#blockers, other);
    for (const other of ties.relates) visit(this.#relatives, other);
  }
}

function sorted(ids: Iterable<string>): readonly string[] {
  return [...ids].sort(compareText);
}
