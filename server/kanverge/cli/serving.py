"""``kanverge serve``: the server, from an open store to the last edit flushed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import logging
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from functools import partial

import uvicorn

from kanverge import config
from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import machine
from kanverge.api.connections import BoundedHttp
from kanverge.app import Service, open_service
from kanverge.cli.minding import mind, run_worker
from kanverge.cli.streams import say
from kanverge.cli.watchdog import watched
from kanverge.errors import KanvergeError, SettingError
from kanverge.live.making import ensure_sample_board
from kanverge.socket.shared_frames import SharedFramesProtocol
from kanverge.store import served
from kanverge.stored import Stored

logger = logging.getLogger(__name__)

SHUTDOWN_LIMIT_S = 3
NEW_OBJECTS_PER_COLLECTION = 50_000  # CPython's own 700 took an eighth of the time at 10,000 edits a second
# Where one listens on every address, which is none that a browser could open.
REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


async def run(arguments: argparse.Namespace) -> None:
    """Serve until cancelled."""
    settings = config.settings(
        store=arguments.store, data=arguments.data, host=arguments.host, port=arguments.port
    )
    options = [f"--{name}={value}" for name in ("store", "data") if (value := getattr(arguments, name))]
    _allow_connections()
    # The port first: where another server listens, nothing else should have been started.
    with contextlib.closing(_listen(settings.host, settings.port)) as listener:
        async with open_service(settings) as service:
            await ensure_sample_board(
                service.stored.boards, service.stored.identity, now_ms=now_ms(service.stored.clock)
            )
            await _greet(service.stored, _address(settings.host, listener))
            _collect_seldom()
            with watched():
                async with _minding(service.stored, options):
                    await _serve(service, listener, settings)


def _collect_seldom() -> None:
    """Never look for cycles in what the start has made, and seldom in the rest: edits on their way form none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_PER_COLLECTION)


def _allow_connections() -> None:
    """Let this process hold as many connections as the machine allows it: many shells set out with 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS calls it unlimited, and takes less
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(host: str, port: int) -> socket.socket:
    with contextlib.ExitStack() as on_failure:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listener = on_failure.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
        except UnicodeError as error:
            raise SettingError(f"{host!r} is not a host") from error
        except OSError as error:
            raise SettingError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
        on_failure.pop_all()
    return listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    name = REACHABLE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


async def _greet(stored: Stored, address: str) -> None:
    """Say where it serves, and print a way in until the first administrator has joined."""
    await served.remember(stored.client, address)
    say(f"Kanverge serves {address}")
    admin = await stored.people.first_admin()
    if admin is not None:
        secret = await stored.links.sign_in(admin.id, by=machine("serve").key)
        say(f"Sign in as the first administrator (once, within a day):\n  {address}/in/{secret}")


@contextlib.asynccontextmanager
async def _minding(stored: Stored, options: list[str]) -> AsyncIterator[None]:
    minder = asyncio.create_task(mind(stored, partial(run_worker, options)), name="upkeep")
    minder.add_done_callback(_tell_failure)
    try:
        yield
    finally:
        minder.cancel()
        await asyncio.gather(minder, return_exceptions=True)


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.critical("%s ended", task.get_name(), exc_info=error)


class _Server(uvicorn.Server):
    """uvicorn without its handling of signals: they cancel the command, whatever it is doing."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(service: Service, listener: socket.socket, settings: config.Settings) -> None:
    """Answer until cancelled, then close every connection in order; raise if a part that must run has ended."""
    server = _Server(
        uvicorn.Config(
            service.application,
            http=BoundedHttp,
            ws=SharedFramesProtocol,
            ws_ping_interval=None,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            forwarded_allow_ips=list(settings.proxies),
            timeout_graceful_shutdown=SHUTDOWN_LIMIT_S,
        )
    )
    service.rooms.on_crash = partial(setattr, server, "should_exit", True)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
    raise KanvergeError("a part of the server has failed, see the log: start it again")
