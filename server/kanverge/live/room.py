"""One live board: the durable document, who is connected, and the way of an edit through it.

An edit is scanned and gated when it arrives, waits for the disk, and only then is applied, shown to
others and answered with ``saved``. So nothing anyone can read is ever lost, and the log's order is causal.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanverge.accounts.moments import now_ms
from kanverge.errors import StoreAway, StoreCorrupt
from kanverge.live import intake
from kanverge.live.asking import Asking
from kanverge.live.audience import Audience
from kanverge.live.claims import Claim, Claims
from kanverge.live.commit import commit_of_rows
from kanverge.live.document import Document
from kanverge.live.peer import Peer
from kanverge.live.pending import Pending, Waiting
from kanverge.live.surroundings import Surroundings
from kanverge.live.tail import Tail
from kanverge.store import log
from kanverge.store.base import (
    Commit,
    CommitResult,
    Committed,
    Conflict,
    Published,
    Unwritable,
    WrongEpoch,
)
from kanverge.store.log import Asked, LogEntry, Row
from kanverge_crdt import codec
from kanverge_crdt.errors import DeadDocument

logger = logging.getLogger(__name__)

REBUILT, LOST = 4410, 4500


@dataclass(eq=False, slots=True)
class Room:
    """A board in memory. Nothing between reading and writing its state awaits, so it needs no lock."""

    board: str
    document: Document
    tail: Tail
    around: Surroundings
    on_end: Callable[[Room, int, str], None]
    asking: Asking
    is_over: bool = False
    is_unsettled: bool = False
    """Whether nobody knows what became of the edits that are first in line."""
    entries_followed: int = 0
    claims: Claims = field(default_factory=Claims)
    pending: Pending[Peer] = field(init=False)
    audience: Audience = field(init=False)

    def __post_init__(self) -> None:
        self.pending = Pending(
            edits_max=self.around.limits.pending_edits, bytes_max=self.around.limits.pending_bytes
        )
        self.audience = Audience(self.document, self.asking.records)

    # Peers.

    @property
    def peers(self) -> Mapping[str, Peer]:
        """Everyone who is here, by session."""
        return self.audience.peers

    def join(self, peer: Peer, state_vector: bytes, records_version: int | None) -> None:
        """Send ``peer`` what it lacks, given what it has; from now on it hears everything."""
        with self._guarded():
            self.audience.join(peer, state_vector, records_version)

    def leave(self, peer: Peer) -> None:
        """Forget the peer; edits it sent are still saved."""
        if self.audience.leave(peer):
            self.around.fanout.wake(self)

    def show(self, peer: Peer, state: dict[str, Any] | None) -> None:
        """Tell the others where the peer is and what it does; None: gone, or does not want to be seen."""
        if self.audience.show(peer, state):
            self.around.fanout.wake(self)

    def drain(self, peer: Peer) -> None:
        """Send what waits for a peer that reads again, and what was forgotten meanwhile as one difference."""
        with self._guarded():
            self.audience.drain(peer)

    def broadcast(self) -> None:
        """Send what has gathered to every peer."""
        with self._guarded():
            self.audience.broadcast()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """End the room if its document turns out to be dead: it is read anew from the store."""
        try:
            yield
        except DeadDocument:
            logger.exception("board %s must be read anew", self.board)
            self.end(LOST, "the board must be read anew")

    # Edits arrive.

    def submit(self, peer: Peer, edit: codec.Edit) -> None:
        """Take an edit that came in one message; answer ``refused`` or ``missing`` if it cannot be taken."""
        intake.submit(self, peer, edit)

    async def submit_queue(self, peer: Peer, edit: codec.Edit) -> None:
        """Take a long edit (an offline queue), scanned in slices so that others are not kept waiting."""
        await intake.submit_queue(self, peer, edit)

    # Edits go to disk (see commit.Committing).

    def take(self) -> Commit | None:
        """Return the next batch as one commit, or None when nothing waits."""
        if self.is_over:
            return None
        while batch := self.pending.take():
            rows = tuple(waiting.row for waiting in batch if waiting.row)
            if rows:
                when, bindings = now_ms(self.around.clock), self.bindings_in_flight()
                return commit_of_rows(self.board, self.document.epoch, when, rows, bindings)
            self._tell_saved(self.pending.settle())
        return None

    def bindings_in_flight(self) -> list[tuple[int, str]]:
        """Return the client ids that the batch in flight is the first to use, and whose they become."""
        admissions = (waiting.admission for waiting in self.pending.in_flight)
        return [binding for admission in admissions if admission for binding in admission.bindings.items()]

    def settle(self, result: CommitResult) -> None:
        """Take note of the result of the commit taken last."""
        match result:
            case Committed(previous, entry_id):
                self._settled(previous, entry_id)
            case Conflict(check):
                intake.refuse_client(self, check)
            case WrongEpoch():
                self.end(REBUILT, "the board was rebuilt")
            case Unwritable(reason):
                logger.error("board %s cannot be written: %s", self.board, reason)
                self.end(LOST, "the board cannot be written")

    def _settled(self, previous: str, entry_id: str) -> None:
        batch = self.pending.settle()
        self.document.confirm([waiting.admission for waiting in batch if waiting.admission])
        if previous != self.tail.cursor:
            self.claims.settled_early(entry_id, _claims(batch))
        if not self._apply([waiting.row for waiting in batch if waiting.row]):
            return
        self._take_over(self.tail.committed(previous, entry_id))
        self._tell_saved(batch)
        self.entries_followed += 1
        intake.ask_again(self)

    def _tell_saved(self, batch: Iterable[Waiting[Peer]]) -> None:
        last = {waiting.author: waiting.seq for waiting in batch}
        for peer, seq in last.items():
            if self.peers.get(peer.session) is peer:
                peer.answer(codec.Saved(seq))

    def unsettled(self) -> None:
        """Note that nobody knows whether the commit taken last was made, until the log has been read."""
        self.is_unsettled = True

    async def recover(self) -> None:
        """Read on in the log: if the unsettled commit is not there, its edits are first in line again."""
        await self.fill()
        if self.is_unsettled:
            self.is_unsettled = False
            self.pending.put_back()

    # What others commit.

    def heard(self, published: Published) -> None:
        """Another process committed to this board (or we did: then its answer settles it)."""
        if self.is_over or published.node == self.around.boards.node:
            return
        try:
            entry = log.unpack(published.entry)
            self._take_over(self.tail.heard(published.previous, published.id, entry))
        except Exception:
            # The tail may be past an entry that was not taken over: nothing here would ever miss it.
            logger.exception("board %s cannot follow its log at entry %s", self.board, published.id)
            self.fail()

    def settled_ask(self, previous: str, entry_id: str, asked: Asked) -> None:
        """Take over an ask of ours that is on disk."""
        self._change_records(asked)
        self._take_over(self.tail.committed(previous, entry_id))
        self.entries_followed += 1

    def _change_records(self, asked: Asked) -> None:
        if asked.version > self.asking.records.version:
            self.asking.records.apply(asked.changes, asked.version)
            self.audience.news.records += [[c.kind, c.id, c.value, asked.version] for c in asked.changes]
            self.around.fanout.wake(self)

    async def fill(self) -> None:
        """Read the log from the cursor on and take over what was missed; raise StoreAway."""
        try:
            await self._fill()
        except StoreAway:
            raise
        except Exception:
            logger.exception("board %s cannot follow its log from entry %s", self.board, self.tail.cursor)
            self.fail()

    async def _fill(self) -> None:
        while not self.is_over:
            page = await self.around.boards.read_on(self.board, after=self.tail.cursor)
            if log.position(page.trimmed) > log.position(self.tail.cursor):
                raise StoreCorrupt("a compaction took entries out of the log before they were followed")
            fresh = self.tail.filled(page.entries)
            found = self._found(fresh) if self.is_unsettled else ()
            self._take_over(fresh)
            if found and not self.is_over:
                self._tell_saved(found)
                intake.ask_again(self)
            if page.is_last:
                return

    def _found(self, entries: Iterable[LogEntry]) -> Sequence[Waiting[Peer]]:
        """Settle the unsettled commit if one of ``entries`` is it, and return its edits."""
        rows = tuple(waiting.row for waiting in self.pending.in_flight if waiting.row)
        if all(entry.entry.rows != rows for entry in entries):
            return ()
        self.is_unsettled = False
        batch = self.pending.settle()
        self.document.confirm([waiting.admission for waiting in batch if waiting.admission])
        return batch

    def _take_over(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self.entries_followed += 1
            if self._is_disputed(entry) or not self._apply(self.document.observe(self.board, entry)):
                return
            for asked in entry.entry.asks:
                self._change_records(asked)
        self.claims.reached(self.tail.cursor)

    def _is_disputed(self, entry: LogEntry) -> bool:
        """End the room if ``entry`` has under the same clocks something else than we took in already."""
        held = (*self.pending.in_flight, *self.pending.waiting)
        client = self.claims.disputed(entry, _claims(held))
        if client is not None:
            writer = self.document.gate.bindings.get(client)
            logger.error("board %s: client id %d of %s wrote two things at once", self.board, client, writer)
            self.fail()
        return client is not None

    def _apply(self, rows: Sequence[Row]) -> bool:
        """Apply durable edits and pass them on; return False if the room ended over them."""
        if not rows:
            return True
        before = self.document.state_vector()
        with self._guarded():
            merged = self.document.apply(rows)
            authors = {row.client_id: row.principal.partition(":")[2] for row in rows}
            self.audience.news.add(merged, authors, before)
            self.around.fanout.wake(self)
        return not self.is_over

    # The end.

    def fail(self) -> None:
        """Give the room up after an error of ours or in its log: nothing that is on disk is lost with it."""
        self.end(LOST, "the board must be read anew")

    def end(self, code: int, reason: str) -> None:
        """Send everyone away and take nothing more; who comes back finds the board as the store has it."""
        if not self.is_over:
            self.is_over = True
            self.on_end(self, code, reason)

    @property
    def is_idle(self) -> bool:
        """Return whether the room may leave memory: nobody is here and nothing waits for the disk."""
        return not self.peers and self.pending.is_empty


def _claims(batch: Iterable[Waiting[Peer]]) -> Iterator[Claim]:
    return (Claim(waiting.row, waiting.scanned) for waiting in batch if waiting.row)
