"""Waiting in tests for what another process does: as short as it takes, and never without a limit."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

POLL_S = 0.005
WAIT_S = 30.0  # a wait that long has failed, on however busy a machine


async def eventually(
    condition: Callable[[], bool] | Callable[[], Awaitable[bool]], *, limit_s: float = WAIT_S
) -> None:
    """Return as soon as ``condition`` holds; fail the test when it does not within ``limit_s``."""
    async with asyncio.timeout(limit_s):
        while True:
            holds = condition()
            if (await holds) if inspect.isawaitable(holds) else holds:
                return
            await asyncio.sleep(POLL_S)
