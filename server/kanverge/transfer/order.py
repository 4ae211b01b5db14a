"""Which items of a list were moved: as few as explain how one order became another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the fewest items that must move for ``before`` to become ``after``; what is in one alone is no matter.

    All but the longest rising subsequence (patience sorting: n log n).
    """
    places = {id: place for place, id in enumerate(before)}
    common = [id for id in after if id in places]
    lowest: list[
        int
    ] = []  # the lowest place at which a rising run of each length ends, and which item that is
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for id in common:
        length = bisect_left(lowest, places[id])
        previous[id] = ends[length - 1] if length else None
        lowest[length : length + 1] = [places[id]]
        ends[length : length + 1] = [id]
    stayed: set[str] = set()
    at = ends[-1] if ends else None
    while at is not None:
        stayed.add(at)
        at = previous[at]
    return set(common) - stayed
