"""What drives a board: the replica, the queue and the session, told of each other's news by one event loop.

Nothing between reading and writing this state awaits, so it needs no lock. Two tasks belong to it: `keep`
brings edits to the disk and only then to the session, `stay_connected` holds one connection after another.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from kanverge_client.backoff import Backoff
from kanverge_client.connection import End, converse
from kanverge_client.errors import (
    Closed,
    EditRefused,
    InvalidEdit,
    KanvergeClientError,
    QueueBroken,
    QueueForeign,
    QueueFull,
)
from kanverge_client.offline_queue import QUEUE_BYTES_MAX, KeptAsk, OfflineQueue, row_record
from kanverge_client.records import Records
from kanverge_client.redoing import do_over
from kanverge_client.replica import Replica, Written
from kanverge_client.steps import whole
from kanverge_crdt import codec, events, statevector
from kanverge_crdt.changes import Change
from kanverge_crdt.errors import DeadDocument, MalformedMessage
from kanverge_crdt.events import Event
from kanverge_crdt.ids import new_id, person_client_id
from kanverge_crdt.outbox import Intent, Row, rebase
from kanverge_crdt.presence import PresenceTable
from kanverge_crdt.schema import SCHEMA_VERSION
from kanverge_crdt.session import ASKS_MAX, Session

logger = logging.getLogger(__name__)


def check_ask(ask: KeptAsk) -> None:
    """Raise InvalidEdit for what no message can carry."""
    try:
        codec.decode(codec.encode(codec.Ask(0, ask.key, ask.verb, ask.args)), sender="client")
    except MalformedMessage as error:
        raise InvalidEdit("wrong-value", str(error)) from error


class Engine:
    """One board on one device, whatever the network does."""

    def __init__(
        self, queue: OfflineQueue, *, token: str | None, backoff: Backoff, ping_after_s: float
    ) -> None:
        self._queue = queue
        self._loaded_clock = queue.memory.clock
        self._token = token
        self._backoff = backoff
        self._ping_after_s = ping_after_s
        memory = queue.memory
        if not memory.client_id:
            self._new_client_id()
        self.replica = Replica(memory.client_id)
        self.session = Session(schema=SCHEMA_VERSION, epoch=memory.epoch, rows=memory.rows.values())
        for ask in memory.asks.values():
            self.session.ask(ask.key, ask.verb, ask.args, after=ask.after)
        self.records = Records()
        self.present = PresenceTable()
        self.person: dict[str, Any] = {}
        self.is_ready = False
        self.failure: KanvergeClientError | None = None
        self.last_end: End | None = None
        self.refused: list[EditRefused] = []
        self.on_changes: Callable[[list[Change]], None] = lambda _: None
        self.on_failure: Callable[[KanvergeClientError], None] = lambda _: None
        self.answers: dict[str, asyncio.Future[Any]] = {}
        self._rows_to_keep: dict[int, Row] = {}
        self._asks_to_keep: list[KeptAsk] = []
        self._needs_client_id = False
        self._has_to_keep = asyncio.Event()
        self._has_to_send = asyncio.Event()
        self._news = asyncio.Event()
        self._marks: list[list[int]] = []

    @property
    def me(self) -> str | None:
        """The person we are, once the server has said so."""
        return self.person.get("id")

    # What the program does.

    def edit(self, verb: str, arguments: Mapping[str, Any]) -> list[Intent]:
        """Make an edit here and queue it; return the intents that undo it."""
        self.check_open()
        if self._queue.memory.bytes_held >= QUEUE_BYTES_MAX:
            raise QueueFull(f"{len(self._queue.memory.rows)} edits wait for the server")
        done = self.replica.do(verb, arguments, by=self.me)
        for row in self._rows(new_id(secrets.randbelow), done.written):
            self._queue.write(row_record(row))
            self._rows_to_keep[row.seq] = row
        self._has_to_keep.set()
        self.on_changes(done.changes)
        return done.inverse

    def ask(self, ask: KeptAsk) -> asyncio.Future[Any]:
        """Queue an ask; return the future of its result."""
        self.check_open()
        if len(self._queue.memory.asks) >= ASKS_MAX:
            raise QueueFull(f"{ASKS_MAX} asks wait for the server")
        check_ask(ask)
        self._queue.write(["ask", *ask])
        self._asks_to_keep.append(ask)
        self._has_to_keep.set()
        answer = self.answers[ask.key] = asyncio.get_running_loop().create_future()
        return answer

    def show(self, state: dict[str, Any] | None) -> None:
        self.session.show(state)
        self._has_to_send.set()

    def check_open(self) -> None:
        if self.failure is not None:
            raise self.failure

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``; raise the board's failure if it comes first."""
        while not holds():
            self.check_open()
            news = self._news
            await news.wait()

    async def until_saved(self) -> None:
        """Wait until every edit made so far is on the server's disk, or refused."""
        mark = [self.last_seq]
        self._marks.append(mark)
        try:
            await self.until(lambda: next(iter(self._queue.memory.rows), mark[0] + 1) > mark[0])
        finally:
            self._marks.remove(mark)

    @property
    def last_seq(self) -> int:
        return self._queue.memory.seq

    @property
    def waiting(self) -> int:
        """How many edits and asks are not yet confirmed."""
        return len(self._queue.memory.rows) + len(self._queue.memory.asks)

    def fail(self, error: KanvergeClientError) -> None:
        """Close for good: whoever waits is told why."""
        if self.failure is None:
            self.failure = error
            for answer in self.answers.values():
                if not answer.done():
                    answer.set_exception(error)
                    answer.exception()  # nobody has to ask for it
            self.on_failure(error)
            self._tell()

    def _rows(self, group: str, written: Iterable[Written]) -> list[Row]:
        memory = self._queue.memory
        first = memory.seq + 1
        return [
            Row(first + part, memory.client_id, group, update, step.intent, clock, part, step.removed)
            for part, (update, step, clock) in enumerate(written)
        ]

    def _tell(self) -> None:
        """Wake everyone who waits for something of this board."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    # Its two tasks.

    async def keep(self) -> None:
        """Bring what was queued to the disk, then give it to the session; for ever."""
        while True:
            await self._has_to_keep.wait()
            self._has_to_keep.clear()
            rows, asks = list(self._rows_to_keep.values()), list(self._asks_to_keep)
            try:
                await self._written_to_disk()
            except OSError as error:
                self.fail(QueueBroken(f"the offline queue cannot be written: {error}"))
                return
            for row in rows:
                if self._rows_to_keep.pop(row.seq, None) is row:  # else it was done over meanwhile
                    self.session.edit(row)
            for ask in asks:
                self._asks_to_keep.remove(ask)
                self.session.ask(ask.key, ask.verb, ask.args, after=ask.after)
            self._has_to_send.set()

    async def _written_to_disk(self) -> None:
        """Write in a thread; a thread cannot be cancelled, so a cancelled task still waits for it."""
        writing = asyncio.ensure_future(asyncio.to_thread(self._queue.writing()))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            raise

    async def stay_connected(self, url: str) -> None:
        """Hold one connection after another until the server says not to come back."""
        while self.failure is None:
            try:
                end = await converse(
                    url,
                    self.session,
                    begin=self._begin,
                    handle=self._handle,
                    wake=self._has_to_send,
                    ping_after_s=self._ping_after_s,
                )
            except KanvergeClientError as error:
                self.fail(error)
                return
            except DeadDocument as error:
                logger.warning("the board's document is loaded anew: %s", error)
                end = End(1000, "")
                if not self.session.outbox.rows:  # they were about to be done over
                    kept = (
                        row for row in self._queue.memory.rows.values() if row.seq not in self._rows_to_keep
                    )
                    self.session.replace(kept)
                self._new_client_id()  # the old one goes on in the rows that wait, not in an empty document
                self.replica = Replica(self._queue.memory.client_id)
            self.last_end = end
            is_at_once = self.session.must_reconnect
            self._handle(self.session.disconnect(end.code, end.text))
            if not is_at_once:
                await asyncio.sleep(self._backoff.next_s())

    def _begin(self) -> None:
        memory = self._queue.memory
        self.session.connect(
            token=self._token,
            state_vector=self.replica.state_vector if self.is_ready else statevector.EMPTY,
            client_id=memory.client_id,
            clock=self._loaded_clock,
        )

    # What the session tells.

    def _handle(self, told: list[Event]) -> None:
        for event in told:
            self._HANDLERS[type(event)](self, event)
        if told:
            self._tell()

    def _on_joined(self, event: events.Joined) -> None:
        self.person = event.person
        self.present = PresenceTable()
        memory = self._queue.memory
        if memory.rows and memory.person not in (None, self.me):
            raise QueueForeign(f"{len(memory.rows)} unsaved edits in the queue are of another person")
        # Nobody can send again what was confirmed to a program before this one, and what is written next would
        # stand under its clocks.
        is_behind = not self.is_ready and event.clocks.get(memory.client_id, 0) < memory.confirmed_clock
        is_foreign = memory.person not in (None, self.me)
        self._needs_client_id = event.client_id_taken or is_foreign or is_behind

    def _on_synced(self, event: events.Synced) -> None:
        self._backoff.reset()
        if event.must_replay:
            self._do_over(event)
        elif event.whole:
            self._begin_whole(event.update)
        else:
            self.on_changes(self.replica.take(event.update, event.authors))
            if self._needs_client_id:
                self._rename()
        self._needs_client_id = False
        self._write_state()
        self.is_ready = True

    def _begin_whole(self, update: bytes) -> None:
        """Begin with the server's state and what waits; where that needs what is lost, it is done over later."""
        if self._needs_client_id:
            self._new_client_id()
        waiting = self._queue.memory.rows.values()
        self._begin_anew([update, *(row.update for row in waiting)])
        if any(row.clock is not None and row.clock > self.replica.reached(row.client_id) for row in waiting):
            self._rename()

    def _rename(self) -> None:
        """Write on under another client id: what stands under the clocks of this one is not known."""
        self._new_client_id()
        self.replica.rename(self._queue.memory.client_id)

    def _do_over(self, event: events.Synced) -> None:
        """Begin with the server's state under a new client id and do what it does not have over by its intents."""
        memory = self._queue.memory
        before = list(memory.rows.values())
        wanted = {row.seq for row in (*event.replays, *rebase(self._rows_to_keep.values()))}
        self._new_client_id()
        self._begin_anew([event.update])
        rows: list[Row] = []
        for redone in do_over(self.replica, before, wanted, ids_hold=not event.is_rebuilt, by=self.me):
            rows += self._rows(redone.group, redone.written)
            memory.seq += len(redone.written)
            self.on_changes(redone.changes)
            if redone.given_back is not None:
                intent, error = redone.given_back
                self._refuse(intent, error.code, error.detail)
        self._queue.write(
            ["replaced", memory.client_id, self.session.epoch, [row_record(row) for row in rows]]
        )
        self._rows_to_keep = {row.seq: row for row in rows}
        self._ask_again()
        for mark in self._marks:
            mark[0] = memory.seq

    def _ask_again(self) -> None:
        """Let what was asked wait for the edits done over, which have other numbers now."""
        self.session.recall_asks()
        memory = self._queue.memory
        self._asks_to_keep = [ask._replace(after=memory.seq) for ask in memory.asks.values()]
        for ask in self._asks_to_keep:
            self._queue.write(["ask", *ask])

    def _begin_anew(self, updates: Iterable[bytes]) -> None:
        changes = self.replica.begin(updates, client_id=self._queue.memory.client_id)
        if self.is_ready:
            self.on_changes(changes)

    def _new_client_id(self) -> None:
        self._queue.memory.client_id = person_client_id(secrets.randbelow)
        self._queue.memory.clock = self._loaded_clock = 0

    def _write_state(self) -> None:
        memory = self._queue.memory
        state = ["state", memory.client_id, memory.clock, memory.seq, self.session.epoch, self.me]
        self._queue.write(state)
        self._has_to_keep.set()

    def _on_changed(self, event: events.Changed) -> None:
        self.on_changes(self.replica.take(event.update, event.authors))

    def _on_saved(self, event: events.RowsSaved) -> None:
        self._queue.write(["saved", *(row.seq for row in event.rows)])
        self._has_to_keep.set()

    def _on_lost(self, event: events.RowsLost) -> None:
        for row in event.rows:
            self._queue.write(row_record(row))
        self._has_to_keep.set()

    def _on_refused(self, event: events.RowRefused) -> None:
        self._refuse(whole([event.row, *event.rest]), event.code, event.text)

    def _refuse(self, intent: Intent, code: str, text: str) -> None:
        refusal = EditRefused(intent, code, text)
        logger.warning("%s", refusal)
        self.refused.append(refusal)

    def _on_answered(self, event: events.Answered) -> None:
        self._queue.write(["answered", event.key])
        self._has_to_keep.set()
        answer = self.answers.pop(event.key, None)
        if answer is not None and not answer.done():
            answer.set_result(event)

    def _on_records(self, event: events.RecordsChanged) -> None:
        self.records.take(event.rows)

    def _on_presence(self, event: events.PresenceChanged) -> None:
        self.present.apply(event.rows)

    def _on_role(self, event: events.RoleChanged) -> None:
        logger.info("the role on this board is now %s", event.role)

    def _on_store(self, event: events.StoreChanged) -> None:
        logger.info("the server's store is %s", "back" if event.available else "away: saving is paused")

    def _on_ended(self, event: events.Ended) -> None:
        if event.permanent:
            self.fail(Closed(event.code, event.text))
        else:
            logger.info("connection ended: %s (%d)", event.text, event.code)

    _HANDLERS: ClassVar[dict[type[Event], Callable[[Any, Any], None]]] = {
        events.Joined: _on_joined,
        events.Synced: _on_synced,
        events.Changed: _on_changed,
        events.RowsSaved: _on_saved,
        events.RowsLost: _on_lost,
        events.RowRefused: _on_refused,
        events.Answered: _on_answered,
        events.RecordsChanged: _on_records,
        events.PresenceChanged: _on_presence,
        events.RoleChanged: _on_role,
        events.StoreChanged: _on_store,
        events.Ended: _on_ended,
    }
