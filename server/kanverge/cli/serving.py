"""``kanverge serve``: the server, from an open store to the last edit flushed."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from typing import Any

import uvicorn

from kanverge import config
from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import machine
from kanverge.app import Service, open_service
from kanverge.errors import SettingError
from kanverge.live.making import make_sample_board
from kanverge.socket.shared_frames import SharedFramesProtocol

SHUTDOWN_LIMIT_S = 5


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
        await server.serve(sockets=[listener])


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
        print(f"Sign in as the first administrator (once, within a day):\n  {address}/in/{secret}", flush=True)


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
