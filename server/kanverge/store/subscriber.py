"""A connection that only listens: messages of the channels it subscribed to go to one callback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Self, TypeAlias

from kanverge.store.address import Address
from kanverge.store.connection import CONNECT_LIMIT_S, REPLY_LIMIT_S, Connection, Reply, pack

OnMessage: TypeAlias = Callable[[bytes, bytes], None]  # channel, message

LISTEN_PING_S = 15.0


class Subscriber(Connection):
    """Hears channels until it is lost; a lost one hears nothing and is replaced by a new one.

    Messages sent while nobody listened are gone: after each new subscription read the log for the gap.
    ``on_message`` is called from the event loop, must not block and must not raise.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._on_message: OnMessage | None = None
        self._next_ping: asyncio.TimerHandle | None = None
        self._heard = True

    @classmethod
    async def listen(
        cls,
        address: Address,
        on_message: OnMessage,
        *,
        limit_s: float = CONNECT_LIMIT_S,
        ping_s: float = LISTEN_PING_S,
    ) -> Self:
        """Connect; a store that does not answer a ping within ``ping_s`` counts as lost."""
        subscriber = cls(address)
        subscriber._on_message = on_message
        await subscriber._open(limit_s)
        subscriber._keep_alive(ping_s)
        return subscriber

    async def subscribe(self, *channels: bytes, limit_s: float = REPLY_LIMIT_S) -> None:
        """Return once the store delivers every message of ``channels``."""
        await self._change("SUBSCRIBE", channels, limit_s)

    async def unsubscribe(self, *channels: bytes, limit_s: float = REPLY_LIMIT_S) -> None:
        """Return once no further message of ``channels`` will come."""
        await self._change("UNSUBSCRIBE", channels, limit_s)

    async def _change(self, verb: str, channels: tuple[bytes, ...], limit_s: float) -> None:
        if channels:
            # The store confirms each channel on its own.
            await self._ask(pack((verb, *channels)), len(channels), limit_s)

    def _received(self, reply: Reply) -> None:
        self._heard = True
        match reply:
            case [b"message", bytes(channel), bytes(message)] if self._on_message is not None:
                self._on_message(channel, message)
            case _:
                super()._received(reply)

    def _keep_alive(self, ping_s: float) -> None:
        """Ask for a sign of life; without one since the last time, give the connection up."""
        if not self.is_open:
            return
        if not self._heard:
            self._lose(f"silent for {ping_s:g} s")
            return
        self._heard = False
        self._send(pack(("PING",)), 1).cancel()  # nobody waits for this reply
        self._next_ping = self._loop.call_later(ping_s, self._keep_alive, ping_s)

    def _lose(self, why: str) -> None:
        if self._next_ping is not None:
            self._next_ping.cancel()
        super()._lose(why)
