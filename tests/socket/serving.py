"""A real uvicorn in the loop of the test, whose endpoint attaches a receiver that remembers everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from kanverge.api.connections import BoundedHttp
from kanverge.socket.link import Link, LinkLimits, link_of
from kanverge.socket.shared_frames import SharedFramesProtocol
from tests.doubles.eventually import WAIT_S

SHARED, ASGI = "shared frames", "plain asgi"


@dataclass
class Recorder:
    """A receiver that keeps what it is told, and can be waited for."""

    link: Link
    messages: list[bytes] = field(default_factory=list)
    texts: int = 0
    drained: int = 0
    codes: list[int] = field(default_factory=list)
    on_message: Callable[[bytes], None] = lambda _: None
    on_text: Callable[[], None] = lambda: None
    on_writable: Callable[[], None] = lambda: None
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def received(self, message: bytes) -> None:
        self.messages.append(message)
        self._told.set()
        self.on_message(message)

    def received_text(self) -> None:
        self.texts += 1
        self._told.set()
        self.on_text()

    def writable_again(self) -> None:
        self.drained += 1
        self._told.set()
        self.on_writable()

    def closed(self, code: int) -> None:
        self.codes.append(code)
        self._told.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once ``holds``, which is asked again whenever the receiver is told something."""
        async with asyncio.timeout(WAIT_S):
            while not holds():
                self._told.clear()
                await self._told.wait()


@dataclass
class Served:
    """A running server: where it is, and who connected."""

    server: uvicorn.Server
    kind: str
    ready_to_attach: asyncio.Event
    recorders: asyncio.Queue[Recorder] = field(default_factory=asyncio.Queue)
    returned: list[int] = field(default_factory=list)
    greet: Callable[[Link], None] = lambda _: None
    leaves: bool = False
    """Whether the endpoint returns where it may."""

    @property
    def port(self) -> int:
        port: int = self.server.servers[0].sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/link"


@asynccontextmanager
async def serving(
    kind: str,
    limits: LinkLimits | None = None,
    *,
    more_routes: tuple[WebSocketRoute, ...] = (),
    **options: Any,
) -> AsyncIterator[Served]:
    """Serve ``/link`` with the links of ``kind`` until the block is left, then cut who is connected."""
    limits = limits or LinkLimits()
    served: Served

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept(subprotocol=next(iter(websocket.scope["subprotocols"]), None))
        await served.ready_to_attach.wait()
        link = link_of(websocket, limits)
        recorder = Recorder(link)
        link.attach(recorder)
        served.greet(link)
        served.recorders.put_nowait(recorder)
        if not (served.leaves and link.leave()):
            served.returned.append(await link.wait_closed())

    application = Starlette(routes=[WebSocketRoute("/link", endpoint), *more_routes])
    async with running(application, kind, limits, **options) as server:
        served = Served(server, kind, asyncio.Event())
        served.ready_to_attach.set()
        yield served


@asynccontextmanager
async def running(
    application: ASGIApp, kind: str, limits: LinkLimits | None = None, **options: Any
) -> AsyncIterator[uvicorn.Server]:
    """Serve ``application`` on a free port, with the links of ``kind``, until the block is left."""

    class Limited(SharedFramesProtocol):
        pass

    Limited.limits = limits or LinkLimits()
    config = uvicorn.Config(
        application,
        port=0,
        ws=Limited if kind == SHARED else "websockets-sansio",
        lifespan="off",
        log_config=None,
        **{"http": BoundedHttp, "ws_ping_interval": None, **options},
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server
    finally:
        await _end(server)


async def _end(server: uvicorn.Server) -> None:
    """End at once: uvicorn's own shutdown polls ten times a second."""
    for listener in server.servers:
        listener.close()
    tasks = list(server.server_state.tasks)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    if tasks:
        await asyncio.wait(tasks, timeout=WAIT_S)
