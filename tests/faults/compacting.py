"""A process that compacts one board whenever a line comes in: ``python -m tests.faults.compacting DATA BOARD``.

It says ``begin`` and then ``end``, or ``away`` when its store was killed under it. It trims what is older than a
moment, where upkeep leaves minutes: so there is something to trim in a run of minutes.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from kanverge.config import StoreChoice
from kanverge.errors import StoreError
from kanverge.live.compaction import compact
from kanverge.stored import open_store

LAG_MS = 2_000


async def run(data: Path, board: str) -> None:
    async with open_store(StoreChoice(None, data)) as stored:
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await stored.client.wait_available()
            print("begin", flush=True)
            try:
                await compact(stored.boards, board, entries_min=1, lag_ms=LAG_MS)
            except StoreError:
                print("away", flush=True)
            else:
                print("end", flush=True)


if __name__ == "__main__":
    _, data, board = sys.argv
    logging.getLogger("kanverge").setLevel(logging.ERROR)  # its store is killed on purpose
    asyncio.run(run(Path(data), board))
