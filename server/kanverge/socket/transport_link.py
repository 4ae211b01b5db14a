"""A link right on its transport: a short reader for whole binary frames, and writes of frames made elsewhere.

``ServerProtocol`` of websockets reads every unusual frame: fragments, control frames, what must be refused.
Whole masked binary frames, nearly all there are, go from the transport straight to the receiver, without the
queue, the task and the pause and resume that ASGI costs a message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from kanverge.socket.link import (
    FAILED,
    LOST,
    MESSAGE_BYTES_MAX,
    LinkLimits,
    Receiver,
    shortened,
    succeeds,
)

try:
    from websockets.speedups import apply_mask
except ImportError:  # websockets installs without its extension where there is no compiler
    from websockets.utils import apply_mask

logger = logging.getLogger(__name__)

FIN_BINARY: Final = 0x82
MASKED: Final = 0x80


def bounds(data: bytes, at: int) -> tuple[int, int]:
    """Return where the payload of the frame at ``at`` begins and ends (RFC 6455 5.2).

    While its header is incomplete, both are how far ``data`` has to reach before asking again.
    """
    if len(data) < at + 2:
        return at + 2, at + 2
    second = data[at + 1]
    begin = at + 6 if second & MASKED else at + 2
    length = second & 0x7F
    if length == 126:
        begin += 2
        length = int.from_bytes(data[at + 2 : at + 4], "big")
    elif length == 127:
        begin += 8
        length = int.from_bytes(data[at + 2 : at + 10], "big")
    return (begin, begin + length) if begin <= len(data) else (begin, begin)


def _ignore(_: Frame) -> None:
    """Do nothing with a pong: the connection is gone."""


class TransportLink:
    """One connection, as uvicorn's protocol class hands it over after the handshake."""

    __slots__ = (
        "_closed",
        "_code",
        "_conn",
        "_fragments",
        "_fragments_are_text",
        "_frame_bytes",
        "_is_started",
        "_limits",
        "_loop",
        "_message_bytes_max",
        "_on_pong",
        "_overrun_bytes",
        "_partial",
        "_passing_bytes",
        "_receiver",
        "_timer",
        "_transport",
        "is_left",
        "is_taken",
        "writable",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        conn: ServerProtocol,
        limits: LinkLimits,
        on_pong: Callable[[Frame], None],
    ) -> None:
        self.writable = True
        self.is_taken = False
        self.is_left = False
        self._transport = transport
        self._conn = conn
        self._limits = limits
        self._on_pong = on_pong
        self._loop = asyncio.get_running_loop()
        self._receiver: Receiver | None = None
        self._message_bytes_max = MESSAGE_BYTES_MAX
        self._is_started = False
        self._partial = bytearray()  # of a whole binary frame; before the start, whatever came
        self._frame_bytes = 0  # how long ``_partial`` has to be before it is looked at again
        self._passing_bytes = 0  # of an unusual frame, still to be passed to ``_conn``
        self._fragments = bytearray()
        self._fragments_are_text = False
        self._overrun_bytes = 0
        self._code: int | None = None  # set by whoever ends the connection first
        self._timer: asyncio.TimerHandle | None = None
        self._closed: asyncio.Future[int] = self._loop.create_future()
        transport.set_write_buffer_limits(high=limits.high_water_bytes)

    # What the room calls

    def attach(self, receiver: Receiver, *, message_bytes_max: int = MESSAGE_BYTES_MAX) -> None:
        assert self._receiver is None, "a link has one receiver"
        self.is_taken = True
        self._receiver = receiver
        self._message_bytes_max = message_bytes_max
        self._conn.max_message_size = message_bytes_max
        if self._closed.done():
            self._loop.call_soon(succeeds, receiver.closed, self._closed.result())
        else:
            self._loop.call_soon(self._start)

    def write(self, frame: bytes) -> None:
        if self._code is not None:
            return
        if self.writable:
            self._transport.write(frame)
        else:
            self._overrun(frame)

    def close(self, code: int, reason: str = "") -> None:
        if self._code is None:
            self.is_taken = True
            if self._conn.state is State.OPEN:
                self._conn.send_close(code, shortened(reason))
                self._flush()
            self._end(code)
            self._start()

    def leave(self) -> bool:
        self.is_left = self._receiver is not None
        return self.is_left

    async def wait_closed(self) -> int:
        return await asyncio.shield(self._closed)

    # What the protocol calls

    @property
    def is_open(self) -> bool:
        """Return whether a close frame has neither come nor gone."""
        return self._code is None

    def release(self) -> bytes:
        """Return what came before anyone took the link, to read the connection in another way."""
        held = bytes(self._partial)
        self._partial.clear()
        return held

    def data_received(self, data: bytes) -> None:
        if self._partial:
            self._partial += data
            if len(self._partial) < self._frame_bytes:
                return
            data = self.release()
        if self._code is not None:
            self._pass(data)
        elif not self._is_started:
            self._hold(data)
        elif self._passing_bytes:
            self._finish_passing(data)
        else:
            self._read(data)

    def pause_writing(self) -> None:
        self.writable = False

    def resume_writing(self) -> None:
        self.writable = True
        self._overrun_bytes = 0
        if self._code is None and self._receiver and not succeeds(self._receiver.writable_again):
            self.close(FAILED, "internal error")

    def eof_received(self) -> None:
        self._end(LOST)

    def connection_lost(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._is_started = True
        self._partial.clear()
        self._code = LOST if self._code is None else self._code
        self._closed.set_result(self._code)
        if self._receiver is not None:
            succeeds(self._receiver.closed, self._code)
        # Whoever holds the other would otherwise wait for a search for cycles, which is seldom.
        self._receiver = None
        self._on_pong = _ignore

    # Reading

    def _hold(self, data: bytes) -> None:
        """Keep the little that comes before there is a receiver: one read, then none until the start."""
        if not self._transport.is_closing():
            self._partial += data
            self._transport.pause_reading()

    def _start(self) -> None:
        if self._is_started:
            return
        self._is_started = True
        if self._partial:
            self._transport.resume_reading()
            self.data_received(b"")

    def _read(self, data: bytes) -> None:
        """Deliver whole binary messages, pass other frames on, keep a last one that is incomplete."""
        conn, size, at = self._conn, len(data), 0
        while at < size and self._code is None:
            begin, end = bounds(data, at)
            if begin > size:
                break
            if (
                data[at] == FIN_BINARY
                and data[at + 1] & MASKED
                and end - begin <= self._message_bytes_max
                and conn.current_size is None
            ):
                if end > size:
                    break
                self._deliver(apply_mask(data[begin:end], data[begin - 4 : begin]))
            else:
                self._passing_bytes = max(0, end - size)
                self._pass(data[at:end])
            at = end
        self._keep(data[at:], end - at)

    def _keep(self, rest: bytes, frame_bytes: int) -> None:
        if rest and self._code is None:
            self._partial += rest
            self._frame_bytes = frame_bytes
        elif rest:
            self._pass(rest)

    def _finish_passing(self, data: bytes) -> None:
        rest = data[self._passing_bytes :]
        passed = data[: self._passing_bytes]
        self._passing_bytes -= len(passed)
        self._pass(passed)
        if rest:
            self.data_received(rest)

    def _deliver(self, message: bytes) -> None:
        assert self._receiver is not None
        if not succeeds(self._receiver.received, message):
            self.close(FAILED, "internal error")

    # Unusual frames

    def _pass(self, data: bytes) -> None:
        """Let ``ServerProtocol`` read: it answers pings, echoes closes and refuses what is not allowed."""
        self._conn.receive_data(data)
        for event in self._conn.events_received():
            if self._code is None:
                self._handle(event)
        self._flush()
        if self._code is None and self._conn.close_expected():
            first = self._conn.close_rcvd if self._conn.parser_exc is None else self._conn.close_sent
            self._end(LOST if first is None else first.code)

    def _handle(self, event: object) -> None:
        assert isinstance(event, Frame)
        if event.opcode is Opcode.PONG:
            self._on_pong(event)
        elif event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self._gather(event)

    def _gather(self, fragment: Frame) -> None:
        # One growing buffer, not a list: a million empty fragments must cost nothing.
        if fragment.opcode is not Opcode.CONT:
            self._fragments_are_text = fragment.opcode is Opcode.TEXT
        self._fragments += fragment.data
        if not fragment.fin:
            return
        message = bytes(self._fragments)
        self._fragments.clear()
        if not self._fragments_are_text:
            self._deliver(message)
        elif self._receiver and not succeeds(self._receiver.received_text):
            self.close(FAILED, "internal error")

    # Writing

    def _flush(self) -> None:
        """Send what ``ServerProtocol`` has to say; an empty one means the end of the stream."""
        for data in self._conn.data_to_send():
            if self._transport.is_closing():
                return
            if data and self.writable:
                self._transport.write(data)
            elif data:
                self._overrun(data)
            elif self._conn.parser_exc is not None and self._transport.can_write_eof():
                # Closing at once would reset a peer that still sends, and it would never read why.
                self._transport.write_eof()
            else:
                self._transport.close()

    def _overrun(self, data: bytes) -> None:
        """Send above the high-water mark, within bounds: a peer may make us answer without ever reading."""
        self._overrun_bytes += len(data)
        if self._overrun_bytes <= self._limits.overrun_bytes_max:
            self._transport.write(data)
        else:
            logger.info("a peer that does not read was cut off")
            self._end(LOST)
            self._transport.abort()

    def _end(self, code: int) -> None:
        if self._code is None:
            self._code = code
            self._timer = self._loop.call_later(self._limits.close_timeout_s, self._transport.abort)
