"""Upkeep where no worker runs: a server starts short-lived ones, so that nothing long stalls its own loop."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from kanverge.app import Stored
from kanverge.errors import StoreAway, StoreError
from kanverge.live.upkeep import LEASE
from kanverge.store.leases import Lease

logger = logging.getLogger(__name__)

EVERY_S: Final = 15.0
WORK_LIMIT_S: Final = 600.0
END_LIMIT_S: Final = 5.0


async def mind(stored: Stored, work: Callable[[], Awaitable[None]]) -> None:
    """Call ``work`` for ever whenever a board needs upkeep and nobody holds the lease; cancel to end."""
    lease = Lease(stored.client, LEASE, stored.boards.node)
    while True:
        await stored.clock.sleep(EVERY_S)
        try:
            if await stored.boards.compaction_due() and await lease.is_free():
                await work()
        except (StoreError, OSError) as error:
            logger.warning("upkeep waits: %s", error)


async def run_worker(options: Sequence[str]) -> None:
    """Run ``kanverge worker --once`` with these options; when cancelled or too slow, end it.

    Raises StoreAway when the worker had to give up because the store was away.
    """
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kanverge", "worker", "--once", *options), stdin=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(WORK_LIMIT_S):
            status = await worker.wait()
    except TimeoutError:
        logger.error("upkeep took longer than %g s", WORK_LIMIT_S)
        return
    finally:
        await _end(worker)
    if status == os.EX_TEMPFAIL:
        raise StoreAway("the store went away from its worker")
    if status:
        logger.error("upkeep failed with status %d", status)


async def _end(worker: asyncio.subprocess.Process) -> None:
    """Let the worker give back what it holds, and wait until it is gone."""
    if worker.returncode is not None:
        return
    worker.terminate()
    try:
        async with asyncio.timeout(END_LIMIT_S):
            await worker.wait()
    except TimeoutError:
        worker.kill()
        await worker.wait()
