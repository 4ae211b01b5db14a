"""Upkeep of all boards, by whoever holds the lease: compaction, rank rebalancing, retention."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from kanverge.accounts.moments import DAY_MS, now_ms
from kanverge.clock import Clock
from kanverge.errors import NotFound, StoreAway
from kanverge.live.compaction import compact
from kanverge.live.leased import again_and_again, just_once
from kanverge.live.rebalancing import rebalance
from kanverge.live.retention import retain
from kanverge.store.boards import StoredBoards
from kanverge.store.leases import LIFE_MS, Lease

logger = logging.getLogger(__name__)

LEASE: Final = "upkeep"
EVERY_S: Final = 5.0
ASKED_KEPT_MS: Final = 60 * DAY_MS
"""How long a client may stay offline and still have a resent ask recognised."""
RETENTION_EVERY_MS: Final = DAY_MS

assert EVERY_S * 3 * 1_000 <= LIFE_MS


@dataclass(slots=True)
class Upkeep:
    """The upkeep of one store's boards by one process."""

    boards: StoredBoards
    lease: Lease
    clock: Clock
    history_days: int
    _retained_at: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Look after the boards for ever, whenever the lease can be had; cancel to end."""
        await again_and_again(self.lease, self.once, self.clock, every_s=EVERY_S)

    async def run_once(self) -> None:
        """Look after every board that needs it, then let others have the lease."""
        await just_once(self.lease, self.once)

    async def once(self) -> bool:
        """Look after every board that needs it, if nobody else is; return whether it was ours to do."""
        if await self.lease.take() is None:
            return False
        for board in await self.boards.compaction_due():
            await self._guarded(board)
            if await self.lease.take() is None:
                return False
        await self._retain()
        return True

    async def _guarded(self, board: str) -> None:
        """Look after one board; its trouble must not keep the others waiting."""
        try:
            await rebalance(self.boards, board, now_ms=now_ms(self.clock))
            await compact(self.boards, board)
            await self.boards.compaction_done(board)
        except NotFound:
            await self.boards.compaction_done(board)
        except StoreAway:
            raise
        except Exception:
            # Other boards wait, and this one would fail again at once: its turn comes when it has grown.
            logger.exception("board %s was not looked after", board)
            await self.boards.compaction_done(board)

    async def _retain(self) -> None:
        """Drop what has been kept for long enough, each board once a day."""
        now = now_ms(self.clock)
        for head in await self.boards.heads():
            if now - self._retained_at.get(head.id, 0) >= RETENTION_EVERY_MS:
                long_ago = now - self.history_days * DAY_MS
                await retain(self.boards, self.lease.client, head.id, before=long_ago)
                await self.boards.forget_asked(head.id, before=now - ASKED_KEPT_MS)
                self._retained_at[head.id] = now
            await self.lease.take()
