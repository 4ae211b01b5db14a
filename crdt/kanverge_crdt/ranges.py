"""A set of clocks, kept as sorted, disjoint ranges in two arrays of machine words."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

Range: TypeAlias = tuple[int, int]  # first, end


class Change(NamedTuple):
    """What `undo` needs: from where on ``now`` ranges stand for those that stood there before."""

    at: int
    now: int
    starts: Sequence[int]
    ends: Sequence[int]


class Ranges:
    """Clocks that belong to the set; neighbours are one range, so equal sets have equal arrays."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")

    def __contains__(self, clock: int) -> bool:
        at = bisect_right(self.starts, clock) - 1
        return at >= 0 and clock < self.ends[at]

    def gaps(self, start: int, end: int) -> list[Range]:
        """Return the parts of [start, end) that are not in the set."""
        at = bisect_right(self.ends, start)
        if at == len(self.ends):
            return [(start, end)]
        gaps = []
        while start < end and at < len(self.starts):
            if self.starts[at] > start:
                gaps.append((start, min(end, self.starts[at])))
            start = self.ends[at]
            at += 1
        if start < end:
            gaps.append((start, end))
        return gaps

    def add(self, start: int, end: int) -> Change:
        """Add [start, end) and return what it takes to undo that, last change first."""
        if self.ends and self.ends[-1] == start:  # what one client overwrites again and again
            self.ends[-1] = end
            return Change(len(self.ends) - 1, 1, self.starts[-1:], (start,))
        first = bisect_left(self.ends, start)
        last = bisect_right(self.starts, end, first)
        change = Change(first, 1, self.starts[first:last], self.ends[first:last])
        if change.starts:
            start = min(start, change.starts[0])
            end = max(end, change.ends[-1])
        self.starts[first:last] = array("I", (start,))
        self.ends[first:last] = array("I", (end,))
        return change

    def add_all(self, ranges: Iterable[Range]) -> Change:
        """Add many ranges in one pass over the set, however many it holds."""
        merged = merge_ranges([*zip(self.starts, self.ends, strict=True), *ranges])
        change = Change(0, len(merged), self.starts, self.ends)
        self.starts = array("I", (start for start, _ in merged))
        self.ends = array("I", (end for _, end in merged))
        return change

    def undo(self, change: Change) -> None:
        """Take back the last change that was not yet taken back."""
        end = change.at + change.now
        self.starts[change.at : end] = array("I", change.starts)
        self.ends[change.at : end] = array("I", change.ends)


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Return the same clocks as sorted ranges that neither overlap nor touch."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
