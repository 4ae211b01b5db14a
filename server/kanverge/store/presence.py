"""What people do on a board, from node to node: a channel each node listens to, and nothing that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgpack

from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient

Rows: TypeAlias = Sequence[list[Any]]
"""As of a ``present`` message: session, person, and state or None."""

ASK, ROWS = "ask", "rows"
MESSAGES_PER_TURN: Final = 100


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody at ``node`` wants to hear what is done on ``boards``; an ask holds for a while."""

    node: str
    boards: Sequence[BoardId]


@dataclass(frozen=True, slots=True)
class Told:
    """What is new of what people at ``node`` do on ``board``; ``everyone``, if given: all the sessions there are."""

    node: str
    board: BoardId
    rows: Rows
    everyone: Sequence[str] | None = None


Heard: TypeAlias = Ask | Told


class PresenceStore:
    """The way from one node of a store to another. Every method raises StoreAway when it cannot be reached."""

    def __init__(self, client: StoreClient, node: str) -> None:
        self._client = client
        self.node = node

    async def subscribe(self, receive: Callable[[Heard], None]) -> None:
        """Call ``receive`` with all that other nodes send to this one."""
        await self._client.subscribe(keys.presence_channel(self.node), lambda raw: receive(_unpack(raw)))

    async def send(self, messages: Iterable[tuple[str, Heard]]) -> None:
        """Send each message to its node; one that is away misses it."""
        commands = [("PUBLISH", keys.presence_channel(node), _pack(message)) for node, message in messages]
        for at in range(0, len(commands), MESSAGES_PER_TURN):
            await self._client.pipeline(commands[at : at + MESSAGES_PER_TURN])


def _pack(message: Heard) -> bytes:
    match message:
        case Ask(node, boards):
            plain: list[Any] = [ASK, node, list(boards)]
        case Told(node, board, rows, everyone):
            plain = [ROWS, node, board, list(rows), everyone]
    packed: bytes = msgpack.packb(plain)
    return packed


def _unpack(raw: bytes) -> Heard:
    what, node, *rest = msgpack.unpackb(raw)
    return Ask(node, *rest) if what == ASK else Told(node, *rest)
