"""Where every struct of a board stands: the knowledge that lets an update be judged without the document.

The ledger holds a strand a client id. A clock costs a binary search, an update its own size; the document is
never walked.

What the ledger refuses, yrs and yjs would take, and then differ, half apply it or lose a card: structs whose
neighbours stand elsewhere, a parent that holds nothing, an entry or a deletion in place of a shared type, a
cut through a surrogate pair.

`Ledger` is the compiled twin (`_ledger.pyx`) where it is built, else `PlainLedger`, which is its reference:
after the same updates the same state, and for the same update the same refusal (tests/crdt/test_ledger.py).
"""

from __future__ import annotations

from array import array
from typing import Any

from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.placing import OpenSection, Placing
from kanverge_crdt.ranges import Range, merge_ranges
from kanverge_crdt.strand import Strand
from kanverge_crdt.update import (
    MOVES_MAX,
    NOTHING,
    RANGE,
    ClientId,
    Clock,
    Scanned,
    Section,
    unpack,
)

BULK = 32  # deleted ranges of one client from which on a rebuilt set beats insertions


class _Blocked(Exception):
    """Something refers to a clock that is not here."""


class PlainChanges:
    """What one update changed in the ledger, so that it can be taken back exactly; false if that is nothing."""

    __slots__ = ("claims", "deletes", "marks", "moves", "strands_cut")

    def __init__(self) -> None:
        self.marks: list[tuple[ClientId, Strand, Clock, int, int]] = []
        self.claims: list[int] = []
        self.deletes: list[tuple[Strand, list[Range]]] = []
        self.strands_cut: list[Strand] = []  # one for each cut
        self.moves = 0
        """How many pieces yrs moves along when it takes the update in."""

    def cut(self, strand: Strand, *, trusted: bool) -> None:
        """Note that one piece becomes two; refuse an update whose cuts keep everyone waiting."""
        strand.cuts += 1
        self.strands_cut.append(strand)
        self.moves += strand.pieces
        if self.moves > MOVES_MAX and not trusted:
            raise RefusedUpdate("too-large", "cuts through too many pieces")

    def __bool__(self) -> bool:
        return bool(self.marks or self.deletes)


class PlainLedger:
    """The strands of a board by client id, and which keys hold a shared type."""

    def __init__(self) -> None:
        self._strands: dict[ClientId, Strand] = {}
        self._claims: set[int] = set()  # hash of (owner, key) of each Map and Text

    @property
    def clocks(self) -> dict[ClientId, Clock]:
        return {client: strand.end for client, strand in self._strands.items()}

    def end(self, client: ClientId) -> Clock:
        strand = self._strands.get(client)
        return strand.end if strand is not None else 0

    def state(self) -> dict[str, Any]:
        """Return all the ledger knows as plain values, which compare."""
        strands = {
            client: {
                "end": strand.end,
                "runs": list(zip(strand.starts, strand.kinds, strand.owners, strict=True)),
                "pairs": list(strand.pairs),
                "deleted": list(strand.deleted),
                "cuts": strand.cuts,
            }
            for client, strand in self._strands.items()
        }
        return {"strands": strands, "claims": set(self._claims)}

    def enter(self, scanned: Scanned, *, trusted: bool) -> PlainChanges | None:
        """Add what is new in ``scanned``, whose sections begin no later than their strands end.

        Returns None if it refers to what is not here, raises `RefusedUpdate` if it may never pass; the ledger is
        then as it was. A trusted update is in the log already: refused is only what would harm the document itself.
        """
        changes = PlainChanges()
        try:
            self._place(scanned, changes, trusted=trusted)
            self._delete(scanned, changes, trusted=trusted)
        except _Blocked:
            self.undo(changes)
            return None
        except RefusedUpdate:
            self.undo(changes)
            raise
        return changes

    def undo(self, changes: PlainChanges) -> None:
        """Take back ``changes``, which must be the last not yet taken back."""
        for strand in changes.strands_cut:
            strand.cuts -= 1
        for strand, ranges in changes.deletes:
            if len(ranges) > BULK:
                strand.deleted.remove_all(ranges)
            else:
                for start, end in ranges:
                    strand.deleted.remove(start, end)
        self._claims.difference_update(changes.claims)
        for client, strand, end, runs, pairs in reversed(changes.marks):
            if end:
                strand.cut(end, runs, pairs)
            else:
                del self._strands[client]

    def _place(self, scanned: Scanned, changes: PlainChanges, *, trusted: bool) -> None:
        """Add the structs, each after what it refers to."""
        sections = {
            section[0]: self._begin(section, changes)
            for section in scanned.sections
            if section[2] > self.end(section[0])
        }
        if scanned.pairs:
            _add_pairs(scanned, sections)
        placing = Placing(self._strands, self._claims, scanned, changes.cut, trusted=trusted)
        changes.claims = placing.new_claims
        for client, section in sections.items():
            if section.strand.end < section.end:
                _place_after_needed(client, sections, placing)

    def _begin(self, section: Section, changes: PlainChanges) -> OpenSection:
        client = section[0]
        strand = self._strands.get(client)
        if strand is None:
            strand = self._strands[client] = Strand()
        changes.marks.append((client, strand, strand.end, len(strand.starts), len(strand.pairs)))
        return OpenSection(section, strand)

    def _delete(self, scanned: Scanned, changes: PlainChanges, *, trusted: bool) -> None:
        """Add what is new in the deleted ranges."""
        for client, ranges in _by_client(scanned.deletes):
            strand = self._strands.get(client)
            if strand is None or ranges[-1][1] > strand.end:
                raise _Blocked
            news = [gap for start, end in ranges for gap in strand.deleted.gaps(start, end)]
            for start, end in news:
                _check_deletion(client, strand, start, end, trusted=trusted)
                for edge in (start, end):
                    if strand.is_cut_at(edge):
                        changes.cut(strand, trusted=trusted)
            if len(news) > BULK:
                strand.deleted.add_all(news)
            else:
                for start, end in news:
                    strand.deleted.add(start, end)
            if news:
                changes.deletes.append((strand, news))


