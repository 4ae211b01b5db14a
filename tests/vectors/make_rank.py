"""Writes rank.json: what ranks both languages must give for the same digits of jitter.

Run it from the repository's root after a deliberate change: ``python tests/vectors/make_rank.py``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kanverge_crdt import rank
from kanverge_crdt.errors import InvalidRank

VECTORS = Path(__file__).with_name("rank.json")
LONG = "a0" + "0" * 61 + "1"
BOUNDS: list[tuple[str | None, str | None]] = [
    (None, None), ("a0", None), (None, "a0"), ("az", None), (None, "Z0"), ("zzz" + "z" * 24, None),
    ("a0", "a1"), ("a0", "a2"), ("a0", "c000"), ("Zz", "a0"), ("Yzz", "Z0"), ("a5Vq3", "a6xyz"),
    ("a0V", "a0W"), ("a0V", "a0V1"), ("a0", "a001"), ("a0", LONG), ("a0" + "0" * 60 + "1", "a1"),
    ("A" + "0" * 26, None), (None, "A" + "0" * 26), (None, "A" + "0" * 25 + "1"), ("a0", "a0"), ("a1", "a0"),
    ("", "a0"), ("a0", "a10"), ("b1", None), ("a", None), ("é0", None), (LONG + "1", None),
]  # fmt: skip
TRIED = ["a0", "az", "b00", "b0", "a0V", "a00", "a0V0", "Z0", "Zz", "Y00", "Y0", "z" * 27, "A" + "0" * 26, "",
         "a", "0", "00", "a-", "a0é", "a0 ", "\uff11a", LONG, LONG + "1", "unsorted"]  # fmt: skip


def digits_of(seed: int) -> list[int]:
    return [random.Random(f"{seed}.{place}").randrange(62) for place in range(60)]


def outcome(call: Any) -> dict[str, Any]:
    try:
        return {"gives": call()}
    except InvalidRank:
        return {"error": "InvalidRank"}


def spread() -> Iterator[dict[str, Any]]:
    for seed, (lower, upper) in enumerate(BOUNDS):
        for count in (0, 1, 3, 20):
            jitter = digits_of(seed)
            source = iter(jitter)
            result = outcome(lambda: rank.several(count, lower, upper, source.__next__))  # noqa: B023
            yield {"count": count, "lower": lower, "upper": upper, "jitter": jitter[: 3 * count], **result}
    for edge in ([0, 0, 0], [61, 61, 61]):
        for lower, upper in BOUNDS[:17]:
            source = iter(edge)
            result = outcome(lambda: rank.several(1, lower, upper, source.__next__))  # noqa: B023
            yield {"count": 1, "lower": lower, "upper": upper, "jitter": edge, **result}


def insertions() -> Iterator[dict[str, Any]]:
    rows = [
        [], [("a0", "k1")], [("a0", "k1"), ("a1", "k2")],
        [("a0", "k1"), ("a0", "k2"), ("a0", "k3"), ("a1", "k4")],
        [("", "k1"), ("", "k2"), ("a0", "k3")], [("", "k1")], [("a0", "k1"), (LONG, "k2"), (LONG, "k3")],
    ]  # fmt: skip
    for seed, entries in enumerate(rows):
        for index in range(len(entries) + 1):
            jitter = digits_of(seed)
            placed = rank.insertion(entries, index, iter(jitter).__next__)
            yield {"entries": entries, "index": index, "jitter": jitter[:12], "rank": placed.rank,
                   "reranked": placed.reranked}  # fmt: skip


def main() -> None:
    vectors = {
        "is_rank": {text: rank.is_rank(text) for text in TRIED},
        "several": list(spread()),
        "insertion": list(insertions()),
        "rebalance": {
            str(count): list(rank.rebalance(map(str, range(count))).values()) for count in (0, 1, 65)
        },
    }
    VECTORS.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
