"""The edits of one device that the server has not confirmed: what to send, what is saved, what to do over.

An edit stays a row until the server says it is on disk. Rows go out in order, a bounded number of bytes ahead
of the confirmations. A refused row ends its client id: the rows from it on are cut off, those before it are
still confirmed, and then what was cut is done over by its intents on the server's state (``rebase``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from kanverge_crdt.codec import Map

Verb: TypeAlias = str
Intent: TypeAlias = tuple[Verb, Map]

WINDOW_BYTES_MAX = 256 * 1024  # in flight; one row may always be
WINDOW_ROWS_MAX = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One edit: the bytes for the server, and the intent to do over should the bytes not be taken.

    ``clock`` is the client's next clock after it, by which a state vector shows that it is saved; None for an
    edit that only deletes, which no state vector shows. An action cut into several edits has its intent in
    each.
    """

    seq: int
    client_id: int
    group: str
    update: bytes
    intent: Intent
    clock: int | None


class Replay(NamedTuple):
    """An action to do over under a new client id."""

    group: str
    intent: Intent


def rebase(rows: Iterable[Row], refused: Row | None = None) -> list[Replay]:
    """Return the actions of ``rows``, in order, each once, without the action of the ``refused`` row."""
    unwanted = None if refused is None else Replay(refused.group, refused.intent)
    replays: list[Replay] = []
    for row in rows:
        replay = Replay(row.group, row.intent)
        if replay != unwanted and (not replays or replays[-1] != replay):
            replays.append(replay)
    return replays


class Outbox:
    """The unconfirmed rows in order; those at the front are in flight."""

    def __init__(self, rows: Iterable[Row] = (), *, window_bytes_max: int = WINDOW_BYTES_MAX) -> None:
        self._rows = list(rows)
        self._window_bytes_max = window_bytes_max
        self._in_flight = 0  # rows
        self._bytes_in_flight = 0
        self._cut: list[Row] = []  # the refused row and those after it
        self._answered_missing: int | None = None

    def __len__(self) -> int:
        return len(self._rows) + len(self._cut)

    @property
    def rows(self) -> list[Row]:
        """All rows the server has not confirmed, refused ones and what came after them too."""
        return self._rows + self._cut

    @property
    def must_rebase(self) -> bool:
        """Whether all that can be saved is, and the rest has to be done over."""
        return bool(self._cut) and not self._rows

    def add(self, row: Row) -> None:
        (self._cut or self._rows).append(row)

    def has_up_to(self, seq: int) -> bool:
        """Say whether a row up to ``seq`` still waits."""
        return any(row.seq <= seq for row in (*self._rows[:1], *self._cut[:1]))

    def take(self) -> list[Row]:
        """Return the rows to send now; they count as in flight."""
        taken: list[Row] = []
        while self._in_flight < len(self._rows) and self._has_room():
            row = self._rows[self._in_flight]
            self._in_flight += 1
            self._bytes_in_flight += len(row.update)
            taken.append(row)
        return taken

    def _has_room(self) -> bool:
        within = self._in_flight < WINDOW_ROWS_MAX and self._bytes_in_flight < self._window_bytes_max
        return within or self._in_flight == 0

    def disconnect(self) -> None:
        """Nothing is in flight any more."""
        self._in_flight = self._bytes_in_flight = 0
        self._answered_missing = None

    def saved(self, seq: int) -> list[Row]:
        """Remove and return the rows in flight up to ``seq``: they are on disk."""
        count = 0
        while count < self._in_flight and self._rows[count].seq <= seq:
            count += 1
        saved = self._rows[:count]
        del self._rows[:count]
        self._in_flight -= count
        self._bytes_in_flight -= sum(len(row.update) for row in saved)
        if saved:
            self._answered_missing = None
        return saved

    def known(self, clocks: Mapping[int, int]) -> list[Row]:
        """Remove and return the rows that the server's durable ``clocks`` show to be saved."""
        assert not self._in_flight, "rows are compared with the server's clocks before they are sent"
        saved = [row for row in self._rows if not _is_above(row, clocks)]
        self._rows = [row for row in self._rows if _is_above(row, clocks)]
        return saved

    def missing(self, seq: int, clocks: Mapping[int, int]) -> bool:
        """Send all above ``clocks`` again; return False if that has been tried for edit ``seq`` in vain."""
        if self._cut and seq >= self._cut[0].seq:
            return True  # what follows a refused row is a gap, and known to be one
        first = next((at for at, row in enumerate(self._rows) if _is_above(row, clocks)), self._in_flight)
        self._fly(min(first, self._in_flight))
        is_again = seq > 0 and seq == self._answered_missing
        self._answered_missing = seq
        return not is_again

    def refused(self, seq: int) -> Row | None:
        """Cut off the refused row and all after it; None if no row in flight is meant."""
        for at, row in enumerate(self._rows[: self._in_flight]):
            if row.seq == seq:
                self._cut = self._rows[at:] + self._cut
                del self._rows[at:]
                self._fly(min(at, self._in_flight))
                return row
        return None

    def clear(self) -> None:
        """Forget all rows: they have been done over."""
        self._rows.clear()
        self._cut.clear()
        self.disconnect()

    def replays(self) -> Sequence[Replay]:
        """Return what has to be done over, without the refused action."""
        return rebase(self.rows, self._cut[0] if self._cut else None)

    def _fly(self, count: int) -> None:
        self._in_flight = count
        self._bytes_in_flight = sum(len(row.update) for row in self._rows[:count])


def _is_above(row: Row, clocks: Mapping[int, int]) -> bool:
    return row.clock is None or row.clock > clocks.get(row.client_id, 0)
