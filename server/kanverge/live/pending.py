"""The edits a room has accepted but not yet on disk: waiting, then in flight, in the order they came.

Bounded: past the bound new edits are not taken, and whoever sent them is asked to send them again once there is room.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

from kanverge.live.document import Admission
from kanverge.store.log import Row
from kanverge_crdt.codec import Edit
from kanverge_crdt.update import MOVES_MAX, Scanned

FLUSH_EDITS_MAX: Final = 2_000
FLUSH_BYTES_MAX: Final = 4 * 1024 * 1024
FLUSH_STEPS_MAX: Final = 20_000
"""Structs and deleted ranges: they are applied in one go, a deletion in a long text for up to 0.1 ms."""
MOVES_PER_STEP: Final = MOVES_MAX // FLUSH_STEPS_MAX

Author = TypeVar("Author")


class Waiting(NamedTuple, Generic[Author]):
    """One accepted edit of ``author``; no ``row``: nothing new, to be answered when what came before it is on disk."""

    author: Author
    edit: Edit
    scanned: Scanned
    row: Row | None = None
    admission: Admission | None = None

    @property
    def seq(self) -> int:
        return self.edit.seq

    @property
    def size(self) -> int:
        """Return the bytes it holds in memory, also where little or nothing of them is new."""
        return len(self.edit.update)

    @property
    def steps(self) -> int:
        """Return how much work it is to apply it, in structs and deleted ranges."""
        moves = self.admission.admitted.moves if self.admission else 0
        return self.scanned.steps + moves // MOVES_PER_STEP

    @property
    def new_bytes(self) -> int:
        """Return the bytes that go to the log."""
        return len(self.row.update) if self.row else 0


@dataclass(slots=True)
class Pending(Generic[Author]):
    """Accepted edits in order; at most one batch of them is in flight."""

    edits_max: int
    bytes_max: int
    bytes_held: int = 0
    new_bytes: int = 0
    waiting: deque[Waiting[Author]] = field(default_factory=deque)
    in_flight: tuple[Waiting[Author], ...] = ()

    @property
    def is_full(self) -> bool:
        """Return whether another edit would pass the bound."""
        return len(self.waiting) + len(self.in_flight) >= self.edits_max or self.bytes_held >= self.bytes_max

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not self.in_flight

    def add(self, edit: Waiting[Author]) -> None:
        """Put an accepted edit at the end."""
        self.waiting.append(edit)
        self._count(edit, 1)

    def take(self) -> tuple[Waiting[Author], ...]:
        """Put the next batch in flight and return it."""
        assert not self.in_flight, "a batch is in flight already"
        count = held = steps = 0
        for edit in islice(self.waiting, FLUSH_EDITS_MAX):
            held += edit.new_bytes
            steps += edit.steps
            if count and (held > FLUSH_BYTES_MAX or steps > FLUSH_STEPS_MAX):
                break
            count += 1
        self.in_flight = tuple(self.waiting.popleft() for _ in range(count))
        return self.in_flight

    def settle(self) -> tuple[Waiting[Author], ...]:
        """Return the batch in flight, which is on disk, and forget it."""
        batch, self.in_flight = self.in_flight, ()
        for edit in batch:
            self._count(edit, -1)
        return batch

    def put_back(self) -> None:
        """Put the batch in flight, which was not written, first in line again."""
        self.waiting.extendleft(reversed(self.in_flight))
        self.in_flight = ()

    def clear(self) -> list[Waiting[Author]]:
        """Take out everything, oldest first."""
        held = [*self.in_flight, *self.waiting]
        self.in_flight, self.bytes_held, self.new_bytes = (), 0, 0
        self.waiting.clear()
        return held

    def _count(self, edit: Waiting[Author], sign: int) -> None:
        self.bytes_held += sign * edit.size
        self.new_bytes += sign * edit.new_bytes