def _add_pairs(scanned: Scanned, sections: dict[ClientId, OpenSection]) -> None:
    for packed in scanned.pairs:
        client, clock = unpack(packed)
        if client in sections:
            strand = sections[client].strand
            if clock >= strand.end:
                strand.pairs.append(clock)
            elif clock == strand.end - 1:
                raise RefusedUpdate("splits-pair", f"known up to {strand.end}")


def _place_after_needed(client: ClientId, sections: dict[ClientId, OpenSection], placing: Placing) -> None:
    """Place a section, and before each row the sections it refers to, as far as it needs them."""
    waiting = {client: sections[client].end}  # the clock each must reach before the one above it can go on
    while waiting:
        client = next(reversed(waiting))
        needed = placing.advance(sections[client], waiting[client])
        if needed == NOTHING:
            del waiting[client]
            continue
        client, clock = unpack(needed)
        if client in waiting or client not in sections or sections[client].end <= clock:
            raise _Blocked
        waiting[client] = clock + 1


def _check_deletion(client: ClientId, strand: Strand, start: Clock, end: Clock, *, trusted: bool) -> None:
    if not trusted and strand.types_in(start, end):
        raise RefusedUpdate("deletes-type", f"{client}:{start}-{end}")
    if strand.cuts_pair(start) or strand.cuts_pair(end):
        raise RefusedUpdate("splits-pair", f"{client}:{start}-{end}")


def _by_client(deletes: array[int]) -> list[tuple[ClientId, list[Range]]]:
    """Return the deleted ranges of each client, sorted and merged."""
    if len(deletes) == RANGE:
        client, start, end = deletes
        return [(client, [(start, end)])]
    found: dict[ClientId, list[Range]] = {}
    for at in range(0, len(deletes), RANGE):
        found.setdefault(deletes[at], []).append((deletes[at + 1], deletes[at + 2]))
    return [(client, merge_ranges(ranges)) for client, ranges in found.items()]


try:
    from kanverge_crdt._ledger import Changes as Changes
    from kanverge_crdt._ledger import Ledger as Ledger
except ModuleNotFoundError:  # not compiled here: the reference does the same, more slowly
    Changes, Ledger = PlainChanges, PlainLedger  # type: ignore[misc, assignment]
