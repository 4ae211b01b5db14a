"""What the store promises the rest of the service, as values and protocols.

A board is a log that only grows, a snapshot that stands for its beginning, and hashes beside it. One ``Commit`` is
all or nothing: its checks hold, its writes are made, its entry is in the log, on disk and published; or none of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from kanverge.store.log import LogEntry

BoardId: TypeAlias = str

START = "0-0"
"""The position before the first entry of every log."""


@dataclass(frozen=True, slots=True)
class Check:
    """A commit happens only while ``field`` of hash ``key`` is ``expected`` (empty: absent), or ``instead``."""

    key: str
    field: str
    expected: bytes
    instead: bytes | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """Set ``field`` of hash ``key`` to ``value`` (empty: remove it)."""

    key: str
    field: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Commit:
    """One entry for one board, and the checks and writes that belong to it."""

    board: BoardId
    epoch: int
    entry: bytes
    checks: tuple[Check, ...] = ()
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class Committed:
    """The entry is durable under ``id``; ``previous`` is the id just before it in the log."""

    previous: str
    id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: check number ``check`` did not hold."""

    check: int


@dataclass(frozen=True, slots=True)
class WrongEpoch:
    """Nothing was written: the board is at another epoch, or gone (None)."""

    epoch: int | None


@dataclass(frozen=True, slots=True)
class Unwritable:
    """Nothing was written, and trying again will not help."""

    reason: str


CommitResult: TypeAlias = Committed | Conflict | WrongEpoch | Unwritable


@dataclass(frozen=True, slots=True)
class Published:
    """A commit as every subscriber of its board sees it; ``node`` made it."""

    board: BoardId
    previous: str
    id: str
    node: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a board after log entry ``cursor``, as one Yjs update."""

    cursor: str
    epoch: int
    state: bytes


@dataclass(frozen=True, slots=True)
class DamagedSnapshot:
    """A snapshot that cannot be read: how many are newer, where it says it stands, its bytes, what is wrong."""

    age: int
    cursor: bytes
    stored: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A board as it stands in the store: entries are those after the snapshot."""

    epoch: int
    snapshot: Snapshot | None
    entries: tuple[LogEntry, ...]
    clients: dict[int, str]
    last: str
    records: dict[str, dict[str, Any]]
    records_version: int
    left_out: frozenset[str] = frozenset()
    """Rows that must not be taken in (log.row_name)."""
    damaged: tuple[DamagedSnapshot, ...] = ()
    """Newer snapshots than ``snapshot``, newest first: the entries make up for them, also out of the history."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a board's log, oldest entry first."""

    entries: list[LogEntry]
    is_last: bool
    """Whether the log held no more when it was read."""
    trimmed: str
    """The last entry that a compaction took out of the log, START if none was."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An ask that was carried out ``when`` (milliseconds since 1970), and its result."""

    when: int
    result: Any


@dataclass(frozen=True, slots=True)
class BoardHead:
    """What is known of a board without opening it; ``created`` in milliseconds since 1970."""

    id: BoardId
    epoch: int
    name: str
    created: int
    is_archived: bool
    kind: str = "board"
    group: str = ""
    """Under which name it stands among the boards of the workspace; empty: under none."""
    edited: int = 0
    """When its log was last written to (ms); 0: never."""
    left_out: int = 0
    """How many entries and edits of its log are left out when it is read, damaged or deadly; known to lists only."""
    damaged_snapshots: int = 0
    """How many snapshots were ever found damaged and made up for; known to lists only."""


class Boards(Protocol):
    """The boards of a store, as the live layer needs them. Every method raises StoreAway when it cannot be reached."""

    node: str

    @property
    def automated(self) -> Noting:
        """Whom to tell of changed rules."""

    async def create(self, board: BoardId, *, name: str, created: int, kind: str = "board") -> bool:
        """Make an empty board of a kind at epoch 1; return False when the id is taken."""

    async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
        """Make all commits in one round trip; each result is durable when this returns."""

    async def load(self, board: BoardId) -> Loaded:
        """Return the board's snapshot and every entry after it; raise NotFound or StoreCorrupt."""

    async def asked(self, board: BoardId, once: str) -> Answered | None:
        """Return how the ask named ``once`` was answered, or None if it never was."""

    async def read_on(self, board: BoardId, *, after: str) -> Page:
        """Return a page of entries after position ``after``."""


class Noting(Protocol):
    """Where it is noted that a board does something by itself."""

    async def note(self, board: BoardId) -> None:
        """Have the board looked at now."""


class Bus(Protocol):
    """Commits as they are published, and the news that some may have been missed."""

    async def subscribe(self, board: BoardId, receive: Callable[[Published], None]) -> None:
        """Call ``receive`` for each commit to the board from now on."""

    async def unsubscribe(self, board: BoardId) -> None:
        """Stop calling."""


EntryStream: TypeAlias = AsyncIterator[LogEntry]
