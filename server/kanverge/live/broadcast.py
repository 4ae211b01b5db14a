"""What a room has yet to tell its peers: edits merged into one update, encoded once and framed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

import msgpack

from kanverge_crdt import codec, guard

PersonId: TypeAlias = str
T = TypeVar("T")

EDITS_BYTES_MAX: Final = 4 * 1024 * 1024
RECORDS_BYTES_MAX: Final = 1024 * 1024
RECORDS_ROWS_MAX: Final = 10_000


@dataclass(slots=True)
class News:
    """What was applied since the last broadcast, by whom, and the state vector before the first of it."""

    updates: list[bytes] = field(default_factory=list)
    authors: dict[int, PersonId] = field(default_factory=dict)
    state_before: bytes = b""
    records: list[list[Any]] = field(default_factory=list)

    def add(self, update: bytes, authors: Mapping[int, PersonId], state_before: bytes) -> None:
        """Note what was just applied; ``state_before`` is the state vector before it."""
        if not self.updates:
            self.state_before = state_before
        self.updates.append(update)
        self.authors.update(authors)

    def edits(self) -> Iterator[codec.Edits]:
        """Yield all noted updates, nearly always as one message, and forget them."""
        updates, self.updates = self.updates, []
        authors, self.authors = [list(pair) for pair in self.authors.items()], {}
        for group in bounded(updates, size=len, bytes_max=EDITS_BYTES_MAX, count_max=len(updates)):
            yield codec.Edits(guard.merge(group), authors)

    def record_changes(self) -> Iterator[codec.Records]:
        """Yield all noted changes of records, nearly always as one message, and forget them."""
        changes, self.records = self.records, []
        return in_messages(changes)


def in_messages(changes: Iterable[list[Any]]) -> Iterator[codec.Records]:
    """Yield rows of records in messages that every client takes: their number is bounded and so are their bytes."""
    size = lambda row: len(msgpack.packb(row))  # noqa: E731
    return map(
        codec.Records, bounded(changes, size=size, bytes_max=RECORDS_BYTES_MAX, count_max=RECORDS_ROWS_MAX)
    )


def bounded(
    items: Iterable[T], *, size: Callable[[T], int], bytes_max: int, count_max: int
) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``count_max``; one of more than ``bytes_max`` holds a single item."""
    group: list[T] = []
    held = 0
    for item in items:
        length = size(item)
        if group and (held + length > bytes_max or len(group) >= count_max):
            yield group
            group, held = [], 0
        group.append(item)
        held += length
    if group:
        yield group


@dataclass(slots=True)
class FullState:
    """The frames that carry a board's whole state to a joiner, made once per version of the board."""

    frames: tuple[bytes, ...] = ()
    version: int = -1

    def at(self, version: int, make: Callable[[], Iterable[bytes]]) -> tuple[bytes, ...]:
        """Return the frames for ``version``, made by ``make`` unless they are at hand."""
        if self.version != version:
            self.frames, self.version = tuple(make()), version
        return self.frames
