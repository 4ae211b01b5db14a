"""What this process took in ahead of the log's order, to notice two things under the same clocks of one client id.

A client id writes each of its clocks once. A client that is connected to two nodes may break that, and each node takes
in another of the two. Both are committed, and the first in the log holds: yrs passes over the later one. But a node
that took in the later one first holds what nobody else does, and no state vector shows it: it reads the board anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kanverge.store.log import Entry, LogEntry, Row, position
from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.scan import scan
from kanverge_crdt.update import FIRST_STATE, Scanned


@dataclass(frozen=True, slots=True)
class Claim:
    """An edit of ours whose place in the log is not reached yet."""

    row: Row
    scanned: Scanned


@dataclass(slots=True)
class Claims:
    """Our commits that were applied before what the log has in front of them, by their ids."""

    early: dict[str, tuple[Claim, ...]] = field(default_factory=dict)

    def settled_early(self, entry_id: str, claims: Iterable[Claim]) -> None:
        """Note a commit of ours that the cursor has not reached."""
        self.early[entry_id] = tuple(claims)

    def reached(self, cursor: str) -> None:
        """Forget what the log's order has caught up with."""
        if self.early:
            at = position(cursor)
            self.early = {id_: claims for id_, claims in self.early.items() if position(id_) > at}

    def disputed(self, entry: LogEntry, in_flight: Iterable[Claim]) -> int | None:
        """Return a client id that wrote in ``entry`` what we took in otherwise, and which comes after it."""
        at = position(entry.id)
        later = [claim for id_, claims in self.early.items() if position(id_) > at for claim in claims]
        mine: dict[int, list[Claim]] = {}
        for claim in (*later, *in_flight):
            for client, *_ in claim.scanned.sections:
                mine.setdefault(client, []).append(claim)
        return next(_disputes(entry.entry, mine), None) if mine else None


def _disputes(entry: Entry, mine: Mapping[int, list[Claim]]) -> Iterator[int]:
    for row in entry.rows:
        for client, start, end, *_ in _sections(row):
            for claim in mine.get(client, ()):
                # The same bytes came twice, as from a client whose connection broke before it heard `saved`.
                if claim.row.update != row.update and _overlaps(claim.scanned, client, start, end):
                    yield client


def _sections(row: Row) -> tuple[tuple[int, int, int, int, int], ...]:
    try:
        return scan(row.update, FIRST_STATE).sections
    except RefusedUpdate:
        return ()  # it is passed over, whoever reads it


def _overlaps(scanned: Scanned, client: int, start: int, end: int) -> bool:
    return any(
        theirs == client and first < end and start < last for theirs, first, last, *_ in scanned.sections
    )
