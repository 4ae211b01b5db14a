"""``kanverge serve``: the server, from an open store to the last edit flushed."""

from __future__ import annotations

import argparse
import asyncio
import logging
import socket
import sys
from collections.abc import Sequence
from typing import Any

import uvicorn

from kanverge import config
from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import machine
from kanverge.app import Service, open_service
from kanverge.errors import SettingError, StoreError
from kanverge.live.making import make_sample_board
from kanverge.live.upkeep import LEASE
from kanverge.socket.shared_frames import SharedFramesProtocol
from kanverge.store.leases import Lease

logger = logging.getLogger(__name__)

SHUTDOWN_LIMIT_S = 5
UPKEEP_EVERY_S = 15.0
WORKER_LIMIT_S = 600.0


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verb to the parser."""
    serve = commands.add_parser("serve", parents=[store], help="serve boards to browsers and clients")
    serve.add_argument("--host", help=f"address to listen on (default {config.HOST})")
    serve.add_argument("--port", type=int, help=f"port to listen on (default {config.PORT}, 0: any free one)")
    serve.set_defaults(run=run)


async def run(arguments: argparse.Namespace) -> None:
    """Serve until interrupted."""
    settings = config.settings(
        store=arguments.store, data=arguments.data, host=arguments.host, port=arguments.port
    )
    _log_to_stderr()
    # The port first: where another server listens, nothing else should have been started.
    listener = _listen(settings.host, settings.port)
    async with open_service(settings) as service:
        await _prepare(service, _address(settings.host, listener))
        server = uvicorn.Server(
            uvicorn.Config(
                service.application,
                ws=SharedFramesProtocol,
                ws_ping_interval=None,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=SHUTDOWN_LIMIT_S,
            )
        )
        service.rooms.on_crash = lambda: setattr(server, "should_exit", True)
        minder = asyncio.create_task(_mind_upkeep(service, arguments), name="upkeep")
        try:
            await server.serve(sockets=[listener])
        finally:
            minder.cancel()
            await asyncio.gather(minder, return_exceptions=True)


async def _mind_upkeep(service: Service, arguments: argparse.Namespace) -> None:
    """Where no worker runs, let a short-lived one look after the boards, so that nothing long stalls this loop."""
    stored = service.stored
    lease = Lease(stored.client, LEASE, stored.boards.node)
    chosen = [f"--{name}={value}" for name in ("store", "data") if (value := getattr(arguments, name))]
    while True:
        await stored.clock.sleep(UPKEEP_EVERY_S)
        try:
            if not await stored.boards.compaction_due() or not await lease.is_free():
                continue
        except StoreError as error:
            logger.info("upkeep waits: %s", error)
            continue
        await _run_worker_once(chosen)


async def _run_worker_once(chosen: Sequence[str]) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kanverge", "worker", "--once", *chosen, stdin=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(WORKER_LIMIT_S):
            if await worker.wait():
                logger.error("upkeep failed with status %d", worker.returncode)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        raise SettingError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _prepare(service: Service, address: str) -> None:
    """Make the sample board of a new store, and a way in for its first administrator."""
    stored = service.stored
    if not await stored.boards.heads():
        await make_sample_board(stored.boards, now_ms=now_ms(stored.clock))
    print(f"Kanverge serves {address}", flush=True)
    admin = await stored.people.first_admin()
    if admin is not None:
        secret = await stored.links.sign_in(admin.id, by=machine("serve").key)
        print(
            f"Sign in as the first administrator (once, within a day):\n  {address}/in/{secret}", flush=True
        )


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
