"""What a room has yet to tell its peers: edits merged into one update, encoded once and framed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kanverge_crdt import codec, guard

PersonId: TypeAlias = str


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

    def edits(self) -> codec.Edits | None:
        """Return all noted updates as one message and forget them, or None when there are none."""
        if not self.updates:
            return None
        message = codec.Edits(guard.merge(self.updates), [list(pair) for pair in self.authors.items()])
        self.updates, self.authors = [], {}
        return message

    def record_changes(self) -> codec.Records | None:
        """Return all noted changes of records as one message and forget them, or None when there are none."""
        changes, self.records = self.records, []
        return codec.Records(changes) if changes else None


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
