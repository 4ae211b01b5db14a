"""Following every board's log by a cursor, off the way of those who edit: what counts on a change is told of it here.

Each entry is taken exactly once: what came of it and the new cursor are written by one script, which compares the
cursor. After a crash the next to follow begins where the last one wrote.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from kanverge.clock import Clock
from kanverge.errors import NotFound, StoreAway
from kanverge.live.document import Document
from kanverge.live.leased import give_back, just_once
from kanverge.live.replay import Replay, Step
from kanverge.store import keys
from kanverge.store.base import START, BoardId, Loaded
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.earlier import Earlier, HistoryGone
from kanverge.store.following import Followed, Outcome
from kanverge.store.leases import LIFE_MS, Lease
from kanverge.store.log import LogEntry, position

logger = logging.getLogger(__name__)

LEASE: Final = "following"
RENEW_S: Final = 5.0
GATHER_S: Final = 0.1
"""How long changes gather before they are followed: they are seen within a second, and a burst is one write."""
ENTRIES_PER_WRITE: Final = 100
REPLICAS_MAX: Final = 200
"""Boards kept in memory; a further one takes the place of the one that was quiet for longest."""
FAILURES_MAX: Final = 3
"""After so many a board is not followed any more by this process: others wait."""

assert RENEW_S * 3 * 1_000 <= LIFE_MS


class Consumer(Protocol):
    """Something that counts on every change of one board."""

    def take(self, steps: Sequence[Step]) -> None:
        """Take what one entry changed; the replay that it was opened with is at that entry's end."""

    def outcome(self) -> Outcome:
        """Return what all that was taken since the last time leads to."""


Opener: TypeAlias = Callable[[Followed, Replay], Awaitable[Consumer]]
"""Makes a board's consumer at the replay's position, from what the store has of earlier outcomes."""


@dataclass(slots=True)
class _Replica:
    replay: Replay
    consumers: Sequence[Consumer]
    cursor: str | None
    """What the store holds; the replay may be ahead of it."""

    def take(self, entry: LogEntry) -> None:
        steps = self.replay.take(entry)
        for consumer in self.consumers:
            consumer.take(steps)

    def outcome(self) -> Outcome:
        outcomes = [consumer.outcome() for consumer in self.consumers]
        return Outcome(
            writes=[write for outcome in outcomes for write in outcome.writes],
            appends=[append for outcome in outcomes for append in outcome.appends],
            message=b"".join(outcome.message for outcome in outcomes),
            calls=[channel for outcome in outcomes for channel in outcome.calls],
        )


