"""Work that one process at a time does over and over, for as long as it can have the lease."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from kanverge.clock import Clock
from kanverge.errors import StoreAway, StoreError
from kanverge.store.leases import Lease

logger = logging.getLogger(__name__)


async def again_and_again(
    lease: Lease, once: Callable[[], Awaitable[bool]], clock: Clock, *, every_s: float
) -> None:
    """Do ``once``, which takes the lease if it can, for ever; cancel to end, and others have it."""
    try:
        while True:
            try:
                await once()
            except StoreError as error:
                logger.warning("%s waits: %s", lease.name, error)
            await clock.sleep(every_s)
    finally:
        await give_back(lease)


async def just_once(lease: Lease, once: Callable[[], Awaitable[bool]]) -> None:
    """Do ``once``, then let others have the lease."""
    try:
        await once()
    finally:
        await give_back(lease)


async def give_back(lease: Lease) -> None:
    """Let others have the lease; while the store is away it ends by itself."""
    try:
        await lease.give_back()
    except StoreAway as error:
        logger.info("the lease ends by itself: %s", error)
