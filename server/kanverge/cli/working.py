"""``kanverge worker``: upkeep of all boards (compaction, rank rebalancing, retention) beside any number of servers."""

from __future__ import annotations

import argparse
from typing import Any

from kanverge import config
from kanverge.app import open_store
from kanverge.cli.verbs import add
from kanverge.live.upkeep import LEASE, Upkeep
from kanverge.store.leases import Lease


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verb to the parser."""
    worker = add(
        commands,
        "worker",
        "look after the boards of a store: compaction, rank rebalancing, retention",
        store=store,
        run=run,
        is_service=True,
    )
    worker.add_argument("--once", action="store_true", help="look after each board once, then exit")


async def run(arguments: argparse.Namespace) -> None:
    """Look after the boards until cancelled, or once."""
    settings = config.settings(store=arguments.store, data=arguments.data)
    async with open_store(settings.store) as stored:
        lease = Lease(stored.client, LEASE, stored.boards.node)
        upkeep = Upkeep(stored.boards, lease, stored.clock, settings.history_days)
        await (upkeep.run_once() if arguments.once else upkeep.run())
