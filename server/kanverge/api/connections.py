"""What one HTTP connection may cost: a bounded head, in a bounded time, and nobody who never reads (robustness E4, E6).

httptools bounds neither: it took 100 MB of one header, and a minute of the loop for it. Bodies are for
`kanverge.api.requests` to bound; what comes of one after the answer is read and dropped, for a while.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from kanverge.api.headers import HEADERS

logger = logging.getLogger(__name__)

# Below the bounds of the WebSocket reader, which says nothing when a line is too long for it.
HEAD_BYTES_MAX: Final = 32 * 1024
LINE_BYTES_MAX: Final = 8_000
LINES_MAX: Final = 100

BEGUN_A_TURN_MAX: Final = 20

BAD_REQUEST, HEAD_TOO_LARGE = 400, 431
TOO_LARGE: Final = "The head of the request is too large."


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may keep us waiting, in seconds."""

    head_s: float = 10.0
    rest_of_body_s: float = 30.0
    """For what still comes of a body when the answer to it is out: cut off at once, it would never be read."""
    reading_s: float = 30.0
    """For a peer to take any of what waits for it."""


class Turns:
    """Work begun a little in each turn of the loop, in order.

    When thousands come back at once, all of theirs in one turn would stall the loop until the watchdog ends it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_due = False

    def put(self, work: Callable[[], None]) -> None:
        """Do ``work`` in the next turn that has room for it."""
        self._waiting.append(work)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._is_due = False
        try:
            for _ in range(min(BEGUN_A_TURN_MAX, len(self._waiting))):
                self._waiting.popleft()()
        finally:  # what fails must not keep the others waiting for ever
            self._go_on()


class _TooLarge(Exception):
    """Stops the parser in the middle of a head."""


class BoundedHttp(HttpToolsProtocol):
    """For ``uvicorn.Config(http=BoundedHttp)``; a subclass may have another ``patience``."""

    patience: ClassVar[Patience] = Patience()

    _turns_of: ClassVar[WeakKeyDictionary[ServerState, Turns]] = WeakKeyDictionary()

    _unheeded = 0
    """How much came since the parser last had something to give: of a head, or of what encloses a body."""
    _is_in_head = True
    _is_too_large = False
    _deadline: asyncio.TimerHandle | None = None
    _write_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._close_within(self.patience.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._close_never()
        self.resume_writing()
        super().connection_lost(exc)

    # What comes.

    def data_received(self, data: bytes) -> None:
        if self._is_in_head and self._deadline is None:
            self._close_within(self.patience.head_s)
        self._unheeded += len(data)
        super().data_received(data)
        if self._unheeded > HEAD_BYTES_MAX:
            self._is_too_large = True
            self.send_400_response(TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._deadline is None:
            self._close_within(self.patience.head_s)

    def on_headers_complete(self) -> None:
        lines = [len(self.url), *(len(name) + len(value) for name, value in self.headers)]
        if len(lines) > LINES_MAX or max(lines) > LINE_BYTES_MAX or sum(lines) > HEAD_BYTES_MAX:
            self._is_too_large = True
            raise _TooLarge
        self._unheeded = 0
        self._is_in_head = False
        self._close_never()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unheeded = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unheeded = 0
        self._is_in_head = True
        if self._deadline is not None:  # it was the rest of a body
            self._close_within(self.patience.head_s)
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, or is too much to be."""
        if self.transport.is_closing():
            return
        status, text = (HEAD_TOO_LARGE, TOO_LARGE) if self._is_too_large else (BAD_REQUEST, msg)
        headers = {
            **HEADERS,
            "content-type": "text/plain",
            "content-length": len(text),
            "connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(STATUS_LINE[status] + f"{lines}\r\n{text}".encode("ascii"))
        self.transport.close()

    # Upgrades and requests, begun in turns.

    def handle_websocket_upgrade(self) -> None:
        self.transport.pause_reading()  # nothing may come before the answer
        self._turns.put(self._upgrade)

    def _upgrade(self) -> None:
        if not self.transport.is_closing():
            super().handle_websocket_upgrade()
            # It holds this, and nobody will say here that the connection is lost.
            self.parser = None  # type: ignore[assignment]
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._turns.put(partial(super()._start_asgi_task, cycle, app))

    @property
    def _turns(self) -> Turns:
        return self._turns_of.setdefault(self.server_state, Turns(self.loop))

    # What comes after an answer.

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not (self._is_in_head or self.pipeline or self.transport.is_closing()):
            self._close_within(self.patience.rest_of_body_s)

    # A peer that does not read.

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None

    def _watch_reading(self, before: int) -> None:
        def look() -> None:
            waits = self.transport.get_write_buffer_size()
            if waits < before:
                self._watch_reading(waits)
            else:
                logger.info("a peer that does not read was cut off")
                self.transport.abort()

        self._write_deadline = self._in(self.patience.reading_s, look)

    # Time.

    def _close_within(self, seconds: float) -> None:
        self._close_never()
        self._deadline = self._in(seconds, self._close_next)

    def _close_next(self) -> None:
        # What has come already is read first: when thousands come back at once, it is the loop that is late.
        self._deadline = self._in(0, self.transport.close)

    def _close_never(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _in(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, call)
