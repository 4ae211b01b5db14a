/** The records beside the document, as last told: comments, numbers, votes and the like, by kind. */

import { isMap, type Plain } from "./codec.ts";
import { compareText } from "./order.ts";
import { type Stop, Topics } from "./topics.ts";

export interface RecordRow {
  readonly kind: string;
  readonly id: string;
  /** null: taken away. */
  readonly value: Plain;
  readonly version: number;
}

const NONE: ReadonlyMap<string, Plain> = new Map();

export class Records {
  readonly #kinds = new Map<string, Map<string, Plain>>();
  /** Kind -> card, or row of a portfolio -> ids of the records about it. */
  readonly #byCard = new Map<string, Map<string, Set<string>>>();
  readonly #topics = new Topics<string>();
  #latest: number;

  constructor(rows: readonly RecordRow[], version: number) {
    this.#latest = version;
    for (const row of rows) this.#put(row);
  }

  /** How far the device is up to date. */
  get version(): number {
    return this.#latest;
  }

  of(kind: string): ReadonlyMap<string, Plain> {
    return this.#kinds.get(kind) ?? NONE;
  }

  /** Returns the records of a kind whose value names this card or row, by id. */
  forCard(kind: string, card: string): readonly { readonly id: string; readonly value: Plain }[] {
    const ids = [...(this.#byCard.get(kind)?.get(card) ?? [])].sort(compareText);
    return ids.map((id) => ({ id, value: this.of(kind).get(id) ?? null }));
  }

  watch(kind: string, listener: () => void): Stop {
    return this.#topics.watch(kind, listener);
  }

  /** Takes rows as the server tells them, and returns them as they are kept; what is no row is passed over. */
  receive(told: readonly Plain[]): readonly RecordRow[] {
    const rows = told.flatMap((one) => rowOf(one) ?? []);
    const kinds = rows.some(isReset) ? [...this.#kinds.keys()] : [];
    for (const row of rows) this.#put(row);
    this.#topics.tell(new Set([...kinds, ...rows.map((row) => row.kind)]));
    return rows;
  }

  #put(row: RecordRow): void {
    const { kind, id, value, version } = row;
    this.#latest = Math.max(this.#latest, version);
    if (isReset(row)) {
      this.#kinds.clear();
      this.#byCard.clear();
      return;
    }
    const values = entry(this.#kinds, kind, () => new Map<string, Plain>());
    const cards = entry(this.#byCard, kind, () => new Map<string, Set<string>>());
    const before = subjectOf(values.get(id));
    if (before !== undefined) cards.get(before)?.delete(id);
    if (value === null) values.delete(id);
    else values.set(id, value);
    const card = subjectOf(value);
    if (card !== undefined) entry(cards, card, () => new Set<string>()).add(id);
  }
}

/** Says whether a whole set follows, so that whatever else is known is gone (docs/protocol.md, "Asking"). */
export function isReset(row: RecordRow): boolean {
  return row.kind === "*" && row.id === "" && row.value === null;
}

function rowOf(told: Plain): RecordRow | null {
  if (!Array.isArray(told)) return null;
  const [kind, id, value = null, version]: Plain[] = told;
  if (typeof kind !== "string" || typeof id !== "string" || typeof version !== "number") return null;
  return { kind, id, value, version };
}

function subjectOf(value: Plain | undefined): string | undefined {
  const { card, about = card } = isMap(value) ? value : {};
  return typeof about === "string" ? about : undefined;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
