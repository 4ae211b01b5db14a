"""A TCP relay that stays while what is behind it goes and comes back elsewhere: a service that restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

READ_BYTES = 65_536


class Relay:
    """Listens on ``port`` and passes everything on to ``target``; nobody is there while that is None."""

    def __init__(self) -> None:
        self.port = 0
        self.target: int | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """End every connection without a word."""
        for writer in self._writers:
            writer.transport.abort()

    def hold(self) -> None:
        """Pass nothing on, in either direction, and let nobody know."""
        self._flows.clear()

    def release(self) -> None:
        """Pass on what was held and what comes."""
        self._flows.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self.target is not None:
                there, to_there = await asyncio.open_connection("127.0.0.1", self.target)
                await asyncio.gather(self._pass_on(reader, to_there), self._pass_on(there, writer))
        except OSError:
            pass  # whoever was behind is gone; so is this connection
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while more := await reader.read(READ_BYTES):
                await self._flows.wait()
                writer.write(more)
                await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def relaying() -> AsyncIterator[Relay]:
    relay = Relay()
    server = await asyncio.start_server(relay._serve, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        relay.cut()
        server.close()
