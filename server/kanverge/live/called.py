"""Work under a lease that is done when others publish that there is some, on the boards that they name.

Nobody asks for it in vain: between two calls the lease is renewed, and what the clock calls is waited for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from kanverge.clock import Clock
from kanverge.errors import StoreError
from kanverge.live.leased import give_back, just_once
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.leases import LIFE_MS, Lease

logger = logging.getLogger(__name__)

RENEW_S: Final = 5.0
AGAIN_S: Final = 0.5
"""How soon what the store made fail is tried again."""

assert RENEW_S * 3 * 1_000 <= LIFE_MS


@dataclass(slots=True)
class Called:
    """The boards that were named on a channel since the last look, and the lease of whoever looks."""

    client: StoreClient
    lease: Lease
    clock: Clock
    channel: str
    _boards: dict[BoardId, None] = field(default_factory=dict)
    _has_missed: bool = True
    """Whether something may wait that this process has not heard of."""
    is_held: bool = False
    """Whether the lease was ours when it was renewed last."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, once: Callable[[], Awaitable[float]]) -> None:
        """Do ``once`` whenever a board is named, for ever; cancel to end, and others have the lease.

        It returns after how many seconds it is to be done even if nobody names one.
        """
        await self.client.subscribe(self.channel, lambda message: self.call(message.decode()))
        self.client.when_back(self._may_have_missed)
        try:
            while True:
                self._wake.clear()
                try:
                    within_s = await once()
                except StoreError as error:
                    logger.warning("%s waits: %s", self.lease.name, error)
                    self._has_missed, within_s = True, AGAIN_S
                await self._wait(min(within_s, RENEW_S))
        finally:
            await give_back(self.lease)

    async def run_once(self, once: Callable[[], Awaitable[float]]) -> None:
        """Do ``once`` for whatever may wait, then let others have the lease."""
        await just_once(self.lease, lambda: self.once(once))

    async def once(self, once: Callable[[], Awaitable[float]]) -> bool:
        """Do ``once`` for whatever may wait; return whether the lease was ours."""
        self.miss()
        await once()
        return self.is_held

    def call(self, board: BoardId) -> None:
        """Have a board looked at."""
        self._boards[board] = None
        self._wake.set()

    async def hold(self) -> bool:
        """Take or renew the lease; return whether it is ours. Who has it anew has heard nothing of what waits."""
        had_it, self.is_held = self.is_held, await self.lease.take() is not None
        self._has_missed |= not had_it
        return self.is_held

    def take(self) -> list[BoardId] | None:
        """Return the boards that were named since the last time; None: any may have been."""
        boards = None if self._has_missed else list(self._boards)
        self._boards.clear()
        self._has_missed = False
        return boards

    def miss(self) -> None:
        """Have every board looked at."""
        self._has_missed = True
        self._wake.set()

    async def _may_have_missed(self) -> None:
        self.miss()

    async def _wait(self, seconds: float) -> None:
        waits = [asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self.clock.sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
