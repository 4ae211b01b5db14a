"""What this device has to remember: edits and asks not yet confirmed, its client id, and how far both have come.

`Memory` is the state as records tell it, without any I/O; `DiskQueue` keeps the records in a journal under
a lock. A row is handed out for sending only once it is on the disk, so what the server may have, the disk
has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from kanverge_client.journal import Journal, Record
from kanverge_client.locking import LockedPath
from kanverge_crdt.outbox import Row
from kanverge_crdt.scan import scan
from kanverge_crdt.update import STORED

QUEUE_BYTES_MAX = 64 * 1024 * 1024
COMPACT_ABOVE_BYTES = 1024 * 1024


class KeptAsk(NamedTuple):
    """Something asked of the server, under the key that makes asking again harmless."""

    key: str
    verb: str
    args: dict[str, Any]
    after: int


@dataclass
class Memory:
    """What the records say, in the order they were written."""

    client_id: int = 0
    clock: int = 0
    seq: int = 0
    epoch: int | None = None
    person: str | None = None
    rows: dict[int, Row] = field(default_factory=dict)
    asks: dict[str, KeptAsk] = field(default_factory=dict)
    bytes_held: int = 0

    @property
    def confirmed_clock(self) -> int:
        """How far our client id's edits were confirmed: up to where what waits begins."""
        sections = (
            section
            for row in self.rows.values()
            if row.client_id == self.client_id
            for section in scan(row.update, STORED).sections
        )
        return next((start for _, start, *_ in sections), self.clock)

    def take(self, record: Record) -> None:
        """Take over one record; a kind that is not known comes from a newer version and says nothing to this one."""
        kind, *values = record
        handler = self._HANDLERS.get(kind)
        if handler is not None:
            handler(self, *values)

    def records(self) -> list[Record]:
        """Return the fewest records that say the same."""
        return [
            ["state", self.client_id, self.clock, self.seq, self.epoch, self.person],
            *(row_record(row) for row in self.rows.values()),
            *(["ask", *ask] for ask in self.asks.values()),
        ]

    def _state(self, client_id: int, clock: int, seq: int, epoch: int | None, person: str | None) -> None:
        self.client_id, self.clock, self.seq = client_id, clock, max(seq, self.seq)
        self.epoch, self.person = epoch, person

    def _row(
        self,
        seq: int,
        client_id: int,
        group: str,
        update: bytes,
        intent: Sequence[Any],
        clock: int | None,
        part: int,
        removed: str | None,
    ) -> None:
        is_again = bool(self.rows) and seq < next(reversed(self.rows))
        self.rows[seq] = Row(seq, client_id, group, update, (intent[0], intent[1]), clock, part, removed)
        if is_again:  # it was confirmed and lost: it goes before what was made since
            self.rows = dict(sorted(self.rows.items()))
        self.bytes_held += len(update)
        self.seq = max(seq, self.seq)  # a compacted file says how far it went before it says what waits
        if client_id == self.client_id and clock is not None:
            self.clock = max(clock, self.clock)

    def _saved(self, *seqs: int) -> None:
        for seq in seqs:
            row = self.rows.pop(seq, None)
            self.bytes_held -= len(row.update) if row else 0

    def _replaced(self, client_id: int, epoch: int | None, rows: Iterable[Sequence[Any]]) -> None:
        self.client_id, self.clock, self.epoch = client_id, 0, epoch
        self.rows.clear()
        self.bytes_held = 0
        for _, *values in rows:
            self._row(*values)

    def _ask(self, key: str, verb: str, args: dict[str, Any], after: int) -> None:
        self.asks[key] = KeptAsk(key, verb, args, after)

    def _answered(self, key: str) -> None:
        self.asks.pop(key, None)

    _HANDLERS: ClassVar[dict[str, Callable[..., None]]] = {
        "state": _state,
        "row": _row,
        "saved": _saved,
        "replaced": _replaced,
        "ask": _ask,
        "answered": _answered,
    }


def row_record(row: Row) -> Record:
    intent = list(row.intent)
    return ["row", row.seq, row.client_id, row.group, row.update, intent, row.clock, row.part, row.removed]


class OfflineQueue(Protocol):
    """Keeps what is not confirmed; ``memory`` is what it holds."""

    memory: Memory

    def write(self, record: Record) -> None:
        """Take over a record; it is kept once the work of the next ``writing`` is done."""

    def writing(self) -> Callable[[], None]:
        """Return the work that brings all that was taken over to the disk: to be done in a thread, in turn."""

    def close(self) -> None: ...


class MemoryQueue:
    """A queue that is gone with the process."""

    def __init__(self) -> None:
        self.memory = Memory()

    def write(self, record: Record) -> None:
        self.memory.take(record)

    def writing(self) -> Callable[[], None]:
        return lambda: None

    def close(self) -> None:
        """Nothing is open."""


class DiskQueue:
    """A queue in a file that survives the process and the machine."""

    def __init__(self, path: Path) -> None:
        self._lock = LockedPath(path)
        self._journal = Journal(self._lock.path)
        self._unwritten: list[Record] = []
        self.memory = Memory()
        for record in self._journal.open():
            self.memory.take(record)
        if (
            self._journal.is_cut
        ):  # what is gone may have been sent: its clocks must not come to mean something else
            self.memory.client_id = self.memory.clock = 0

    @property
    def path(self) -> Path:
        return self._journal.path

    def write(self, record: Record) -> None:
        self.memory.take(record)
        self._unwritten.append(record)

    def writing(self) -> Callable[[], None]:
        unwritten, self._unwritten = self._unwritten, []
        if self._journal.bytes_written > COMPACT_ABOVE_BYTES + 2 * self.memory.bytes_held:
            return partial(self._journal.rewrite, self.memory.records())
        return partial(self._journal.append, unwritten) if unwritten else lambda: None

    def close(self) -> None:
        self.writing()()
        self._journal.close()
        self._lock.release()
