import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.errors import InvalidRank
from kanverge_crdt.rank import RANK_CHARACTERS_MAX, between, insertion, is_rank, rebalance, several

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "rank.json").read_text("utf-8"))


def digits(seed: int = 0) -> Callable[[], int]:
    source = random.Random(seed)
    return lambda: source.randrange(62)


def exhaust(lower: str, upper: str, jitter: Callable[[], int]) -> None:
    while True:
        upper = between(lower, upper, jitter)


@pytest.mark.parametrize(("text", "expected"), VECTORS["is_rank"].items())
def test_the_vectors_say_what_is_a_rank(text: str, expected: bool) -> None:
    assert is_rank(text) is expected


@pytest.mark.parametrize(
    "case", VECTORS["several"], ids=lambda case: f"{case['count']} {case['lower']} {case['upper']}"
)
def test_the_vectors_give_these_ranks(case: dict[str, Any]) -> None:
    jitter = iter(case["jitter"]).__next__
    if "error" in case:
        with pytest.raises(InvalidRank):
            several(case["count"], case["lower"], case["upper"], jitter)
    else:
        assert several(case["count"], case["lower"], case["upper"], jitter) == case["gives"]


@pytest.mark.parametrize("case", VECTORS["insertion"])
def test_the_vectors_give_these_insertions(case: dict[str, Any]) -> None:
    entries = [(rank, id) for rank, id in case["entries"]]
    placed = insertion(entries, case["index"], iter(case["jitter"]).__next__)
    assert (placed.rank, placed.reranked) == (case["rank"], case["reranked"])


def test_the_vectors_hold_failures_as_well_as_ranks() -> None:
    outcomes = {"error" in case for case in VECTORS["several"]}
    assert outcomes == {True, False}


def test_appending_2_000_times_stays_short() -> None:
    jitter, last = digits(), None
    for _ in range(2_000):
        following = between(last, None, jitter)
        assert last is None or last < following
        last = following
    assert last is not None
    assert len(last) <= 6


def test_prepending_2_000_times_stays_short() -> None:
    jitter, first = digits(), None
    for _ in range(2_000):
        preceding = between(None, first, jitter)
        assert first is None or preceding < first
        first = preceding
    assert first is not None
    assert len(first) <= 6


def test_inserting_at_one_place_again_and_again_ends_in_an_error_and_not_in_a_long_rank() -> None:
    jitter, upper = digits(), "a1"
    for _ in range(200):
        upper = between("a0", upper, jitter)
        assert is_rank(upper)
    with pytest.raises(InvalidRank, match="no room"):
        exhaust("a0", upper, jitter)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 12)), max_size=60), st.integers(0, 10_000))
def test_items_inserted_anywhere_keep_the_order_they_were_put_in(
    inserts: list[tuple[float, int]], seed: int
) -> None:
    jitter = digits(seed)
    ranks: list[str] = []
    for place, count in inserts:
        at = int(place * len(ranks))
        lower = ranks[at - 1] if at else None
        upper = ranks[at] if at < len(ranks) else None
        ranks[at:at] = several(count, lower, upper, jitter)
    assert all(is_rank(rank) for rank in ranks)
    assert ranks == sorted(set(ranks))


@given(st.integers(0, 10_000))
def test_two_people_who_insert_at_one_place_get_different_ranks(seed: int) -> None:
    assert between("a0", "a1", digits(seed)) != between("a0", "a1", digits(seed + 1))


@pytest.mark.parametrize(
    ("lower", "upper"), [("a0", "a0"), ("a1", "a0"), ("x", None), (None, "a0é"), ("", "a0")]
)
def test_bounds_that_are_no_ranks_or_out_of_order_are_refused(lower: str | None, upper: str | None) -> None:
    with pytest.raises(InvalidRank):
        between(lower, upper, digits())


def test_an_insertion_between_different_ranks_touches_no_neighbour() -> None:
    placed = insertion([("a0", "k1"), ("a1", "k2")], 1, digits())
    assert "a0" < placed.rank < "a1"
    assert placed.reranked == {}


def test_an_insertion_between_equals_reranks_the_equals_after_it_and_nothing_else() -> None:
    entries = [("a0", "k1"), ("a1", "k2"), ("a1", "k3"), ("a1", "k4"), ("a2", "k5")]
    placed = insertion(entries, 2, digits())
    assert list(placed.reranked) == ["k3", "k4"]
    assert "a1" < placed.rank < placed.reranked["k3"] < placed.reranked["k4"] < "a2"


def test_an_insertion_before_unreadable_ranks_gives_those_a_rank() -> None:
    placed = insertion([("", "k1"), ("", "k2"), ("a0", "k3")], 0, digits())
    assert placed.rank < placed.reranked["k1"] < placed.reranked["k2"] < "a0"


def test_an_insertion_where_no_rank_is_left_shares_the_rank_before_it() -> None:
    full = "a0" + "0" * (RANK_CHARACTERS_MAX - 3) + "1"
    assert insertion([("a0", "k1"), (full, "k2")], 1, digits()) == ("a0", {})


@given(st.integers(0, 5_000))
def test_rebalanced_ranks_are_short_and_rise(count: int) -> None:
    ranks = list(rebalance(map(str, range(count))).values())
    assert ranks == sorted(set(ranks))
    assert all(is_rank(rank) and len(rank) <= 4 for rank in ranks)
