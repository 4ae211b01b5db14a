"""How far each board's log was followed, and what came of it: written together, so each entry counts exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from kanverge.errors import ReplyError, StoreAway
from kanverge.store import keys, scripts
from kanverge.store.base import START, BoardId, Write
from kanverge.store.client import StoreClient
from kanverge.store.connection import Argument, Reply

HEADS_PER_ROUND_TRIP: Final = 1_000


class Append(NamedTuple):
    """Add ``value`` to the end of stream ``key``, under an id of the time ``at_ms`` (milliseconds since 1970).

    Where the stream has gone past that already, it is added as of now.
    """

    key: str
    at_ms: int
    value: bytes


class Behind(NamedTuple):
    """A board whose log is ahead of what was followed; ``cursor`` None: it never was."""

    board: BoardId
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What following some entries of one board led to."""

    writes: Sequence[Write] = ()
    appends: Sequence[Append] = ()
    message: bytes = b""
    """Published on ``keys.FACTS`` once all is written; empty: nothing."""
    calls: Sequence[str] = ()
    """Channels on which the board is named once all is written: whoever has something to do there listens."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The cursors of a store's boards."""

    client: StoreClient

    async def behind(self) -> list[Behind]:
        """Return the boards with entries that were not followed yet, oldest board first."""
        ids = [raw.decode() for raw in _list(await self.client.call("ZRANGE", keys.BOARDS, 0, -1))]
        found: list[Behind] = []
        for at in range(0, len(ids), HEADS_PER_ROUND_TRIP):
            some = ids[at : at + HEADS_PER_ROUND_TRIP]
            commands = [
                command
                for board in some
                for command in (
                    ("HGET", keys.head(board), "last"),
                    ("HGET", keys.followed(board), "cursor"),
                )
            ]
            replies = iter(_all(await self.client.pipeline(commands)))
            for board, last, cursor in zip(some, replies, replies, strict=True):
                if last is not None and last != (cursor or START.encode()):
                    found.append(Behind(board, _text(cursor)))
        return found

    async def cursor(self, board: BoardId) -> str | None:
        """Return the entry up to which the board's log was followed, or None if it never was."""
        return _text(await self.client.call("HGET", keys.followed(board), "cursor"))

    async def hash(self, key: str) -> Mapping[str, bytes]:
        """Return a whole hash of what was written."""
        flat = _list(await self.client.call("HGETALL", key))
        return {flat[at].decode(): flat[at + 1] for at in range(0, len(flat), 2)}

    async def advance(self, board: BoardId, expected: str | None, cursor: str, outcome: Outcome) -> bool:
        """Write what came of following up to ``cursor``; False when another has followed past ``expected``."""
        names = [keys.followed(board)]
        names += sorted({write.key for write in outcome.writes} | {append.key for append in outcome.appends})
        index = {name: at + 1 for at, name in enumerate(names)}
        arguments: list[Argument] = [expected or "", cursor, keys.FACTS, outcome.message, len(outcome.writes)]
        for write in outcome.writes:
            arguments += (index[write.key], write.field, write.value)
        arguments.append(len(outcome.appends))
        for append in outcome.appends:
            arguments += (index[append.key], append.at_ms, append.value)
        arguments += (board, *outcome.calls)
        try:
            return await self.client.run(scripts.FOLLOW, names, arguments) == 1
        except ReplyError as error:
            if error.is_passing:
                raise StoreAway(f"the store cannot write: {error}") from error
            raise


def _list(reply: Reply) -> list[bytes]:
    assert isinstance(reply, list), reply
    return cast("list[bytes]", reply)


def _all(replies: list[Reply]) -> list[Reply]:
    for reply in replies:
        if isinstance(reply, ReplyError):
            raise reply
    return replies


def _text(reply: Reply) -> str | None:
    return reply.decode() if isinstance(reply, bytes) else None
