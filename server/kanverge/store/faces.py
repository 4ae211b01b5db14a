"""Who is on which board, as each node tells the others: hashes that live for seconds, and a channel for what changed.

Nothing here is worth a wait for the disk, and what a node that died has said is forgotten by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import msgpack

from kanverge.errors import ReplyError
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.connection import Command, Reply

LIFE_MS: Final = 30_000
"""How long what a node says holds without being said again."""
KNOWN_MS: Final = 10 * LIFE_MS
"""How long a silent node is asked for."""

Face: TypeAlias = tuple[str, str, str]
"""A person's id, name and colour."""


Looking: TypeAlias = tuple[str, str]
"""A person's id, and a card that they have open and look at."""


@dataclass(frozen=True, slots=True)
class Present:
    """Who is on one board: the first so many by face, how many more there are, and who looks at which card."""

    faces: tuple[Face, ...] = ()
    more: int = 0
    looking: frozenset[Looking] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.faces)


NodeFaces: TypeAlias = Mapping[BoardId, Present]
"""Who is on the boards of one node; a board that is left out has nobody on it."""


class FacesStore:
    """What the nodes of one store say of who is where. Every method raises StoreAway when it cannot be reached."""

    def __init__(self, client: StoreClient, node: str) -> None:
        self._client = client
        self.node = node

    async def subscribe(self, receive: Callable[[str, NodeFaces], None]) -> None:
        """Call ``receive`` with each node's changes as they are made: the boards that are empty now too."""
        await self._client.subscribe(keys.HERE_CHANNEL, lambda message: receive(*_changes(message)))

    async def say(self, changed: NodeFaces, *, now_ms: int) -> bool:
        """Say what changed on our boards, and that the rest still holds; return whether that was still known."""
        mine = keys.here(self.node)
        full = {board: _pack(present) for board, present in changed.items() if present}
        empty = [board for board, present in changed.items() if not present]
        commands: list[Command] = [("EXISTS", mine)]
        if full:
            commands.append(("HSET", mine, *(part for pair in full.items() for part in pair)))
        if empty:
            commands.append(("HDEL", mine, *empty))
        commands += [
            ("PEXPIRE", mine, LIFE_MS),
            ("ZADD", keys.HERE, now_ms, self.node),
            ("ZREMRANGEBYSCORE", keys.HERE, "-inf", now_ms - KNOWN_MS),
        ]
        if changed:
            told = {board: _plain(present) for board, present in changed.items()}
            commands.append(("PUBLISH", keys.HERE_CHANNEL, msgpack.packb([self.node, told])))
        return (await self._all(commands))[0] == 1

    async def others(self) -> dict[str, NodeFaces]:
        """Return what every other node says."""
        [raw] = await self._all([("ZRANGE", keys.HERE, 0, -1)])
        nodes = [name for each in _list(raw) if (name := each.decode()) != self.node]
        replies = await self._all([("HGETALL", keys.here(node)) for node in nodes]) if nodes else []
        return {node: dict(_rows(_list(reply))) for node, reply in zip(nodes, replies, strict=True)}

    async def _all(self, commands: list[Command]) -> list[Reply]:
        replies = await self._client.pipeline(commands)
        for reply in replies:
            if isinstance(reply, ReplyError):
                raise reply
        return replies


def _changes(message: bytes) -> tuple[str, NodeFaces]:
    node, told = msgpack.unpackb(message)
    return node, {board: _present(plain) for board, plain in told.items()}


def _rows(flat: list[Any]) -> Iterator[tuple[BoardId, Present]]:
    for board, raw in zip(flat[::2], flat[1::2], strict=True):
        yield board.decode(), _present(msgpack.unpackb(raw))


def _plain(present: Present) -> list[Any]:
    return [[list(face) for face in present.faces], present.more, sorted(present.looking)]


def _present(plain: Any) -> Present:
    faces, more, *rest = plain  # a node of an earlier version tells of no cards
    looking = frozenset((person, card) for [some] in [rest or [[]]] for person, card in some)
    return Present(tuple((id_, name, color) for id_, name, color in faces), more, looking)


def _pack(present: Present) -> bytes:
    return cast("bytes", msgpack.packb(_plain(present)))


def _list(reply: Reply) -> list[Any]:
    assert isinstance(reply, list), reply
    return reply
