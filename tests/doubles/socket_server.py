"""A real WebSocket server around the board double: for clients that come with a socket of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from kanverge_crdt.codec import FRAME_BYTES_MAX, SUBPROTOCOL
from kanverge_crdt.errors import MalformedMessage
from tests.doubles.board_server import BoardServer, Connection

CLOSE_WITHIN_S = 1.0


@dataclass
class SocketServer:
    """Serves one board at ``/sync/b1``. With ``is_durable`` every frame is followed by a flush."""

    board: BoardServer = field(default_factory=BoardServer)
    is_durable: bool = True
    port: int = 0
    sockets: dict[str, ServerConnection] = field(default_factory=dict)
    joins: int = 0
    refusal: HTTPStatus | None = None
    _server: Server | None = None
    _has_news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await serve(
            self._talk,
            "127.0.0.1",
            self.port,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            max_size=FRAME_BYTES_MAX,
            close_timeout=CLOSE_WITHIN_S,
            process_request=self._admit,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Kill: what is in flight is lost, and every connection without a word."""
        assert self._server is not None
        self.board.crash()
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Lose every connection without a word."""
        for socket in self.sockets.values():
            socket.transport.abort()

    async def close_all(self, code: int, reason: str) -> None:
        """Close every connection properly."""
        for socket in list(self.sockets.values()):
            await socket.close(code, reason)

    def flush(self) -> None:
        """Make what is in flight durable and say so."""
        self.board.flush()
        self._has_news.set()

    def tell(self) -> None:
        """Send what the board has said since."""
        self._has_news.set()

    def _admit(self, _: ServerConnection, request: Request) -> Response | None:
        if self.refusal is not None:
            return Response(self.refusal, self.refusal.phrase, Headers(), b"")
        if request.path != "/sync/b1":
            return Response(HTTPStatus.NOT_FOUND, "Not Found", Headers(), b"")
        return None

    async def _talk(self, socket: ServerConnection) -> None:
        connection = self.board.connect()
        self.joins += 1
        self.sockets[connection.session] = socket
        writer = asyncio.create_task(self._write())
        try:
            async for frame in socket:
                assert isinstance(frame, bytes)
                connection.receive(frame)
                if self.is_durable:
                    self.board.flush()
                await self._send_all()
        except MalformedMessage as error:
            await socket.close(4400, str(error)[:100])
        except ConnectionClosed:
            return
        finally:
            writer.cancel()
            del self.sockets[connection.session]
            self.board.disconnect(connection)
            self._has_news.set()

    async def _write(self) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            await self._send_all()

    async def _send_all(self) -> None:
        for connection in list(self.board.connections.values()):
            frames, connection.out[:] = list(connection.out), []
            await self._send(connection, frames)

    async def _send(self, connection: Connection, frames: list[bytes]) -> None:
        socket = self.sockets.get(connection.session)
        if socket is None:
            return
        with suppress(ConnectionClosed):
            for frame in frames:
                await socket.send(frame)


@asynccontextmanager
async def serving() -> AsyncIterator[SocketServer]:
    """Serve an empty board until the block ends."""
    server = SocketServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
