"""People who watch everything, on whichever server answers; one that is killed costs them a moment."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field
from typing import Any

import msgpack
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from kanverge.socket.watch_codec import SUBPROTOCOL, Kind

AGAIN_S = 0.2


@dataclass
class Watcher:
    """One of them, and what they know by now."""

    urls: list[str]
    cookie: str
    summaries: dict[str, dict[str, Any]] = field(default_factory=dict)
    connections: int = 0

    async def run(self) -> None:
        """Watch until cancelled."""
        for url in itertools.cycle(self.urls):
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._watch(url)
            await asyncio.sleep(AGAIN_S)

    async def _watch(self, url: str) -> None:
        async with connect(
            f"{url.replace('http', 'ws', 1)}/watch",
            origin=Origin(url),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Cookie": self.cookie},
            proxy=None,
        ) as socket:
            self.connections += 1
            await socket.send(msgpack.packb([int(Kind.WATCH), True, []]))
            async for frame in socket:
                kind, *rest = msgpack.unpackb(frame)
                if kind == Kind.SUMMARY:
                    self.summaries[rest[0]] = rest[1]
