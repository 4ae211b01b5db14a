import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidRank } from "../errors.ts";
import { compareText } from "../order.ts";
import { between, type Entry, insertion, isRank, RANK_CHARACTERS_MAX, several } from "../rank.ts";
import { seeded } from "./seeded.ts";
import { vectors } from "./vectors.ts";

interface Vectors {
  is_rank: Record<string, boolean>;
  several: ({ count: number; lower: string | null; upper: string | null; jitter: number[] } & (
    | { gives: string[] }
    | { error: string }
  ))[];
  insertion: {
    entries: Entry[];
    index: number;
    jitter: number[];
    rank: string;
    reranked: Record<string, string>;
  }[];
}
const golden = vectors("rank") as Vectors;

/** Gives these digits one after another. */
function digits(given: readonly number[]): () => number {
  let at = 0;
  return () => given[at++] ?? assert.fail("more digits drawn than the twin drew");
}

test("what is a rank in one language is one in the other", () => {
  for (const [text, expected] of Object.entries(golden.is_rank)) assert.equal(isRank(text), expected, text);
});

test("the same digits give the same ranks as in Python", () => {
  for (const { count, lower, upper, jitter, ...outcome } of golden.several) {
    const ranks = () => several(count, lower, upper, digits(jitter));
    if ("error" in outcome) assert.throws(ranks, InvalidRank, `${lower} ${upper}`);
    else assert.deepEqual(ranks(), outcome.gives, `${count} between ${lower} and ${upper}`);
  }
});

test("an insertion among equals ranks the same neighbours anew as in Python", () => {
  for (const { entries, index, jitter, rank, reranked } of golden.insertion) {
    const placed = insertion(entries, index, digits(jitter));
    assert.deepEqual([placed.rank, Object.fromEntries(placed.reranked)], [rank, reranked]);
  }
});

test("inserting anywhere, again and again, keeps order and stays short", () => {
  const random = seeded(7);
  const jitter = () => Math.floor(random() * 62);
  const ranks = [between(null, null, jitter)];
  for (let turn = 0; turn < 2_000; turn += 1) {
    const at = Math.floor(random() * (ranks.length + 1));
    ranks.splice(at, 0, between(ranks[at - 1] ?? null, ranks[at] ?? null, jitter));
  }
  assert.deepEqual(ranks, [...ranks].sort(compareText));
  assert.equal(new Set(ranks).size, ranks.length);
  assert.ok(Math.max(...ranks.map((rank) => rank.length)) <= RANK_CHARACTERS_MAX / 2);
});
