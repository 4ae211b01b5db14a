"""The connections to the store that come back: one for commands, one that listens, both replaced when lost.

While they are away every call raises StoreAway at once; nothing here retries a command, because only its caller
knows whether running it twice is harmless.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from kanverge.clock import Clock
from kanverge.errors import ReplyError, StoreAway, StoreError
from kanverge.store import keys, scripts
from kanverge.store.address import Address
from kanverge.store.connection import Argument, Command, Connection, Reply
from kanverge.store.scripts import Script
from kanverge.store.subscriber import Subscriber

logger = logging.getLogger(__name__)

RETRY_FIRST_S = 0.05
RETRY_MAX_S = 2.0
WAIT_FOR_DISK_MS = 5_000


class Server(Protocol):
    """A Redis or Valkey server this process may use: embedded, or one of the user's own."""

    async def ready(self) -> Address:
        """Return where it listens, after starting or reviving it if that is ours to do, or raise StoreAway."""

    @property
    def fsyncs_always(self) -> bool:
        """Return whether a reply already means that the write is on disk."""


class StoreClient:
    """Commands, scripts and subscriptions over connections that are replaced when lost."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._connection: Connection | None = None
        self._subscriber: Subscriber | None = None
        self._channels: dict[bytes, Callable[[bytes], None]] = {}
        self._supervisor: asyncio.Task[None] | None = None
        self._came_back: list[Callable[[], Awaitable[None]]] = []
        self._available = asyncio.Event()
        self.on_availability: Callable[[bool], None] = lambda _: None

    # Life.

    async def open(self) -> None:
        """Connect, or raise the StoreError that says why not; from then on reconnect until ``close``."""
        await self._connect()
        self._supervisor = asyncio.create_task(self._supervise(), name="store connections")

    async def close(self) -> None:
        """Close both connections and stop reconnecting."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor
        await self._disconnect()

    @property
    def is_available(self) -> bool:
        return self._available.is_set()

    async def wait_available(self) -> None:
        """Return once the store can be reached."""
        await self._available.wait()

    def when_back(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Await ``callback`` after each reconnection, before the store counts as available again."""
        self._came_back.append(callback)

    async def _connect(self) -> None:
        address = await self._server.ready()
        async with contextlib.AsyncExitStack() as on_failure:
            connection = await Connection.open(address)
            on_failure.push_async_callback(connection.close)
            await self._catch_up(connection)
            await connection.pipeline([("SCRIPT", "LOAD", script.source) for script in scripts.ALL])
            subscriber = await Subscriber.listen(address, self._published)
            on_failure.push_async_callback(subscriber.close)
            await subscriber.subscribe(*self._channels)
            on_failure.pop_all()
        self._connection, self._subscriber = connection, subscriber
        self._available.set()

    async def _catch_up(self, connection: Connection) -> None:
        """Have the disk reach everything written so far: what an earlier connection was not told of is read next.

        WAITAOF waits for what its own connection wrote, so this one writes as well.
        """
        if not self._server.fsyncs_always:
            await _on_disk(connection, [("SET", keys.TOUCHED, 1)])

    async def _disconnect(self) -> None:
        self._available.clear()
        connection, subscriber = self._connection, self._subscriber
        self._connection = self._subscriber = None
        for lost in (connection, subscriber):
            if lost is not None:
                await lost.close()

    async def _supervise(self) -> None:
        while True:
            await self._wait_lost()
            await self._disconnect()
            self.on_availability(False)
            await self._reconnect()
            while not await self._tell_back():
                # With fresh connections, because nobody knows what these have heard.
                await self._disconnect()
                await self._clock.sleep(RETRY_FIRST_S)
                await self._reconnect()
            self.on_availability(True)

    async def _tell_back(self) -> bool:
        """Let those who wait for the store do what they must do first; return whether they could."""
        try:
            for callback in self._came_back:
                await callback()
        except StoreError as error:
            logger.warning("the store went away again at once: %s", error)
            return False
        except Exception:
            # Without this task nothing would ever connect again.
            logger.exception("what the store's return was waited for with failed")
            return False
        return True

    async def _wait_lost(self) -> None:
        assert self._connection is not None
        assert self._subscriber is not None
        watches = [
            asyncio.ensure_future(self._connection.wait_lost()),
            asyncio.ensure_future(self._subscriber.wait_lost()),
        ]
        try:
            done, _ = await asyncio.wait(watches, return_when=asyncio.FIRST_COMPLETED)
            logger.warning("the store is away: %s", next(iter(done)).result())
        finally:
            for watch in watches:
                watch.cancel()

    async def _reconnect(self) -> None:
        pause_s = RETRY_FIRST_S
        while True:
            try:
                await self._connect()
            except StoreError as error:
                logger.info("the store is still away: %s", error)
                await self._clock.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_MAX_S)
            else:
                logger.info("the store is back")
                return

    # Commands.

    async def call(self, *command: Argument) -> Reply:
        """Run one command; raise ReplyError or StoreAway."""
        return await self._open_connection().call(*command)

    async def pipeline(self, commands: Sequence[Command]) -> list[Reply]:
        """Run the commands in one round trip; a ReplyError stands in its place among the replies."""
        return await self._open_connection().pipeline(commands)

    async def durable(self, commands: Sequence[Command]) -> list[Reply]:
        """Run the commands and return when what they wrote is on disk; raise StoreAway when that is not sure."""
        if self._server.fsyncs_always:
            return await self.pipeline(commands)
        return await _on_disk(self._open_connection(), commands)

    async def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Argument]) -> Reply:
        """Run one script durably."""
        [reply] = await self.run_all([(script, keys, arguments)])
        if isinstance(reply, ReplyError):
            raise reply
        return reply

    async def run_all(self, calls: Sequence[tuple[Script, Sequence[str], Sequence[Argument]]]) -> list[Reply]:
        """Run scripts durably in one round trip; those the store has forgotten are sent again in full."""
        commands: list[Command] = [
            ("EVALSHA", script.sha, len(keys), *keys, *arguments) for script, keys, arguments in calls
        ]
        replies = await self.durable(commands)
        forgotten = [at for at, reply in enumerate(replies) if _is_forgotten(reply)]
        if forgotten:
            again: list[Command] = []
            for at in forgotten:
                script, keys, arguments = calls[at]
                again.append(("EVAL", script.source, len(keys), *keys, *arguments))
            for at, reply in zip(forgotten, await self.durable(again), strict=True):
                replies[at] = reply
        return replies

    def _open_connection(self) -> Connection:
        if self._connection is None:
            raise StoreAway("the store is away")
        return self._connection

    # Channels.

    @property
    def subscriptions(self) -> int:
        """How many channels are listened to."""
        return len(self._channels)

    async def subscribe(self, channel: str, receive: Callable[[bytes], None]) -> None:
        """Call ``receive`` with each message of ``channel`` from when this returns, also after reconnections."""
        name = channel.encode()
        self._channels[name] = receive
        if self._subscriber is None:
            raise StoreAway("the store is away")
        await self._subscriber.subscribe(name)

    async def unsubscribe(self, channel: str) -> None:
        """Stop calling; harmless while the store is away."""
        name = channel.encode()
        self._channels.pop(name, None)
        if self._subscriber is not None:
            with contextlib.suppress(StoreAway):
                await self._subscriber.unsubscribe(name)

    def _published(self, channel: bytes, message: bytes) -> None:
        receive = self._channels.get(channel)
        if receive is None:
            return
        try:
            receive(message)
        except Exception:
            # One board's trouble must not end the connection that all boards hear by (pitfall P17).
            logger.exception("a message on %s could not be taken", channel.decode(errors="replace"))


async def _on_disk(connection: Connection, commands: Sequence[Command]) -> list[Reply]:
    """Run the commands and wait for the disk; where it does not follow, give the connection up and raise StoreAway.

    Else what was written would be read again, and said to be saved, before it is on disk (see _catch_up).
    """
    *replies, synced = await connection.pipeline([*commands, ("WAITAOF", 1, 0, WAIT_FOR_DISK_MS)])
    if not isinstance(synced, list) or not synced or synced[0] != 1:
        connection.give_up("its disk does not follow")
        raise StoreAway("the store did not confirm that the writes are on disk", may_have_run=True)
    return replies


def _is_forgotten(reply: Reply) -> bool:
    return isinstance(reply, ReplyError) and reply.code == "NOSCRIPT"
