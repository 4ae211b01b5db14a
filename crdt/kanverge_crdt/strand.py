"""Where the structs of one client id stand, as runs of clocks that stand in one place.

Characters typed in a row are a run, and so are entries of one map, and shared types of one parent; a run takes
13 bytes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TypeAlias

from kanverge_crdt.ranges import Ranges
from kanverge_crdt.update import Clock, PackedId

# The owner of what is left of a deleted parent's content; the root of index n is owner -1 - n
NOWHERE = -(2**62)

# What a run is. Deleted or not, a clock keeps its place; only its parent's end makes it gone.
CHARACTERS, ENTRIES, MAPS, TEXTS = 4, 8, 16, 32
FIRST, BOUNDED = 1, 2  # of characters: the run began with nothing before it; they were made before something
Place: TypeAlias = tuple[int, PackedId]  # what the run is, and its owner
GONE: Place = (0, NOWHERE)


class Strand:
    """What one client id wrote, up to ``end``."""

    __slots__ = ("cuts", "deleted", "end", "kinds", "owners", "pairs", "starts")

    def __init__(self) -> None:
        self.end: Clock = 0
        self.starts: array[Clock] = array("I")
        self.kinds = bytearray()
        self.owners: array[PackedId] = array("q")
        self.pairs: array[Clock] = array("I")  # the first half of each surrogate pair
        self.deleted = Ranges()
        self.cuts = (
            0  # how often a run was cut apart, by a deletion or by what was put into it; rather too many
        )

    def place(self, clock: Clock) -> Place:
        at = bisect_right(self.starts, clock) - 1
        kind = self.kinds[at]
        if kind & FIRST and self.starts[at] != clock:
            kind ^= FIRST
        return kind, self.owners[at]

    def extend(self, kind: int, owner: PackedId, end: Clock, *, joined: bool) -> None:
        """Add clocks up to ``end``, to the last run if they are of its kind and ``joined`` to it."""
        if not joined or not self.kinds or self.kinds[-1] & ~FIRST != kind or self.owners[-1] != owner:
            self.starts.append(self.end)
            self.kinds.append(kind)
            self.owners.append(owner)
        self.end = end

    def unbroken_from(self) -> Clock:
        """Return where the last run begins, as far as nothing in it was deleted: yrs holds that in one piece."""
        return max(self.starts[-1], self.deleted.ends[-1] if self.deleted.ends else 0)

    def is_cut_at(self, clock: Clock) -> bool:
        """Say whether characters that yrs may hold in one piece stand on both sides of ``clock``."""
        if not clock or clock >= self.end:
            return False
        at = bisect_right(self.starts, clock) - 1
        return bool(self.kinds[at] & CHARACTERS) and self.starts[at] != clock

    @property
    def pieces(self) -> int:
        """How many pieces yrs holds in one list, and moves along for each that is cut apart."""
        return len(self.starts) + self.cuts

    def cut(self, end: Clock, runs: int, pairs: int) -> None:
        """Forget what was added since there were ``runs`` and ``pairs`` up to ``end``."""
        self.end = end
        del self.starts[runs:], self.kinds[runs:], self.owners[runs:], self.pairs[pairs:]

    def are_one_run(self, one: Clock, other: Clock) -> bool:
        return bisect_right(self.starts, one) == bisect_right(self.starts, other)

    def cuts_pair(self, clock: Clock) -> bool:
        """Say whether ``clock`` is the second half of a living surrogate pair."""
        if not self.pairs:
            return False
        at = bisect_left(self.pairs, clock - 1)
        return at < len(self.pairs) and self.pairs[at] == clock - 1 and clock not in self.deleted

    def types_in(self, start: Clock, end: Clock) -> bool:
        at = bisect_right(self.starts, start) - 1
        past = bisect_left(self.starts, end, at)
        return max(self.kinds[at:past]) >= MAPS
