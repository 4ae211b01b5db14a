"""One WebSocket connection as its room sees it: whole messages in, ready frames out, never a wait.

Our own server class offers a link that writes frames straight to the transport (shared_frames.py).
``AsgiLink`` keeps the same promises over plain ASGI, for one copy and one turn of a task a frame.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVarTuple, cast

from starlette.websockets import WebSocket, WebSocketDisconnect

logger = logging.getLogger(__name__)
Arguments = TypeVarTuple("Arguments")

EXTENSION: Final = "kanverge.link"  # in scope["extensions"], as {"link": the link}
MESSAGE_BYTES_MAX: Final = 64 * 1024
REASON_BYTES_MAX: Final = 123  # RFC 6455 5.5: a control frame holds 125 bytes, two of them are the close code

TOO_BIG: Final = 1009
FAILED: Final = 1011
RESTARTS: Final = 1012
LOST: Final = 1006  # RFC 6455 7.1.5: the connection ended without a close frame


class Receiver(Protocol):
    """The upper half of a connection. All calls come from the event loop and must not block."""

    def received(self, message: bytes) -> None:
        """Take one whole binary message."""

    def received_text(self) -> None:
        """Object to a text message, which no dialect has: close with the dialect's own code."""

    def writable_again(self) -> None:
        """Send what was kept back: the transport's buffer fell below its low-water mark."""

    def closed(self, code: int) -> None:
        """Forget the link: it is gone. Called once, last, and never from inside a call into the link.

        ``code``: of the close frame that came or went first; 1005 or 1006 where there was none.
        """


class Link(Protocol):
    """What a room writes to."""

    @property
    def writable(self) -> bool:
        """Return False above the high-water mark: callers then keep frames in a bounded outbox."""

    def attach(self, receiver: Receiver, *, message_bytes_max: int = MESSAGE_BYTES_MAX) -> None:
        """Deliver to ``receiver`` from the next turn of the loop on, what came before included.

        A message longer than ``message_bytes_max`` closes the connection with 1009.
        """

    def write(self, frame: bytes) -> None:
        """Send what ``frame()`` returned, or nothing once the link is closing.

        A peer that does not read while much is written all the same is cut off.
        """

    def close(self, code: int, reason: str = "") -> None:
        """Send a close frame after what was written, wait a bounded time for the answer, then cut.

        Nothing is delivered any more, except ``closed``.
        """

    def leave(self) -> bool:
        """Return whether the endpoint may return now that a receiver is attached: the link lives on without it.

        Otherwise the endpoint must await ``wait_closed``, which is what carries the connection.
        """

    async def wait_closed(self) -> int:
        """Return the code of ``closed`` once the link is gone."""


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """What one connection may cost."""

    high_water_bytes: int = 64 * 1024
    overrun_bytes_max: int = 1024 * 1024  # written while not writable: pongs and answers, never broadcasts
    close_timeout_s: float = 10.0
    restart_pace_s: float = 0.001  # between two closes of a shutdown: not all peers come back in one moment


def frame(message: bytes) -> bytes:
    """Return ``message`` as one whole unmasked binary frame (RFC 6455 5.2)."""
    length = len(message)
    if length < 126:
        return struct.pack("!BB", 0x82, length) + message
    if length < 65_536:
        return struct.pack("!BBH", 0x82, 126, length) + message
    return struct.pack("!BBQ", 0x82, 127, length) + message


def message_of(frame: bytes) -> bytes:
    """Return the message that ``frame`` was made of."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


def link_of(websocket: WebSocket, limits: LinkLimits | None = None) -> Link:
    """Return the link of an accepted ``websocket``: the server's own where it offers one, else one over ASGI.

    ``limits`` are for the latter; the server's own link has those of its class.
    """
    offered = websocket.scope.get("extensions", {}).get(EXTENSION)
    return AsgiLink(websocket, limits or LinkLimits()) if offered is None else cast(Link, offered["link"])


def shortened(reason: str) -> str:
    """Return as much of ``reason`` as fits into a close frame."""
    return reason.encode()[:REASON_BYTES_MAX].decode(errors="ignore")


def succeeds(call: Callable[[*Arguments], None], *args: *Arguments) -> bool:
    """Return whether a receiver's callback went well; its failure must stay within its own connection."""
    try:
        call(*args)
    except Exception:
        logger.exception("the receiver of a connection failed")
        return False
    return True


