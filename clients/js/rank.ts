/**
 * Ranks: keys that always have room between them, so that moving one card writes one card.
 *
 * The twin of `kanverge_crdt/rank.py`, which explains the spelling: the same digits give the same ranks, and the golden
 * vectors hold both to it. Whole parts outgrow a double, hence `bigint`.
 */

import { InvalidRank } from "./errors.ts";

export const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const RANK_CHARACTERS_MAX = 64;
const BASE = 62n;
const JITTER_DIGITS = 3;
const JITTER_SPAN = BASE ** 3n;
const WHOLE_DIGITS_MAX = 26;

/** A source of random digits, 0..61. */
export type Jitter = () => number;
/** An item of an ordered list: its rank, which is "" where it cannot be read, and its id. */
export type Entry = readonly [rank: string, id: string];
/** Where an item goes: its own rank, and new ranks for neighbours that stood at the very same place. */
export interface Insertion {
  readonly rank: string;
  readonly reranked: ReadonlyMap<string, string>;
}

/** Says whether a text is a well-formed rank. */
export function isRank(text: string): boolean {
  if (!/^[0-9A-Za-z]{2,64}$/.test(text)) return false;
  const count = wholeDigits(text);
  if (count === 0 || text.length <= count) return false;
  return text.length === count + 1 || !text.endsWith("0");
}

/** Returns a rank above `lower` and below `upper`; null is an open end. Throws `InvalidRank`. */
export function between(lower: string | null, upper: string | null, jitter: Jitter): string {
  return several(1, lower, upper, jitter)[0] as string;
}

/** Returns `count` rising ranks, evenly spread between two bounds; throws as `between` does. */
export function several(count: number, lower: string | null, upper: string | null, jitter: Jitter): string[] {
  if (lower === null || upper === null) {
    const first = firstWhole(count, lower, upper);
    return Array.from({ length: count }, (_, step) =>
      spell((first + BigInt(step)) * JITTER_SPAN + drawn(jitter), JITTER_DIGITS),
    );
  }
  const [start, end, places] = interval(count, parse(lower), parse(upper));
  const gap = end - start;
  if (gap <= count) throw new InvalidRank(`no room for ${count} between ${lower} and ${upper}`);
  return Array.from({ length: count }, (_, step) =>
    spell(start + spread(step + 1, count, gap, jitter), places),
  );
}

/**
 * Returns the rank of an item put before `entries[index]`, and new ranks for equals in the way.
 *
 * `entries` are the other items in order. Where 64 characters leave no room the item shares the rank of the one
 * before it, so that the ids order the two, until the server rebalances the list.
 */
export function insertion(entries: readonly Entry[], index: number, jitter: Jitter): Insertion {
  const lower = entries[index - 1]?.[0] ?? "";
  let end = index;
  while (entries[end]?.[0] === lower) end += 1;
  const equals = entries.slice(index, end);
  try {
    const [rank, ...others] = several(1 + equals.length, lower || null, entries[end]?.[0] ?? null, jitter);
    return {
      rank: rank as string,
      reranked: new Map(equals.map(([, id], place) => [id, others[place] as string])),
    };
  } catch (error) {
    if (error instanceof InvalidRank) return { rank: lower, reranked: new Map() };
    throw error;
  }
}

/** A rank as a number: its whole part, and the digits of its fraction. */
interface Parsed {
  readonly whole: bigint;
  readonly fraction: string;
}

function parse(rank: string): Parsed {
  if (!isRank(rank)) throw new InvalidRank(`${rank} is not a rank`);
  const end = wholeDigits(rank) + 1;
  return { whole: parseWhole(rank, rank.slice(1, end)), fraction: rank.slice(end) };
}

function firstWhole(count: number, lower: string | null, upper: string | null): bigint {
  if (lower !== null) return parse(lower).whole + 1n;
  if (upper !== null) return parse(upper).whole - BigInt(count);
  return 0n;
}

/**
 * Returns both bounds times 62^places, rounded down, and the places.
 *
 * That many places leave `count` items room for their jitter; fewer where the limit of 64 comes first.
 */
function interval(count: number, low: Parsed, high: Parsed): [start: bigint, end: bigint, places: number] {
  const placesMax =
    RANK_CHARACTERS_MAX - Math.max(spellWhole(low.whole).length, spellWhole(high.whole).length);
  const wanted = 2n * BigInt(count + 1) * JITTER_SPAN;
  let [start, end, places] = [low.whole, high.whole, 0];
  while (end - start < wanted && places < placesMax) {
    start = start * BASE + digitAt(low.fraction, places);
    end = end * BASE + digitAt(high.fraction, places);
    places += 1;
  }
  return [start, end, places];
}

/** Returns the `step`-th of `count` places in `gap`, moved by up to a quarter step to either side. */
function spread(step: number, count: number, gap: bigint, jitter: Jitter): bigint {
  const steps = BigInt(count + 1);
  const width = gap / (2n * steps);
  return (gap * BigInt(step)) / steps + (width * drawn(jitter)) / JITTER_SPAN - width / 2n;
}

/** Returns three random digits as a number, the first one the most significant. */
function drawn(jitter: Jitter): bigint {
  let number = 0;
  for (let digit = 0; digit < JITTER_DIGITS; digit += 1) number = number * 62 + jitter();
  return BigInt(number);
}

/** Writes `number` / 62^places as a rank. */
function spell(number: bigint, places: number): string {
  const span = BASE ** BigInt(places);
  const fraction = ((number % span) + span) % span;
  return spellWhole((number - fraction) / span) + spellDigits(fraction, places).replace(/0+$/, "");
}

/** Returns how many digits of whole part the first letter announces; 0 if it is no such letter. */
function wholeDigits(rank: string): number {
  const head = rank.charCodeAt(0);
  if (head >= 97 && head <= 122) return head - 96;
  if (head >= 65 && head <= 90) return 91 - head;
  return 0;
}

function spellWhole(whole: bigint): string {
  let distance = whole >= 0n ? whole : -1n - whole;
  let digits = 1;
  while (distance >= BASE ** BigInt(digits)) {
    distance -= BASE ** BigInt(digits);
    digits += 1;
    if (digits > WHOLE_DIGITS_MAX) throw new InvalidRank("the whole part is out of range");
  }
  if (whole >= 0n) return String.fromCharCode(96 + digits) + spellDigits(distance, digits);
  return String.fromCharCode(91 - digits) + spellDigits(BASE ** BigInt(digits) - 1n - distance, digits);
}

function parseWhole(rank: string, digits: string): bigint {
  let skipped = 0n;
  for (let count = 1; count < digits.length; count += 1) skipped += BASE ** BigInt(count);
  let value = 0n;
  for (const digit of digits) value = value * BASE + BigInt(DIGITS.indexOf(digit));
  return rank.charCodeAt(0) >= 97 ? skipped + value : value - BASE ** BigInt(digits.length) - skipped;
}

function spellDigits(value: bigint, count: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < count; place += 1) {
    text = DIGITS.charAt(Number(rest % BASE)) + text;
    rest /= BASE;
  }
  return text;
}

function digitAt(fraction: string, place: number): bigint {
  return BigInt(Math.max(0, DIGITS.indexOf(fraction.charAt(place) || "0")));
}
