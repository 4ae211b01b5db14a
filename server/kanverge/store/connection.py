"""One connection to the store: many commands leave in one write, their replies come back in order.

Made for the commit path, where redis-py costs 30 us a command in pipelines and about 1 ms alone: hiredis
packs and reads, a batch of commands is one write and one future. RESP2, so that replies have few shapes.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Sequence
from typing import Any, Final, Self, TypeAlias, cast

import hiredis

from kanverge.errors import ReplyError, StoreAway, StoreRefused
from kanverge.store.address import Address

Argument: TypeAlias = bytes | str | int | float
Command: TypeAlias = tuple[Argument, ...]
Reply: TypeAlias = "bytes | int | list[Reply] | ReplyError | None"

CONNECT_LIMIT_S = 5.0
REPLY_LIMIT_S = 10.0
CLOSE_LIMIT_S = 1.0
# Far above what one flush holds: reached only when the store has stopped reading.
UNSENT_BYTES_MAX = 64 * 1024 * 1024
WAITING_BATCHES_MAX = 10_000

_MORE: Final = object()  # what the reader returns while a reply is incomplete


def pack(command: Command) -> bytes:
    """Return the bytes of ``command`` on the wire."""
    return cast("bytes", hiredis.pack_command(cast("Any", command)))


class _Batch:
    """The commands of one write and the replies that have come so far."""

    __slots__ = ("count", "future", "replies")

    def __init__(self, count: int, future: asyncio.Future[list[Reply]]) -> None:
        self.count = count
        self.future = future
        self.replies: list[Reply] = []


class Connection(asyncio.Protocol):
    """An open connection; once lost it stays lost, and every call raises StoreAway."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(replyError=ReplyError, notEnoughData=_MORE)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[_Batch] = deque()
        self._why_lost: str | None = None
        self._closed = asyncio.Event()

    @classmethod
    async def open(cls, address: Address, *, limit_s: float = CONNECT_LIMIT_S) -> Self:
        """Connect, authenticate and select the database, or raise StoreAway or StoreRefused."""
        connection = cls(address)
        await connection._open(limit_s)
        return connection

    @property
    def is_open(self) -> bool:
        return self._why_lost is None

    @property
    def waiting(self) -> int:
        """How many batches wait for replies."""
        return len(self._waiting)

    async def call(self, *command: Argument, limit_s: float = REPLY_LIMIT_S) -> Reply:
        """Run one command and return its reply, or raise ReplyError or StoreAway."""
        [reply] = await self._ask(pack(command), 1, limit_s)
        if isinstance(reply, ReplyError):
            raise reply
        return reply

    async def pipeline(self, commands: Sequence[Command], *, limit_s: float = REPLY_LIMIT_S) -> list[Reply]:
        """Run ``commands`` in one write and return their replies in order, ReplyErrors among them."""
        if not commands:
            return []
        packed = b"".join([pack(command) for command in commands])
        return await self._ask(packed, len(commands), limit_s)

    async def close(self) -> None:
        """Close the connection; what still waits for a reply fails."""
        assert self._transport is not None, "only what was opened is handed out"
        self._transport.close()
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await self._closed.wait()
        except TimeoutError:
            self._lose("closed")

    def give_up(self, why: str) -> None:
        """Count the connection as lost: it answers, but not as it must."""
        self._lose(why)

    async def wait_lost(self) -> str:
        """Return why the connection was lost, once it is."""
        await self._closed.wait()
        assert self._why_lost is not None
        return self._why_lost

    # Opening.

    async def _open(self, limit_s: float) -> None:
        try:
            async with asyncio.timeout(limit_s):
                await self._connect()
                await self._greet()
        except TimeoutError as error:
            self._lose(f"no connection within {limit_s:g} s")
            raise self._away(may_have_run=False) from error
        except OSError as error:
            raise StoreAway(f"{self.address}: {error.strerror or error}") from error
        except BaseException:
            self._lose("given up")
            raise

    async def _connect(self) -> None:
        if self.address.path is not None:
            await self._loop.create_unix_connection(lambda: self, self.address.path)
            return
        transport, _ = await self._loop.create_connection(
            lambda: self, self.address.host, self.address.port, ssl=self.address.tls_context()
        )
        # A peer that vanished without a word is noticed even while nothing is asked.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    async def _greet(self) -> None:
        address = self.address
        commands: list[Command] = []
        if address.password is not None:
            commands.append(("AUTH", address.username or "default", address.password))
        if address.database:
            commands.append(("SELECT", address.database))
        for reply in await self.pipeline(commands):
            if isinstance(reply, ReplyError):
                raise StoreRefused(f"{address}: {reply}")

    # Asking.

    async def _ask(self, packed: bytes, count: int, limit_s: float) -> list[Reply]:
        future = self._send(packed, count)
        try:
            async with asyncio.timeout(limit_s):
                return await future
        except TimeoutError as error:
            # Replies come in order, so behind a reply that does not come nothing else will.
            self._lose(f"no reply within {limit_s:g} s")
            raise self._away(may_have_run=True) from error

    def _send(self, packed: bytes, count: int) -> asyncio.Future[list[Reply]]:
        """Write the ``count`` commands in ``packed`` and return the future of their replies."""
        if self._transport is None or self._why_lost is not None:
            raise self._away(may_have_run=False)
        unsent = self._transport.get_write_buffer_size()
        if len(self._waiting) >= WAITING_BATCHES_MAX or unsent + len(packed) > UNSENT_BYTES_MAX > len(packed):
            raise StoreAway(f"{self.address}: too slow, {len(self._waiting)} batches and {unsent} bytes wait")
        batch = _Batch(count, self._loop.create_future())
        self._waiting.append(batch)
        self._transport.write(packed)
        return batch.future

    def _received(self, reply: Reply) -> None:
        if not self._waiting:
            self._lose("an answer that nobody asked for")
            return
        batch = self._waiting[0]
        batch.replies.append(reply)
        if len(batch.replies) == batch.count:
            self._waiting.popleft()
            if not batch.future.done():  # done: whoever asked was cancelled
                batch.future.set_result(batch.replies)

    # Losing.

    def _away(self, *, may_have_run: bool) -> StoreAway:
        return StoreAway(f"{self.address}: {self._why_lost or 'not connected'}", may_have_run=may_have_run)

    def _lose(self, why: str) -> None:
        """Give the connection up: fail everything that waits, keep the first reason."""
        if self._why_lost is not None:
            return
        self._why_lost = why
        if self._transport is not None:
            self._transport.abort()
        while self._waiting:
            batch = self._waiting.popleft()
            if not batch.future.done():
                batch.future.set_exception(self._away(may_have_run=True))
        self._closed.set()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while self._why_lost is None and (reply := self._reader.gets()) is not _MORE:
                self._received(reply)
        except hiredis.ProtocolError as error:
            self._lose(f"does not speak the Redis protocol ({error})")

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose("connection lost" if exc is None else f"connection lost ({exc})")
