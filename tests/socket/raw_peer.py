"""A WebSocket client made of bytes, for frames that no library would send."""

from __future__ import annotations

import asyncio
import socket
from types import TracebackType
from typing import Self

from websockets.frames import Close
from websockets.utils import apply_mask

from tests.doubles.eventually import WAIT_S

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MASK = b"\x01\x80\x7f\xfe"


def masked(payload: bytes, opcode: int = BINARY, *, fin: bool = True, reserved: int = 0) -> bytes:
    """Return one frame as a client sends it (RFC 6455 5.2)."""
    first = bytes([(0x80 if fin else 0) | reserved | opcode])
    if len(payload) < 126:
        length = bytes([0x80 | len(payload)])
    elif len(payload) < 65_536:
        length = bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
    else:
        length = bytes([0x80 | 127]) + len(payload).to_bytes(8, "big")
    return first + length + MASK + apply_mask(payload, MASK)


def closing(code: int) -> bytes:
    return masked(code.to_bytes(2, "big"), CLOSE)


class RawPeer:
    """One connection that reads only when asked to."""

    def __init__(self, port: int, path: str = "/link", *, extensions: str | None = None) -> None:
        self._port = port
        self._path = path
        self._extensions = extensions
        self.response = b""

    async def __aenter__(self) -> Self:
        connection = socket.create_connection(("127.0.0.1", self._port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader, self.writer = await asyncio.open_connection(sock=connection, limit=4096)
        extensions = f"Sec-WebSocket-Extensions: {self._extensions}\r\n" if self._extensions else ""
        self.writer.write(
            b"GET "
            + self._path.encode()
            + b" HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            + extensions.encode()
            + b"\r\n"
        )
        self.response = await self.reader.readuntil(b"\r\n\r\n")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    def cut(self) -> None:
        """End without a close frame."""
        self.writer.transport.abort()

    async def read_frame(self) -> tuple[int, bytes]:
        """Return the opcode and the payload of the next frame."""
        async with asyncio.timeout(WAIT_S):
            return await self._read_frame()

    async def _read_frame(self) -> tuple[int, bytes]:
        first, second = await self.reader.readexactly(2)
        assert first & 0x80
        assert second < 0x80, "servers do not mask"
        length = second
        if second == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
        elif second == 127:
            length = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0xF, await self.reader.readexactly(length)

    async def read_close(self) -> Close:
        """Return what the server closes with, whatever it had sent before."""
        while True:
            opcode, payload = await self.read_frame()
            if opcode == CLOSE:
                return Close.parse(payload)

    async def read_end(self) -> bytes:
        """Return what comes until the server ends the connection."""
        async with asyncio.timeout(WAIT_S):
            return await self.reader.read()
