"""A worker where none runs: a server starts one of its own, so that nothing long stalls its own loop."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from kanverge.errors import StoreAway, StoreError
from kanverge.live.following import LEASE
from kanverge.store.leases import Lease
from kanverge.stored import Stored

logger = logging.getLogger(__name__)

FIRST_S: Final = 1.0
"""After its start a server has more urgent things to do, and a worker beside it may be starting too."""
EVERY_S: Final = 5.0
END_LIMIT_S: Final = 5.0


async def mind(stored: Stored, work: Callable[[], Awaitable[None]]) -> None:
    """Call ``work``, which is to last, for ever whenever nobody holds the lease of following; cancel to end."""
    lease = Lease(stored.client, LEASE, stored.boards.node)
    await stored.clock.sleep(FIRST_S)
    while True:
        try:
            if await lease.is_free():
                await work()
        except (StoreError, OSError) as error:
            logger.warning("what a worker does waits: %s", error)
        await stored.clock.sleep(EVERY_S)


async def run_worker(options: Sequence[str]) -> None:
    """Run ``kanverge worker`` with these options until it ends; when cancelled, end it. If we are killed it ends too.

    Raises StoreAway when the worker had to give up because the store was away.
    """
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kanverge", "worker", "--with-parent", *options),
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        status = await worker.wait()
    finally:
        await _end(worker)
    if status == os.EX_TEMPFAIL:
        raise StoreAway("the store went away from its worker")
    if status:
        logger.error("a worker failed with status %d", status)


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
