"""The rooms of this process: opened once however many ask, kept in step with the store, let go when nobody is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from kanverge.clock import Clock
from kanverge.config import Limits
from kanverge.errors import StoreAway, StoreError
from kanverge.live import meetings
from kanverge.live.asking import Asking
from kanverge.live.commit import Committer
from kanverge.live.fanout import Fanout
from kanverge.live.reading import read
from kanverge.live.records import VERBS, Records, Verb
from kanverge.live.room import Room
from kanverge.live.surroundings import Objection, Surroundings, no_objection
from kanverge.live.tail import Tail
from kanverge.store.boards import StoredBoards

logger = logging.getLogger(__name__)

HOUSEKEEPING_S = 1.0
COMPARE_EVERY_S = 10.0
COMPACT_AFTER_ENTRIES = 500
FLUSH_LIMIT_S = 10.0


@dataclass(slots=True)
class _Kept:
    """What housekeeping remembers of a room."""

    idle_since: float | None = None
    noted_name: str = ""
    noted_kind: str = ""
    entries_noted: int = 0


@dataclass(slots=True)
class Rooms:
    """Every board this process has in memory."""

    boards: StoredBoards
    clock: Clock
    limits: Limits
    idle_seconds: float
    on_crash: Callable[[], None] = lambda: None
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    """What may be asked beside what this layer knows."""
    objection: Objection = no_objection
    committer: Committer = field(init=False)
    fanout: Fanout = field(init=False)
    _around: Surroundings = field(init=False)
    _rooms: dict[str, Room] = field(default_factory=dict)
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _opening: dict[str, asyncio.Task[Room]] = field(default_factory=dict)
    _closing: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _compared_at: float = 0.0
    _is_shut: bool = False

    def __post_init__(self) -> None:
        self.committer = Committer(self.boards)
        self.fanout = Fanout(self.clock)
        self._around = Surroundings(
            self.boards,
            self.committer,
            self.fanout,
            self.clock,
            self.limits,
            {**VERBS, **meetings.VERBS, **self.verbs},
            self.objection,
        )

    # Life.

    def start(self) -> None:
        """Begin to commit and to keep house; ``stop`` ends it."""
        self._tasks = [
            asyncio.create_task(self.committer.run(), name="committer"),
            asyncio.create_task(self._keep_house(), name="rooms"),
        ]
        for task in self._tasks:
            task.add_done_callback(self._task_ended)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        """Without these tasks nothing would ever be saved again: better to end, and be started anew."""
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.critical("%s ended", task.get_name(), exc_info=error)
            self.on_crash()

    async def stop(self) -> None:
        """Wait, within a limit, until everything accepted is on disk, then let every room go."""
        self._is_shut = True
        for opening in self._opening.values():
            opening.cancel()
        try:
            async with asyncio.timeout(FLUSH_LIMIT_S):
                await self.committer.wait_idle()
        except TimeoutError:
            logger.warning("edits that were not saved yet stay with their authors: the store did not answer")
        for room in list(self._rooms.values()):
            room.end(1012, "the server restarts")
        for task in self._tasks:
            task.cancel()
        ending = (*self._tasks, *self._opening.values(), *self._closing.values())
        await asyncio.gather(*ending, return_exceptions=True)

    async def store_is_back(self) -> None:
        """Read on what was committed while nothing was heard, then commit again what waits."""
        for room in list(self._rooms.values()):
            await room.fill()
        self.committer.resume()

    def store_is_away(self) -> None:
        """Hold edits until the store is back."""
        self.committer.pause()

    # Opening.

    async def open(self, board: str) -> Room:
        """Return the board's room, read from the store by the first who asks; raise NotFound or a StoreError."""
        room = self._rooms.get(board)
        if room is not None:
            return room
        opening = self._opening.get(board)
        if opening is None:
            opening = asyncio.create_task(self._open(board), name=f"open {board}")
            self._opening[board] = opening
            opening.add_done_callback(lambda _: self._opening.pop(board, None))
        # One who leaves meanwhile must not take the board from the others who wait for it.
        return await asyncio.shield(opening)

    def at_hand(self, board: str) -> Room | None:
        """Return the board's room if it is in memory."""
        return self._rooms.get(board)

    def all(self) -> list[Room]:
        """Return every room in memory."""
        return list(self._rooms.values())

    async def _open(self, board: str) -> Room:
        if self._is_shut:
            raise StoreAway("the server is stopping")
        if (closing := self._closing.get(board)) is not None:
            await asyncio.shield(closing)
        # Listen first, read then, read on once more: nothing can fall between.
        try:
            await self.boards.subscribe(
                board, lambda published: room.heard(published) if (room := self._rooms.get(board)) else None
            )
            loaded, document = await read(self.boards, board)
        except BaseException:
            await self.boards.unsubscribe(board)
            raise
        asking = Asking(Records.loaded(loaded.records, loaded.records_version))
        room = Room(board, document, Tail(loaded.last), self._around, self._ended, asking)
        room.entries_followed = len(loaded.entries)
        self._rooms[board] = room
        self._kept[board] = _Kept(noted_name=document.name, noted_kind=document.kind)
        await room.fill()
        return room

    def _ended(self, room: Room, code: int, reason: str) -> None:
        """Forget a room; whoever is in it is sent away."""
        del self._rooms[room.board]
        del self._kept[room.board]
        for peer in list(room.peers.values()):
            peer.close(code, reason)
        self._close_later(room.board, self.boards.unsubscribe(room.board))

    def _close_later(self, board: str, closing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(closing, name=f"close {board}")
        self._closing[board] = task
        task.add_done_callback(lambda _: self._closing.pop(board, None))

    # Keeping house.

    async def _keep_house(self) -> None:
        while True:
            await self.clock.sleep(HOUSEKEEPING_S)
            try:
                await self._look_after_rooms()
            except StoreError as error:
                logger.warning("housekeeping waits: %s", error)

    async def _look_after_rooms(self) -> None:
        now = self.clock.monotonic()
        compares = now - self._compared_at >= COMPARE_EVERY_S
        if compares:
            self._compared_at = now
        for room in list(self._rooms.values()):
            if not room.is_over:  # it may have ended while another was looked after
                await self._look_after(room, self._kept[room.board], now)
            if compares or room.tail.has_gap:
                await room.fill()

    async def _look_after(self, room: Room, kept: _Kept, now: float) -> None:
        if room.document.name != kept.noted_name:
            name = room.document.name
            await self.boards.set_name(room.board, name)
            kept.noted_name = name
        if room.document.kind != kept.noted_kind:
            kind = room.document.kind
            await self.boards.set_kind(room.board, kind)
            kept.noted_kind = kind
        if room.entries_followed - kept.entries_noted >= COMPACT_AFTER_ENTRIES:
            followed = room.entries_followed
            await self.boards.note_compaction_due(room.board)
            kept.entries_noted = followed
        if not room.is_idle:
            kept.idle_since = None
        elif kept.idle_since is None:
            kept.idle_since = now
        elif now - kept.idle_since >= self.idle_seconds:
            room.end(1012, "nobody was here")
