"""The edits of one device that the server has not confirmed: what to send, what is saved, what to do over.

An edit stays a row until the server says it is on disk. Rows go out in order, a bounded number of bytes ahead
of the confirmations. A refused row ends its client id, and so does one that needs what the server has lost: the rows
from it on are cut off, those before it are still confirmed, and then what was cut is done over by its intents
on the server's state (``rebase``).

What was confirmed last is kept as well: a server whose store has failed over may come back without it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kanverge_crdt.codec import Map

Verb: TypeAlias = str
Intent: TypeAlias = tuple[Verb, Map]

WINDOW_BYTES_MAX = 256 * 1024  # in flight; one row may always be
WINDOW_ROWS_MAX = 500
CONFIRMED_BYTES_MAX = 8 * 1024 * 1024  # a failover loses seconds, and nobody types that much in minutes
CONFIRMED_ROWS_MAX = 2_000
OVERTAKEN_MAX = (
    5  # times a group: a server that this device comes back to may lag behind the one that was faster
)
OVERTAKEN_ALL_MAX = 1_000  # while this device runs


@dataclass(frozen=True, slots=True)
class Row:
    """One edit: the bytes for the server, and the intent to do over should the bytes not be taken.

    ``clock`` is the client's next clock after it, by which a state vector shows that it is saved; None for an
    edit that only deletes, which no state vector shows. ``part`` counts the rows of an action cut into
    several edits. A splice of a text knows the text it ``removed``; what stood beside it is in the bytes.
    """

    seq: int
    client_id: int
    group: str
    update: bytes
    intent: Intent
    clock: int | None
    part: int = 0
    removed: str | None = None

    def continues(self, before: Row) -> bool:
        """Say whether this is the next part of the action ``before`` is of."""
        return self.part == before.part + 1 and self.seq == before.seq + 1


def action(rows: Sequence[Row], at: int = 0) -> list[Row]:
    """Return the row at ``at`` with those after it that belong to the same action."""
    end = at + 1
    while end < len(rows) and rows[end].continues(rows[end - 1]):
        end += 1
    return list(rows[at:end])


def rebase(rows: Iterable[Row]) -> list[Row]:
    """Return the rows to do over, in order: of an action whose parts share one intent the first."""
    replays: list[Row] = []
    before: Row | None = None
    for row in rows:
        if before is None or row.intent != before.intent or not row.continues(before):
            replays.append(row)
        before = row
    return replays


class Outbox:
    """The unconfirmed rows in order; those at the front are in flight."""

    def __init__(self, rows: Iterable[Row] = (), *, window_bytes_max: int = WINDOW_BYTES_MAX) -> None:
        self._rows = list(rows)
        self._window_bytes_max = window_bytes_max
        self._in_flight = 0  # rows
        self._bytes_in_flight = 0
        self._cut: list[Row] = []  # the refused row and those after it
        self._refused: set[int] = set()  # the numbers of refused rows among them
        self._answered_missing: int | None = None
        self._overtaken = 0  # how often in a row edits were done over because somebody was first
        self._confirmed: deque[Row] = deque()
        self._bytes_confirmed = 0

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
        """Return the rows to send now; they count as in flight.

        Those of another client id wait until all before them are saved: a refusal ends one client id, and
        then nothing may be under way of which it is not known whether the server takes it.
        """
        taken: list[Row] = []
        while self._in_flight < len(self._rows) and self._has_room():
            row = self._rows[self._in_flight]
            if row.client_id != self._rows[0].client_id:
                break
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
        self._fly(self._in_flight - count)
        self._confirm(saved)
        if saved:
            self._answered_missing = None
            self._overtaken = 0
        return saved

    def known(self, clocks: Mapping[int, int]) -> list[Row]:
        """Remove and return the rows that the server's durable ``clocks`` show to be saved."""
        assert not self._in_flight, "rows are compared with the server's clocks before they are sent"
        saved = [row for row in self._rows if not _is_above(row, clocks)]
        self._rows = [row for row in self._rows if _is_above(row, clocks)]
        self._confirm(saved)
        return saved

    def recall(self, clocks: Mapping[int, int]) -> list[Row]:
        """Put the confirmed rows that the server's durable ``clocks`` lack back in their places and return them.

        A store loses the end of what it was told. So with a lost row go the deletions after it; and those
        after the last row that ``clocks`` can show may always be lost. They wait while a refusal is dealt
        with, which needs a connection on which nothing is sent.
        """
        assert not self._in_flight, "rows are compared with the server's clocks before they are sent"
        confirmed = sorted(self._confirmed, key=_by_seq)
        shown = [at for at, row in enumerate(confirmed) if not _is_above(row, clocks)]
        lost = [at for at, row in enumerate(confirmed) if row.clock is not None and _is_above(row, clocks)]
        if not lost and self._cut:
            return []
        first = lost[0] if lost else shown[-1] + 1 if shown else 0
        recalled = [row for row in confirmed[first:] if _is_above(row, clocks)]
        kept = confirmed[:first] + [row for row in confirmed[first:] if not _is_above(row, clocks)]
        self.forget_confirmed()
        self._confirm(kept)
        self._rows = sorted(self._rows + recalled, key=_by_seq)
        return recalled

    def forget_confirmed(self) -> None:
        """Forget what was confirmed: the board was rebuilt, and the rows mean nothing any more."""
        self._confirmed.clear()
        self._bytes_confirmed = 0

    def missing(self, seq: int, clocks: Mapping[int, int]) -> None:
        """Send all above ``clocks`` again; if that was in vain for edit ``seq`` before, cut it off with the rest."""
        if self._cut and seq >= self._cut[0].seq:
            return  # what follows a cut is a gap, and known to be one
        if seq > 0 and seq == self._answered_missing:
            self._cut_off(seq)
            return
        self._answered_missing = seq
        first = next((at for at, row in enumerate(self._rows) if _is_above(row, clocks)), self._in_flight)
        self._fly(min(first, self._in_flight))

    def refused(self, seq: int) -> list[Row]:
        """Cut off the refused row and all after it; return the rows of its action, none if it is not in flight."""
        if not self._cut_off(seq):
            return []
        refused = action(self._cut)
        self._refused.update(row.seq for row in refused)
        return refused

    def overtaken(self, seq: int) -> bool:
        """Cut off a row that somebody else was faster than, to be done over like those after it.

        False: it is not in flight, or to do it over was in vain often enough.
        """
        self._overtaken += 1
        return self._overtaken <= OVERTAKEN_MAX and self._cut_off(seq)

    def _cut_off(self, seq: int) -> bool:
        """Keep a row in flight and all after it to be done over, once those before it are saved."""
        at = next((at for at in range(self._in_flight) if self._rows[at].seq == seq), None)
        if at is None:
            return False
        self._cut = self._rows[at:] + self._cut
        del self._rows[at:]
        self._fly(at)
        return True

    def clear(self) -> None:
        """Forget all rows: they have been done over."""
        self._rows.clear()
        self._cut.clear()
        self._refused.clear()
        self.disconnect()

    def replays(self) -> list[Row]:
        """Return what has to be done over, without the refused actions."""
        return rebase(row for row in self.rows if row.seq not in self._refused)

    def _fly(self, count: int) -> None:
        self._in_flight = count
        self._bytes_in_flight = sum(len(row.update) for row in self._rows[:count])

    def _confirm(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._confirmed.append(row)
            self._bytes_confirmed += len(row.update)
        while len(self._confirmed) > CONFIRMED_ROWS_MAX or self._bytes_confirmed > CONFIRMED_BYTES_MAX:
            self._bytes_confirmed -= len(self._confirmed.popleft().update)


def _by_seq(row: Row) -> int:
    return row.seq


def _is_above(row: Row, clocks: Mapping[int, int]) -> bool:
    return row.clock is None or row.clock > clocks.get(row.client_id, 0)