class AsgiLink:
    """The same promises on any ASGI server, by one reader and one writer inside ``wait_closed``.

    ASGI cannot cut a connection: if a peer never reads, the application ends and the server does the rest.
    """

    def __init__(self, websocket: WebSocket, limits: LinkLimits) -> None:
        self.writable = True
        self._websocket = websocket
        self._limits = limits
        self._receiver: Receiver | None = None
        self._message_bytes_max = MESSAGE_BYTES_MAX
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._overrun_bytes = 0
        self._news = asyncio.Event()
        self._code: int | None = None  # set by whoever ends the connection first
        self._farewell: tuple[int, str] | None = None
        self._ends_at: float | None = None
        self._deadline: asyncio.Timeout | None = None
        self._closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def attach(self, receiver: Receiver, *, message_bytes_max: int = MESSAGE_BYTES_MAX) -> None:
        assert self._receiver is None, "a link has one receiver"
        self._receiver = receiver
        self._message_bytes_max = message_bytes_max

    def write(self, frame: bytes) -> None:
        if self._code is not None:
            return
        if not self.writable:
            self._overrun_bytes += len(frame)
            if self._overrun_bytes > self._limits.overrun_bytes_max:
                self._end(LOST, within_s=0)
                return
        self._outbox.append(frame)
        self._outbox_bytes += len(frame)
        self.writable = self.writable and self._outbox_bytes <= self._limits.high_water_bytes
        self._news.set()

    def close(self, code: int, reason: str = "") -> None:
        if self._code is None:
            self._farewell = (code, shortened(reason))
            self._news.set()
            self._end(code, within_s=self._limits.close_timeout_s)

    def leave(self) -> bool:
        return False

    async def wait_closed(self) -> int:
        if self._deadline is None:
            self._deadline = asyncio.timeout_at(self._ends_at)
            await self._carry(self._deadline)
        return await asyncio.shield(self._closed)

    def _end(self, code: int, *, within_s: float) -> None:
        self._code = code
        self._ends_at = asyncio.get_running_loop().time() + within_s
        if self._deadline is not None:
            self._deadline.reschedule(self._ends_at)

    async def _carry(self, deadline: asyncio.Timeout) -> None:
        try:
            async with deadline, asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write_frames())
                await self._read_messages()
                writer.cancel()
        except TimeoutError:
            logger.info("a peer was given up: it did not read, or did not answer the close frame")
        finally:
            self._code = LOST if self._code is None else self._code
            self._outbox.clear()
            self._closed.set_result(self._code)
            if self._receiver is not None:
                succeeds(self._receiver.closed, self._code)

    async def _read_messages(self) -> None:
        while True:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                self._code = event.get("code", LOST) if self._code is None else self._code
                return
            if self._code is None:
                self._deliver(event.get("bytes"))

    def _deliver(self, message: bytes | None) -> None:
        assert self._receiver is not None, "attach before wait_closed"
        if message is None:
            went_well = succeeds(self._receiver.received_text)
        elif len(message) > self._message_bytes_max:
            self.close(TOO_BIG, "message too big")
            return
        else:
            went_well = succeeds(self._receiver.received, message)
        if not went_well:
            self.close(FAILED, "internal error")

    async def _write_frames(self) -> None:
        try:
            while self._farewell is None or self._outbox:
                await self._news.wait()
                self._news.clear()
                await self._empty_outbox()
            await self._websocket.close(*self._farewell)
        except (WebSocketDisconnect, RuntimeError) as gone:
            # Servers say in either way that there is nobody to send to any more; the reader learns it too.
            logger.debug("a frame was not sent: %r", gone)

    async def _empty_outbox(self) -> None:
        while self._outbox:
            frame = self._outbox.popleft()
            await self._websocket.send_bytes(message_of(frame))
            self._outbox_bytes -= len(frame)
            if not self.writable and self._outbox_bytes <= self._limits.high_water_bytes // 4:
                self._say_writable()

    def _say_writable(self) -> None:
        self.writable = True
        self._overrun_bytes = 0
        if self._code is None and self._receiver and not succeeds(self._receiver.writable_again):
            self.close(FAILED, "internal error")