@dataclass(slots=True)
class Follower:
    """Follows all boards of a store, while it holds the lease. At most one consumer may give messages."""

    client: StoreClient
    boards: StoredBoards
    clock: Clock
    openers: Sequence[Opener]
    _lease: Lease = field(init=False)
    _followed: Followed = field(init=False)
    _earlier: Earlier = field(init=False)
    _replicas: dict[BoardId, _Replica] = field(default_factory=dict)
    _due: dict[BoardId, None] = field(default_factory=dict)
    _failures: dict[BoardId, int] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _is_ours: bool = False

    def __post_init__(self) -> None:
        self._lease = Lease(self.client, LEASE, self.boards.node)
        self._followed = Followed(self.client)
        self._earlier = Earlier(self.boards)

    async def run(self) -> None:
        """Follow for ever, whenever the lease can be had; cancel to end."""
        await self.client.subscribe(keys.CHANGED, self._changed)
        self.client.when_back(self._look_for_all)
        renewing = asyncio.create_task(self._hold_the_lease(), name="lease of following")
        try:
            while True:
                await self._wake.wait()
                await self.clock.sleep(GATHER_S)
                await self._follow_all_due()
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await give_back(self._lease)

    async def once(self) -> bool:
        """Follow every board up to now, if nobody else does; return whether it was ours to do."""
        if await self._lease.take() is None:
            return False
        self._is_ours = True
        await self._look_for_all()
        while self._due:
            await self._follow_all_due()
        return True

    async def run_once(self) -> None:
        """Follow every board up to now, then let others have the lease."""
        await just_once(self._lease, self.once)

    async def follow(self, board: BoardId) -> None:
        """Follow one board up to now; what others have followed meanwhile counts once as well."""
        self._due[board] = None
        while self._due:
            await self._follow_all_due()

    # What is due.

    def _changed(self, channel: bytes) -> None:
        if self._is_ours:
            self._note(keys.board_of_channel(channel.decode()))

    def _note(self, board: BoardId) -> None:
        if self._failures.get(board, 0) < FAILURES_MAX:
            self._due[board] = None
            self._wake.set()

    async def _look_for_all(self) -> None:
        """Note every board with entries that were not followed: nobody has heard of those."""
        if self._is_ours:
            for behind in await self._followed.behind():
                self._note(behind.board)

    async def _hold_the_lease(self) -> None:
        while True:
            try:
                had_it = self._is_ours
                self._is_ours = await self._lease.take() is not None
                if self._is_ours and not had_it:
                    await self._look_for_all()
                elif not self._is_ours:
                    self._replicas.clear()
                    self._due.clear()
            except StoreAway as error:
                logger.warning("following waits: %s", error)
            await self.clock.sleep(RENEW_S)

    # Following.

    async def _follow_all_due(self) -> None:
        self._wake.clear()
        for board in list(self._due):
            self._due.pop(board, None)
            try:
                await self._follow(board)
            except StoreAway as error:
                # Nobody knows what was written; the store's return has everything looked at again.
                logger.warning("following of board %s waits: %s", board, error)
                self._replicas.clear()
                self._due[board] = None
                await self.client.wait_available()
            except NotFound:
                self._replicas.pop(board, None)
            except Exception:
                logger.exception("board %s could not be followed", board)
                self._replicas.pop(board, None)
                self._failures[board] = self._failures.get(board, 0) + 1

    async def _follow(self, board: BoardId) -> None:
        replica = self._replicas.pop(board, None) or await self._open(board)
        while True:
            page = await self.boards.read_on(board, after=replica.replay.at)
            entries = page.entries
            if position(page.trimmed) > position(replica.replay.at):
                last = entries[-1].id if entries else page.trimmed
                entries = await self._earlier.entries(board, after=replica.replay.at, until=last)
            if not await self._take(board, replica, entries):
                return
            if page.is_last:
                break
        self._keep(board, replica)

    async def _take(self, board: BoardId, replica: _Replica, entries: Sequence[LogEntry]) -> bool:
        """Take the entries and write what came of them; False when another has followed them already."""
        for at in range(0, len(entries), ENTRIES_PER_WRITE):
            for entry in entries[at : at + ENTRIES_PER_WRITE]:
                replica.take(entry)
                await asyncio.sleep(0)  # a log may be long, and the lease must be kept
            if not await self._write(board, replica):
                return False
        return True

    async def _write(self, board: BoardId, replica: _Replica) -> bool:
        cursor = replica.replay.at
        if not await self._followed.advance(board, replica.cursor, cursor, replica.outcome()):
            logger.warning("board %s was followed by another past entry %s", board, replica.cursor)
            self._note(board)  # from where the other is, without waiting for the next change
            return False
        replica.cursor = cursor
        return True

    async def _open(self, board: BoardId) -> _Replica:
        cursor = await self._followed.cursor(board)
        try:
            loaded = await self._earlier.at(board, cursor or START)
            is_whole = True
        except HistoryGone as error:
            logger.warning("board %s is followed from now on only: %s", board, error)
            loaded, is_whole = await self.boards.load(board), False
        replay = await _replay(board, loaded)
        consumers = [await opener(self._followed, replay) for opener in self.openers]
        replica = _Replica(replay, consumers, cursor)
        if not is_whole:
            await self._write(board, replica)
        return replica

    def _keep(self, board: BoardId, replica: _Replica) -> None:
        self._failures.pop(board, None)
        self._replicas[board] = replica  # at the end: it was busy last
        while len(self._replicas) > REPLICAS_MAX:
            self._replicas.pop(next(iter(self._replicas)))


async def _replay(board: BoardId, loaded: Loaded) -> Replay:
    document = await Document.load(board, loaded)
    return Replay(board, document, at=loaded.last, left_out=loaded.left_out)
