"""``kanverge worker``: what is done beside any number of servers: following the logs, rules, and upkeep of boards."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import Final

from kanverge import config
from kanverge.automation.runner import Runner
from kanverge.following import follower
from kanverge.inbox.delivering import Delivering
from kanverge.live.upkeep import LEASE, Upkeep
from kanverge.store.leases import Lease
from kanverge.stored import open_store

NICE: Final = 10
"""A worker of a server leaves the processor to it: whoever edits comes before whoever counts."""


async def run(arguments: argparse.Namespace) -> None:
    """Work until cancelled, or once."""
    settings = config.settings(store=arguments.store, data=arguments.data)
    if arguments.with_parent:
        os.nice(NICE)
    async with open_store(settings.store) as stored:
        lease = Lease(stored.client, LEASE, stored.boards.node)
        upkeep = Upkeep(stored.boards, lease, stored.clock, settings.history_days)
        following = follower(stored)
        runner = Runner(stored.client, stored.boards, stored.clock)
        delivering = Delivering(stored.client, stored.boards, stored.people, stored.members, stored.clock)
        if arguments.once:
            await following.run_once()
            await runner.run_once()
            await delivering.run_once()
            await upkeep.run_once()
            return
        await _first_of(
            asyncio.create_task(following.run(), name="following"),
            asyncio.create_task(runner.run(), name="rules"),
            asyncio.create_task(delivering.run(), name="inboxes"),
            asyncio.create_task(upkeep.run(), name="upkeep"),
            *([asyncio.create_task(_parent_is_gone(), name="parent")] if arguments.with_parent else []),
        )


async def _first_of(*tasks: asyncio.Task[None]) -> None:
    """Wait until one of the tasks ends, end the others, and raise what went wrong in any."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _parent_is_gone() -> None:
    """Return once standard input has ended: whoever held its other end is no more."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4_096):
            ended.set()

    loop.add_reader(sys.stdin.fileno(), look)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
