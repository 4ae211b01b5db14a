"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

LOOP_TURNS = 20  # how often others may run after each step, so that what a sleeper started can finish


class FakeClock:
    """Satisfies ``kanverge.clock.Clock``; time passes only in ``advance``."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), waiter))
        await waiter

    @property
    def sleepers(self) -> int:
        """How many wait for time to pass."""
        return sum(not waiter.done() for _, _, waiter in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, waking each sleeper at its own moment, in order."""
        await self._settle()
        end = self._elapsed + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            self._elapsed, _, waiter = heapq.heappop(self._sleepers)
            if not waiter.done():
                waiter.set_result(None)
            await self._settle()
        self._elapsed = end

    async def jump(self, seconds: float) -> None:
        """Let ``seconds`` pass at once, as where a machine slept: each sleeper wakes late, and once."""
        await self._settle()
        self._elapsed += seconds
        late: list[asyncio.Future[None]] = []
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            late.append(heapq.heappop(self._sleepers)[2])
        for waiter in late:
            if not waiter.done():
                waiter.set_result(None)
        await self._settle()

    @staticmethod
    async def _settle() -> None:
        for _ in range(LOOP_TURNS):
            await asyncio.sleep(0)
