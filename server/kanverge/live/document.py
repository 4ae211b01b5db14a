"""A board's durable document and the gate before it: what may come in, what it holds, how joiners are told.

The only module of the live layer that knows pycrdt's documents. Nothing here waits, but between slices of a long scan.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pycrdt import Doc, Map

from kanverge.accounts.principals import Principal, is_machine_key
from kanverge.errors import DamagedEntry
from kanverge.store.base import Loaded
from kanverge.store.log import LogEntry, Row, row_name
from kanverge_crdt import guard, statevector
from kanverge_crdt.codec import MESSAGE_BYTES_MAX
from kanverge_crdt.errors import CrdtError, OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Admitted, Gate
from kanverge_crdt.scan import Scanner, scan
from kanverge_crdt.schema import Meta
from kanverge_crdt.update import EDIT, FIRST_STATE, ROOTS, STORED, Limits, Scanned

logger = logging.getLogger(__name__)

SLICE_STRUCTS: Final = 2_000
SLICE_UPDATES: Final = 64
SLICE_BYTES: Final = 64 * 1024
"""Of a log that is read, how much is applied at once."""
NAME_CHARS_MAX: Final = 256
SYNC_BYTES_MAX: Final = MESSAGE_BYTES_MAX * 7 // 8
"""Of a whole board or a difference, which travels in one message together with its authors."""
BOARD_BYTES_MAX: Final = MESSAGE_BYTES_MAX * 3 // 4
"""From where on editors are stopped: below the above by what other nodes may have in flight."""
MEASURE_AFTER_BYTES: Final = 256 * 1024
CLIENT_IDS_MAX: Final = 10_000
"""Of one board. Each stays in every state vector: so many cost up to a millisecond an edit, 65,537 never load again."""


class Admission(NamedTuple):
    """An edit that passed the gate; ``update`` is what goes to the log: without what the board has already."""

    update: bytes
    admitted: Admitted

    @property
    def bindings(self) -> dict[int, str]:
        """Return the client ids that this edit is the first to use, and whose they become."""
        return self.admitted.bindings


@dataclass(eq=False, slots=True)
class Document:
    """One board's document, holding only what is on disk, and its gate, which also knows what is in flight."""

    epoch: int
    doc: Doc[Any]
    gate: Gate
    version: int = 0
    """Counts up with every change, so that what was made from the document can be kept until it changes."""
    _followed_version: int = -1
    _bytes_at_most: int = 0
    """What the whole state took when it was measured last, and every update since."""
    _bytes_measured: int = 0

    @classmethod
    async def load(cls, board: str, loaded: Loaded, *, client_id: int | None = None) -> Document:
        """Build the document from its snapshot and log; an edit that cannot be taken is passed over, and said so."""
        doc: Doc[Any] = Doc(client_id=client_id)
        for root in ROOTS:
            doc.get(root, type=Map)
        gate = Gate(loaded.clients, is_machine=is_machine_key)
        document = cls(loaded.epoch, doc, gate)
        async for updates in _sound(board, loaded, gate):
            guard.apply(doc, updates)  # in one transaction: that costs half of one each
            document._bytes_at_most += sum(map(len, updates))
        return document

    # Coming in.

    def scan(self, update: bytes) -> Scanned:
        """Return what one edit says; raise RefusedUpdate."""
        return scan(update, EDIT)

    async def scan_slowly(self, update: bytes) -> Scanned:
        """Return what a long update says, letting others run meanwhile; raise RefusedUpdate."""
        return await _scan_slowly(update, FIRST_STATE)

    def admit(self, scanned: Scanned, principal: Principal) -> Admission | None:
        """Take an edit in flight; None if it brings nothing new. Raises RefusedUpdate or OutOfOrder."""
        try:
            admitted = self.gate.admit(scanned, principal.key)
        except RefusedUpdate as error:
            if error.code != "deletes-type" or self._followed_version == self.version:
                raise
            # A type that lost its key to another is dead in the document, but not yet to the gate (gate.admit).
            self._followed_version = self.version
            self.gate.follow(scan(self.difference(statevector.EMPTY), STORED))
            admitted = self.gate.admit(scanned, principal.key)
        if admitted is None:
            return None
        try:
            update = guard.trim(scanned.update, admitted.trim) if admitted.trim else scanned.update
        except RefusedUpdate:
            self.gate.roll_back(admitted)
            raise
        return Admission(update, admitted)

    def objection(self, admission: Admission, *, bytes_before: int) -> str | None:
        """Return why the board is too full for what was admitted, after so much else in flight; raise DeadDocument."""
        if not self.has_room_for(bytes_before + len(admission.update)):
            return "this board holds as much as a board can hold"
        if admission.bindings and len(self.gate.bindings) > CLIENT_IDS_MAX:
            return "this board was edited from as many devices as a board can know"
        return None

    def has_room_for(self, more_bytes: int) -> bool:
        """Return whether the board can still be sent to a joiner when it has grown by so much."""
        is_measured = self._bytes_at_most - self._bytes_measured < MEASURE_AFTER_BYTES
        if self._bytes_at_most + more_bytes > BOARD_BYTES_MAX and not is_measured:
            self.difference(statevector.EMPTY)  # updates that replaced one another take less than their sum
        return self._bytes_at_most + more_bytes <= BOARD_BYTES_MAX

    def confirm(self, admissions: Iterable[Admission]) -> None:
        """Note that these are on disk."""
        for admission in admissions:
            self.gate.settle(admission.admitted)

    def forget(self, first: Admission) -> None:
        """Take back ``first`` and everything in flight after it."""
        self.gate.roll_back(first.admitted)

    def observe(self, board: str, entry: LogEntry) -> list[Row]:
        """Let the gate know of durable edits that another process admitted; return those to apply.

        What cannot be taken is passed over by itself: it must not take along the edits of others in the same entry.
        Raises DamagedEntry for one that nobody can read: whoever reads the whole board anew deals with that.
        """
        if entry.unreadable is not None:
            raise DamagedEntry(entry.unreadable.why)
        sound: list[Row] = []
        for row in entry.entry.rows:
            try:
                _follow(self.gate, scan(row.update, FIRST_STATE), row.principal)
            except (RefusedUpdate, OutOfOrder) as error:
                _tell_passed_over(board, entry, row, error)
            else:
                sound.append(row)
        return sound

    def apply(self, rows: Sequence[Row]) -> bytes:
        """Apply durable edits and return them as one update; raise DeadDocument."""
        # Merged first: that is needed anyway to tell others, and costs less than each edit on its own.
        merged = guard.merge([row.update for row in rows])
        guard.apply(self.doc, [merged])
        self.version += 1
        self._bytes_at_most += len(merged)
        return merged

    # Telling.

    @property
    def name(self) -> str:
        """Return the board's name."""
        name = self.doc.get("meta", type=Map).get("name")
        return Meta.name.kind.read(name)[:NAME_CHARS_MAX]

    @property
    def kind(self) -> str:
        """Return what kind of board it is: ``board`` or ``portfolio``."""
        kind = Meta.kind.kind.read(self.doc.get("meta", type=Map).get("kind"))
        return kind or "board"

    def state_vector(self) -> bytes:
        """Return the state vector of what is on disk."""
        return self.doc.get_state()

    def known_vector(self) -> bytes:
        """Return the state vector of what is on disk or on its way there."""
        return statevector.encode(self.gate.clocks)

    def difference(self, state_vector: bytes) -> bytes:
        """Return one update with everything above ``state_vector``; raise DeadDocument."""
        update = guard.difference(self.doc, statevector.decode(state_vector))
        if statevector.is_empty(state_vector):
            self._bytes_at_most = self._bytes_measured = len(update)
        return update

    def authors_above(self, state_vector: bytes) -> dict[int, str]:
        """Return the person behind each client id that wrote something above ``state_vector``."""
        theirs = statevector.decode(state_vector)
        ours = statevector.decode(self.state_vector())
        return {
            client: self.gate.bindings[client].partition(":")[2]
            for client, clock in ours.items()
            if clock > theirs.get(client, 0) and client in self.gate.bindings
        }


