"""A board of a Kanverge server as a live object: read it, edit it, follow it; it reconnects and works offline.

Edits are made at once and return at once. Each is first written to the queue on disk, then sent, and
forgotten when the server says that it is on the server's disk; `Board.saved` waits for that.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

from kanverge_client.backoff import Backoff
from kanverge_client.connection import PING_AFTER_S, socket_url
from kanverge_client.engine import Engine
from kanverge_client.errors import AskFailed, Closed, ConnectionFailed, EditRefused, KanvergeClientError
from kanverge_client.following import Follower
from kanverge_client.nouns import Inverse, Nouns, given
from kanverge_client.offline_queue import DiskQueue, KeptAsk, MemoryQueue, OfflineQueue
from kanverge_client.places import queue_path
from kanverge_client.records import Comments, Records
from kanverge_crdt.board import Board as Document
from kanverge_crdt.changes import Change
from kanverge_crdt.events import Answered
from kanverge_crdt.ids import new_id
from kanverge_crdt.presence import Here, check_state
from kanverge_crdt.schema import Meta
from kanverge_crdt.status import Status, status

logger = logging.getLogger(__name__)

PRESENCE_EVERY_S = 0.1  # the server takes ten states a second
READY_TIMEOUT_S = 30.0
LINGER_S = 5.0


@asynccontextmanager
async def open(  # noqa: A001 - as the standard library's modules name it
    url: str,
    board: str,
    token: str | None = None,
    *,
    queue: Path | str | None = None,
    offline: bool = True,
    timeout_s: float = READY_TIMEOUT_S,
    linger_s: float = LINGER_S,
    reconnect_after_s: float = 0.5,
    ping_after_s: float = PING_AFTER_S,
) -> AsyncIterator[Board]:
    """Open ``board`` on the server at the http(s) address ``url``; ready when its state has come.

    Unsaved edits are kept in the file ``queue``, by default one for each server and board in the user's
    state folder, and sent by whoever opens the board next; ``offline=False`` keeps them in memory only.
    Leaving waits up to ``linger_s`` for what is not yet saved. Raises ConnectionFailed if the board is not
    ready in ``timeout_s``, Closed if the server does not let us in.
    """
    socket = socket_url(url, board)
    kept: OfflineQueue = (
        DiskQueue(Path(queue) if queue else queue_path(url, board)) if offline else MemoryQueue()
    )
    backoff = Backoff(random.random, first_s=reconnect_after_s)
    engine = Engine(kept, token=token, backoff=backoff, ping_after_s=ping_after_s)
    tasks = [_started(engine, engine.keep()), _started(engine, engine.stay_connected(socket))]
    opened = Board(engine)
    try:
        await _ready(engine, url, timeout_s)
        yield opened
        await _linger(engine, linger_s)
    finally:
        await _stop(tasks)
        opened.close()
        kept.close()


class Board(Nouns):
    """An open board; its columns, cards, labels and so on are what is not archived, in order."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(self)
        self._engine = engine
        self._followers: WeakSet[Follower] = WeakSet()
        self._refused_told = 0
        self._presence: dict[str, Any] | None = None
        self._presence_timer: asyncio.TimerHandle | None = None
        self.comments = Comments(self.ask, engine.records)
        engine.on_changes = self._publish
        engine.on_failure = self._end_followers

    @property
    def document(self) -> Document:
        """The document behind: for reading what has no collection here (relations, archived records)."""
        return self._engine.replica.board

    @property
    def meta(self) -> Meta:
        """What is said about the board itself: name, description, dates."""
        return self.document.meta

    @property
    def person(self) -> dict[str, Any]:
        """Who we are on this board: id, name, color, session."""
        return dict(self._engine.person)

    @property
    def role(self) -> str | None:
        return self._engine.session.role

    @property
    def records(self) -> Records:
        return self._engine.records

    @property
    def presence(self) -> list[Here]:
        """The others on the board, and what they do."""
        return self._engine.present.here()

    @property
    def refused(self) -> list[EditRefused]:
        """The edits the server did not take, oldest first."""
        return list(self._engine.refused)

    @property
    def status(self) -> Status:
        """What a sync badge would show."""
        engine = self._engine
        available, refused = engine.session.store_available, len(engine.refused)
        return status(
            engine.session.phase, waiting=engine.waiting, store_available=available, refused=refused
        )

    def edit(self, verb: str, arguments: dict[str, Any]) -> Inverse:
        """Do a verb of docs/data-model.md and return the intents that undo it; raise InvalidEdit or QueueFull."""
        return self._engine.edit(verb, given(arguments))

    def set(self, key: str, value: Any = None) -> Inverse:
        """Set one key of the board itself, or clear it: leave ``value`` out."""
        return self.edit("board.set", {"key": key, "value": value})

    def undo(self, inverse: Inverse) -> Inverse:
        """Take an edit back as far as it still stands; return what redoes it."""
        redo: Inverse = []
        for verb, arguments in inverse:
            redo[:0] = self.edit(verb, arguments)
        return redo

    async def saved(self) -> None:
        """Wait until every edit so far is on the server's disk; raise EditRefused if it did not take one of them."""
        await self._engine.until_saved()
        refused = self._engine.refused
        if len(refused) > self._refused_told:
            first = refused[self._refused_told]
            self._refused_told = len(refused)
            raise first

    async def ask(self, verb: str, **arguments: Any) -> Any:
        """Ask the server to change a record, after the edits made so far; return its answer or raise AskFailed."""
        key = new_id(secrets.randbelow)
        answered: Answered = await self._engine.ask(
            KeptAsk(key, verb, given(arguments), self._engine.last_seq)
        )
        if answered.code:
            raise AskFailed(answered.code, answered.text)
        return answered.result

    def changes(self) -> AsyncIterator[Change]:
        """Follow what changes from now on, by whomever: Change(kind, id, fields, by); raises FellBehind or Closed."""
        follower = Follower()
        if self._engine.failure is not None:
            follower.end(self._engine.failure)
        self._followers.add(follower)
        return follower

    def show(self, **state: Any) -> None:
        """Tell the others what we do, such as ``card=`` the card that is open; nothing: not to be seen."""
        self._presence = check_state(given(state)) or None
        if self._presence_timer is None:
            self._send_presence()

    def close(self) -> None:
        """End the followers of changes and refuse edits from now on."""
        if self._presence_timer is not None:
            self._presence_timer.cancel()
        self._engine.fail(Closed(1000, ""))

    def _end_followers(self, error: KanvergeClientError) -> None:
        for follower in self._followers:
            follower.end(error)

    def _send_presence(self) -> None:
        self._presence_timer = None
        if self._presence != self._engine.session.shown:
            self._engine.show(self._presence)
            loop = asyncio.get_running_loop()
            self._presence_timer = loop.call_later(PRESENCE_EVERY_S, self._send_presence)

    def _publish(self, changes: list[Change]) -> None:
        for follower in self._followers:
            follower.put(changes)


def _started(engine: Engine, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start a task of the board; should it break, the board is closed and says so."""

    def done(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("the board's connection broke", exc_info=error)
            engine.fail(Closed(1011, f"internal error: {error!r}"))

    task = asyncio.create_task(work)
    task.add_done_callback(done)
    return task


async def _ready(engine: Engine, url: str, timeout_s: float) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            await engine.until(lambda: engine.is_ready)
    except TimeoutError as error:
        why = f": {engine.last_end.text}" if engine.last_end and engine.last_end.text else ""
        raise ConnectionFailed(f"the board at {url} was not ready within {timeout_s:g} s{why}") from error
    engine.check_open()


async def _linger(engine: Engine, linger_s: float) -> None:
    """Give unsaved edits a moment; what is left stays in the queue."""
    with suppress(TimeoutError, KanvergeClientError):
        async with asyncio.timeout(linger_s):
            await engine.until_saved()
    if engine.waiting:
        logger.warning("%d edits or asks are not yet saved", engine.waiting)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
