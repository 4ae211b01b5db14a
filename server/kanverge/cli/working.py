"""``kanverge worker``: upkeep of all boards (compaction, rank rebalancing, retention) beside any number of servers."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from typing import Any

from kanverge import config
from kanverge.app import open_store
from kanverge.live.upkeep import LEASE, Upkeep
from kanverge.store.leases import Lease


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verb to the parser."""
    worker = commands.add_parser("worker", parents=[store], help="look after the boards of a store")
    worker.add_argument("--once", action="store_true", help="look after each board once, then exit")
    worker.set_defaults(run=run)


async def run(arguments: argparse.Namespace) -> None:
    """Look after the boards until interrupted."""
    settings = config.settings(store=arguments.store, data=arguments.data)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    async with open_store(settings.store) as stored:
        lease = Lease(stored.client, LEASE, stored.boards.node)
        upkeep = Upkeep(stored.boards, lease, stored.clock, settings.history_days)
        if arguments.once:
            await upkeep.once()
            await lease.give_back()
            return
        await _until_interrupted(upkeep)


async def _until_interrupted(upkeep: Upkeep) -> None:
    work = asyncio.ensure_future(upkeep.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
