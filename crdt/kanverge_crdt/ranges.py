"""A set of clocks, kept as sorted, disjoint ranges in two arrays of machine words."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]  # first, end
NEVER = 2**32  # beyond every clock


class Ranges:
    """Clocks that belong to the set; neighbours are one range, so equal sets have equal arrays."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")

    def __contains__(self, clock: int) -> bool:
        at = bisect_right(self.starts, clock) - 1
        return at >= 0 and clock < self.ends[at]

    def __iter__(self) -> Iterator[Range]:
        return zip(self.starts, self.ends, strict=True)

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

    def add(self, start: int, end: int) -> None:
        """Add [start, end)."""
        if self.ends and self.ends[-1] == start:  # what one client overwrites again and again
            self.ends[-1] = end
            return
        first = bisect_left(self.ends, start)
        last = bisect_right(self.starts, end, first)
        if first < last:
            start = min(start, self.starts[first])
            end = max(end, self.ends[last - 1])
        self.starts[first:last] = array("I", (start,))
        self.ends[first:last] = array("I", (end,))

    def remove(self, start: int, end: int) -> None:
        """Remove [start, end), all of which is in the set."""
        at = bisect_right(self.starts, start) - 1
        around = ((self.starts[at], start), (end, self.ends[at]))
        kept = [(first, last) for first, last in around if first < last]
        self.starts[at : at + 1] = array("I", (first for first, _ in kept))
        self.ends[at : at + 1] = array("I", (last for _, last in kept))

    def add_all(self, ranges: Iterable[Range]) -> None:
        """Add many ranges in one pass over the set, however many it holds."""
        self._become(merge_ranges([*self, *ranges]))

    def remove_all(self, ranges: Iterable[Range]) -> None:
        """Remove many sorted ranges, all of which are in the set, in one pass over it."""
        removed = iter([*ranges, (NEVER, NEVER)])
        gap = next(removed)
        kept: list[Range] = []
        for start, end in self:
            while gap[0] < end:
                if start < gap[0]:
                    kept.append((start, gap[0]))
                start = gap[1]
                gap = next(removed)
            if start < end:
                kept.append((start, end))
        self._become(kept)

    def _become(self, ranges: list[Range]) -> None:
        self.starts = array("I", (start for start, _ in ranges))
        self.ends = array("I", (end for _, end in ranges))


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Return the same clocks as sorted ranges that neither overlap nor touch."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
