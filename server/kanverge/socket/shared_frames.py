"""A WebSocket class for uvicorn whose links write one frame to any number of peers.

uvicorn accepts, rejects and logs; after the handshake the bytes belong to a ``TransportLink``, offered to the
endpoint in the scope's extensions. An endpoint that ignores it and receives over plain ASGI still works.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any, ClassVar, Final

from starlette.websockets import WebSocketDisconnect
from uvicorn.config import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Request

from kanverge.socket.link import EXTENSION, FAILED, RESTARTS, LinkLimits
from kanverge.socket.transport_link import TransportLink


class _Nowhere(asyncio.Queue[Any]):
    """The queue of every connection that nobody receives from."""

    def put_nowait(self, item: Any) -> None:
        """Forget it."""


_NOWHERE: Final = _Nowhere()
_NOBODY_WAITS: Final = asyncio.Event()


def _nothing() -> None:
    """Do nothing."""


class SharedFramesProtocol(WebSocketsSansIOProtocol):
    """For ``uvicorn.Config(ws=SharedFramesProtocol)``; a subclass may set other ``limits``."""

    limits: ClassVar[LinkLimits] = LinkLimits()

    _link: TransportLink

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # No permessage-deflate: every peer would need a compressor and a frame of its own.
        self.conn.available_extensions = []
        self._endpoint, self.app = self.app, self._serve
        self._is_plain = False  # read by ASGI's receive, not by a link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._link = TransportLink(self.transport, self.conn, self.limits, self.handle_pong)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {"link": self._link}

    def data_received(self, data: bytes) -> None:
        if self._is_plain or not self.handshake_complete:
            super().data_received(data)
        else:
            self._link.data_received(data)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._link.pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._link.resume_writing()

    def eof_received(self) -> None:
        super().eof_received()
        self._link.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._link.connection_lost()

    def shutdown(self) -> None:
        if self._is_plain or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        spread_s = len(self.connections) * self.limits.restart_pace_s
        self.loop.call_later(random.random() * spread_s, self._link.close, RESTARTS, "restarting")  # noqa: S311

    # uvicorn's keep-alive, where it is on: never after a close frame, and with an end to the waiting

    def send_keepalive_ping(self) -> None:
        if self._link.is_open:
            super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        if self._link.is_taken:
            self._link.close(FAILED, "keepalive ping timeout")
        else:
            super().keepalive_timeout()

    # The application

    async def _serve(self, scope: Any, receive: Any, send: Any) -> Any:
        """Run the endpoint; a link that it leaves open has nobody to serve it and is closed."""
        try:
            result = await self._endpoint(scope, receive, send)
        except WebSocketDisconnect as error:
            if self.handshake_complete:
                raise
            raise ClientDisconnected from error
        finally:
            if self._link.is_left:
                self._forget_request()
            elif self._link.is_taken:
                self._link.close(FAILED, "internal error")
            self.app = self._endpoint  # a method of its own would keep this alive
        if not self.handshake_complete and self.transport.is_closing():
            raise ClientDisconnected  # uvicorn would call it an error of ours
        return result

    def _forget_request(self) -> None:
        """Let go of what only the endpoint needed, half of what a silent connection holds in memory."""
        self.queue, self.writable = _NOWHERE, _NOBODY_WAITS
        del self.scope, self.request, self.response
        # uvicorn closes what an endpoint has left, unless there is a timer for that.
        self.close_timer = self.loop.call_later(0, _nothing)

    async def receive(self) -> Any:
        self._read_plainly()
        return await super().receive()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self._read_plainly()
        await super().send(message)

    def _read_plainly(self) -> None:
        """Leave reading to ASGI, if the handshake is over and nobody has taken the link."""
        if self._is_plain or self._link.is_taken or not self.handshake_complete or self.disconnected:
            return
        self._is_plain = True
        held = self._link.release()
        if held:
            self.transport.resume_reading()
            super().data_received(held)