async def state_of(board: str, loaded: Loaded) -> bytes:
    """Return as one update what `Document.load` would hold; a document that nobody goes on with is not made for it."""
    gate = Gate(loaded.clients, is_machine=is_machine_key)
    first, *others = [guard.merge(updates) async for updates in _sound(board, loaded, gate) if updates] or [
        guard.EMPTY
    ]
    return guard.merge([first, guard.merge(others)]) if others else first


async def _sound(board: str, loaded: Loaded, gate: Gate) -> AsyncIterator[list[bytes]]:
    """Yield the snapshot if there is one, then the log in slices; an edit that cannot be taken is passed over."""
    if loaded.snapshot is not None:
        gate.follow(await _scan_slowly(loaded.snapshot.state, STORED))
        yield [loaded.snapshot.state]
    updates: list[bytes] = []
    for entry in loaded.entries:
        rows = _rows(board, entry, loaded.left_out)
        updates += [row.update for row in rows if await _takes_up(gate, board, entry, row)]
        if len(updates) >= SLICE_UPDATES or sum(map(len, updates)) >= SLICE_BYTES:
            yield updates
            updates = []
        await asyncio.sleep(0)  # a log may be long, and others wait
    yield updates


def _rows(board: str, entry: LogEntry, left_out: frozenset[str]) -> Sequence[Row]:
    """Return the rows of an entry without those that are left out."""
    if not left_out:
        return entry.entry.rows
    kept: list[Row] = []
    for number, row in enumerate(entry.entry.rows):
        if row_name(entry.id, number) in left_out:
            logger.error("board %s: row %d of entry %s is left out", board, number, entry.id)
        else:
            kept.append(row)
    return kept


async def _takes_up(gate: Gate, board: str, entry: LogEntry, row: Row) -> bool:
    """Let the gate know of a row of the log; return False where it is passed over, and say so."""
    try:
        is_long = len(row.update) > SLICE_BYTES
        scanned = await _scan_slowly(row.update, FIRST_STATE) if is_long else scan(row.update, FIRST_STATE)
        _follow(gate, scanned, row.principal)
    except (RefusedUpdate, OutOfOrder) as error:
        _tell_passed_over(board, entry, row, error)
        return False
    return True


def _follow(gate: Gate, scanned: Scanned, principal: str) -> None:
    # Who wrote a client id first owns it: a later row may still hold structs of others that were known already.
    met = {section[0]: principal for section in scanned.sections if section[0] not in gate.bindings}
    gate.follow(scanned, met)


def _tell_passed_over(board: str, entry: LogEntry, row: Row, error: CrdtError) -> None:
    where = (board, entry.id, row.edit_key, row.principal)
    logger.error("board %s, entry %s: edit %s of %s was passed over: %s", *where, error)


async def _scan_slowly(update: bytes, limits: Limits) -> Scanned:
    """Scan in slices between turns of the loop, so that a long update keeps nobody waiting."""
    scanner = Scanner(update, limits)
    while True:
        scanned = scanner.step(SLICE_STRUCTS)
        if scanned is not None:
            return scanned
        await asyncio.sleep(0)
