"""A TCP server that answers whatever it is asked with what a test tells it to."""

from __future__ import annotations

import asyncio
import ssl
from typing import Self

from kanverge.store.address import Address


class Peer:
    """Listens on a free port; sends ``answers`` once a client has sent something, then nothing more."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.answers = b""
        self.closes_after_bytes: int | None = None
        """How many bytes to read before closing, after the answers; None: never closes on its own."""
        self.reads = True
        self.received = b""
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        for writer in self._writers:
            writer.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    @property
    def address(self) -> Address:
        assert self._server is not None
        return Address(host="127.0.0.1", port=self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if not self.reads:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            return
        while more := await reader.read(65_536):
            self.received += more
            writer.write(self.answers)
            self.answers = b""
            if self.closes_after_bytes is not None and len(self.received) >= self.closes_after_bytes:
                writer.close()
                return
