"""``kanverge serve`` and ``kanverge worker`` as the parser knows them; what they run is imported when they do."""

from __future__ import annotations

import argparse
from typing import Any

from kanverge import config
from kanverge.cli.verbs import add

WITH_PARENT = "--with-parent"


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    serve = add(
        commands, "serve", "serve boards to browsers and clients", store=store, run=run_serve, is_service=True
    )
    serve.add_argument("--host", help=f"address to listen on (default $KANVERGE_HOST, else {config.HOST})")
    serve.add_argument(
        "--port",
        type=int,
        help=f"port to listen on, 0: any free one (default $KANVERGE_PORT, else {config.PORT})",
    )
    worker = add(
        commands,
        "worker",
        "follow what changes on the boards of a store, run their rules, and look after them",
        store=store,
        run=run_worker,
        is_service=True,
    )
    worker.add_argument("--once", action="store_true", help="do once what is due on each board, then exit")
    worker.add_argument(WITH_PARENT, action="store_true", help="end when standard input does")


# The whole service is most of what there is to import: only who serves, or works, waits for it.


async def run_serve(arguments: argparse.Namespace) -> None:
    """Serve until cancelled."""
    from kanverge.cli import serving

    await serving.run(arguments)


async def run_worker(arguments: argparse.Namespace) -> None:
    """Work until cancelled, or once."""
    from kanverge.cli import working

    await working.run(arguments)
