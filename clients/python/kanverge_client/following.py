"""Changes on their way to the parts of a program that follow them: each has a bounded queue of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable

from kanverge_client.errors import FellBehind, KanvergeClientError
from kanverge_crdt.changes import Change

WAITING_MAX = 10_000


class Follower:
    """Gives changes in order; one that does not take them in time loses them, and is told so."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._waiting_max = waiting_max
        self._waiting: deque[Change] = deque()
        self._told = asyncio.Event()
        self._end: KanvergeClientError | None = None

    def put(self, changes: Iterable[Change]) -> None:
        if self._end is not None:
            return
        self._waiting.extend(changes)
        if len(self._waiting) > self._waiting_max:
            self._waiting.clear()
            self.end(FellBehind(f"more than {self._waiting_max} changes waited to be taken"))
        self._told.set()

    def end(self, error: KanvergeClientError) -> None:
        """Raise ``error`` in the follower once it has taken what waits."""
        self._end = self._end or error
        self._told.set()

    def __aiter__(self) -> AsyncIterator[Change]:
        return self

    async def __anext__(self) -> Change:
        while not self._waiting:
            if self._end is not None:
                raise self._end
            self._told.clear()
            await self._told.wait()
        return self._waiting.popleft()
