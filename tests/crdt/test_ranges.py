from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.ranges import Ranges, merge_ranges

some_range = st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))
some_ranges = st.lists(some_range, max_size=20)


def clocks(ranges: list[tuple[int, int]]) -> set[int]:
    return {clock for start, end in ranges for clock in range(start, end)}


@given(some_ranges)
def test_ranges_hold_what_was_added_and_nothing_else(added: list[tuple[int, int]]) -> None:
    ranges = Ranges()
    for start, end in added:
        if ranges.gaps(start, end):
            ranges.add(start, end)
    assert list(ranges) == merge_ranges(added)
    assert [clock for clock in range(80) if clock in ranges] == sorted(clocks(added))


@given(some_ranges, some_range)
def test_gaps_are_what_is_not_yet_held(added: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    ranges = Ranges()
    ranges.add_all(added)
    gaps = ranges.gaps(*asked)
    assert clocks(gaps) == clocks([asked]) - clocks(added)
    assert gaps == merge_ranges(gaps)


@given(some_ranges, some_ranges)
def test_what_is_removed_was_never_there(held: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    ranges = Ranges()
    ranges.add_all(held)
    before = list(ranges)
    news = [gap for start, end in merge_ranges(more) for gap in ranges.gaps(start, end)]
    for start, end in news:
        ranges.add(start, end)
    assert list(ranges) == merge_ranges([*held, *more])
    for start, end in news:
        ranges.remove(start, end)
    assert list(ranges) == before


@given(some_ranges, some_ranges)
def test_many_are_added_and_removed_as_one_by_one(
    held: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    ranges = Ranges()
    ranges.add_all(held)
    before = list(ranges)
    news = [gap for start, end in merge_ranges(more) for gap in ranges.gaps(start, end)]
    ranges.add_all(news)
    assert list(ranges) == merge_ranges([*held, *more])
    ranges.remove_all(news)
    assert list(ranges) == before
