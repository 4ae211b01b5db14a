"""One WebSocket connection: the session's frames out, the server's frames in, and the watch for silence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from kanverge_client.errors import ConnectionFailed
from kanverge_crdt.codec import FRAME_BYTES_MAX, SUBPROTOCOL
from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.events import Event
from kanverge_crdt.session import Session
from kanverge_crdt.status import Phase

OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
PING_AFTER_S = 20.0  # of silence; a second silence as long ends the connection
LOST, PROTOCOL_ERROR, SILENT = 1006, 1002, 4508


class End(NamedTuple):
    """How a connection ended."""

    code: int
    text: str


def socket_url(url: str, board: str) -> str:
    """Return where the board's socket is, given the server's http(s) address; raise ConnectionFailed."""
    parts = urlsplit(url)
    schemes = {"http": "ws", "https": "wss"}
    if parts.scheme not in schemes or not parts.netloc:
        raise ConnectionFailed(f"not the http(s) address of a server: {url!r}")
    path = f"{parts.path.rstrip('/')}/sync/{quote(board, safe='')}"
    return urlunsplit((schemes[parts.scheme], parts.netloc, path, "", ""))


async def converse(
    url: str,
    session: Session,
    *,
    begin: Callable[[], None],
    handle: Callable[[list[Event]], None],
    wake: asyncio.Event,
    ping_after_s: float = PING_AFTER_S,
) -> End:
    """Hold one connection from ``begin`` (which lets the session say hello) until it ends.

    ``wake`` is set by whoever gives the session something to send. Raises ConnectionFailed if there will
    never be a server at ``url``; a server that is away for now is an end like others.
    """
    try:
        socket = await _opened(url)
    except (OSError, TimeoutError, InvalidHandshake) as error:
        return End(LOST, str(error) or type(error).__name__)
    async with socket:
        begin()
        wake.set()
        reader = asyncio.create_task(_read(socket, session, handle, wake, ping_after_s))
        writer = asyncio.create_task(_write(socket, session, wake))
        try:
            await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
            if writer.done():
                writer.result()
            end = await reader
        except MalformedMessage as error:
            end = End(PROTOCOL_ERROR, str(error))
        finally:
            reader.cancel()
            writer.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)
        await socket.close(end.code if end.code == PROTOCOL_ERROR else 1000)
        return end


async def _opened(url: str) -> ClientConnection:
    try:
        socket = await connect(
            url,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            compression=None,
            ping_interval=None,
            max_size=FRAME_BYTES_MAX,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
        )
    except InvalidURI as error:
        raise ConnectionFailed(str(error)) from error
    except InvalidStatus as error:
        if error.response.status_code >= 500 or error.response.status_code in (408, 425, 429):
            raise
        raise ConnectionFailed(f"{url} answered {error.response.status_code}") from error
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise ConnectionFailed(f"the server at {url} does not speak {SUBPROTOCOL}")
    return socket


async def _read(
    socket: ClientConnection,
    session: Session,
    handle: Callable[[list[Event]], None],
    wake: asyncio.Event,
    ping_after_s: float,
) -> End:
    is_silent = False
    while True:
        try:
            async with asyncio.timeout(
                ping_after_s
            ):  # not wait_for: Python 3.11's may swallow a cancellation
                frame = await socket.recv()
        except TimeoutError:
            if is_silent:
                return End(SILENT, "nothing was heard from the server")
            is_silent = True
            session.ping(0)
            wake.set()
            continue
        except ConnectionClosed as closed:
            return End(closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else End(LOST, "connection lost")
        is_silent = False
        if isinstance(frame, str):
            raise MalformedMessage("a text frame")
        handle(session.receive(frame))
        wake.set()
        if session.must_reconnect or session.phase in (Phase.DISCONNECTED, Phase.GONE):
            return End(1000, "")


async def _write(socket: ClientConnection, session: Session, wake: asyncio.Event) -> None:
    while True:
        await wake.wait()
        wake.clear()
        try:
            for frame in session.frames_to_send():
                await socket.send(frame)
        except ConnectionClosed:
            return  # the reader learns of it as well, and says why
