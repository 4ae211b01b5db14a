"""The way to the disk: one round trip in flight for all boards, everything that arrives meanwhile in the next one.

Group commit makes ``appendfsync always`` affordable: the disk is waited for once a round trip, not once an edit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from kanverge.errors import StoreAway
from kanverge.store import keys, log
from kanverge.store.base import BoardId, Boards, Check, Commit, CommitResult, Write
from kanverge.store.log import Entry, Row

logger = logging.getLogger(__name__)

ROOMS_PER_FLUSH_MAX = 1_000


class Committing(Protocol):
    """A board with edits that wait for the disk."""

    def take(self) -> Commit | None:
        """Return what should be committed next, or None; it counts as in flight until ``settle`` or ``unsettled``."""

    def settle(self, result: CommitResult) -> None:
        """Take note of the result of the commit taken last."""

    def unsettled(self) -> None:
        """Nobody knows whether the commit taken last was made."""

    async def recover(self) -> None:
        """Read from the log what became of an unsettled commit; raise StoreAway to be asked again."""

    def fail(self) -> None:
        """Give the board up: something went wrong with it in a way nobody foresaw."""


class Committer:
    """Commits for all rooms of the process, in turn."""

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._waiting: dict[Committing, None] = {}
        self._to_recover: dict[Committing, None] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._resume = asyncio.Event()
        self._resume.set()

    def wake(self, room: Committing) -> None:
        """Note that ``room`` has something to commit."""
        if room not in self._waiting:  # once a flush, not once an edit
            self._waiting[room] = None
            self._idle.clear()
            self._wake.set()

    def pause(self) -> None:
        """Commit nothing until ``resume``: the store is away."""
        self._resume.clear()

    def resume(self) -> None:
        """Go on."""
        self._resume.set()

    async def wait_idle(self) -> None:
        """Return once nothing waits for the disk."""
        await self._idle.wait()

    async def run(self) -> None:
        """Commit for ever; cancel to end."""
        while True:
            await self._wake.wait()
            await self._resume.wait()
            try:
                await self._recover()
                await self._flush()
            except StoreAway as error:
                logger.warning("edits wait: %s", error)
                self._pause_a_moment()

    def _pause_a_moment(self) -> None:
        """Wait until the store is said to be back, or for a moment if its connections never noticed."""
        self.pause()
        asyncio.get_running_loop().call_later(RETRY_S, self.resume)

    async def _recover(self) -> None:
        for room in list(self._to_recover):
            await room.recover()
            del self._to_recover[room]
            self._waiting[room] = None

    async def _flush(self) -> None:
        rooms, commits = self._take()
        if not commits:
            if not self._waiting:
                self._wake.clear()
                self._idle.set()
            return
        try:
            results = await self._boards.commit(commits)
        except StoreAway:
            self._unsettled(rooms)
            raise
        for room, result in zip(rooms, results, strict=True):
            try:
                room.settle(result)
            except Exception:
                logger.exception("a commit could not be settled")
                room.fail()

    def _take(self) -> tuple[list[Committing], Sequence[Commit]]:
        rooms: list[Committing] = []
        commits: list[Commit] = []
        for room in list(self._waiting)[:ROOMS_PER_FLUSH_MAX]:
            del self._waiting[room]
            commit = self._commit_of(room)
            if commit is not None:
                # Behind all others: those beyond the bound come first in the next flush.
                self._waiting[room] = None
                rooms.append(room)
                commits.append(commit)
        return rooms, commits

    @staticmethod
    def _commit_of(room: Committing) -> Commit | None:
        try:
            return room.take()
        except Exception:
            logger.exception("a commit could not be made")
            room.fail()
            return None

    def _unsettled(self, rooms: Sequence[Committing]) -> None:
        for room in rooms:
            room.unsettled()
            self._to_recover[room] = None


RETRY_S = 0.2


def commit_of_rows(
    board: BoardId, epoch: int, when: int, rows: tuple[Row, ...], bindings: Sequence[tuple[int, str]]
) -> Commit:
    """Return the commit of some edits, which binds the client ids that they are the first to use."""
    clients = keys.clients(board)
    return Commit(
        board=board,
        epoch=epoch,
        entry=log.pack(Entry(when, rows)),
        # Theirs already is no conflict: made before and nobody heard, or by way of another node.
        checks=tuple(Check(clients, str(client), b"", whose.encode()) for client, whose in bindings),
        writes=tuple(Write(clients, str(client), whose.encode()) for client, whose in bindings),
    )
