"""How the boards of a workspace are put in order: the group each stands in, and the stars of each person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from kanverge.errors import Invalid, NotFound, ReplyError
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.connection import Argument
from kanverge.store.scripts import Script

STARS_MAX: Final = 1_000
"""A person's: a list of more is no shorter way to a board."""


def _script(source: str) -> Script:
    return Script(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


# KEYS: head. ARGV: group ('': none). Returns nothing when there is no such board.
GROUP: Final = _script("""
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if ARGV[1] == '' then redis.call('HDEL', KEYS[1], 'group') else redis.call('HSET', KEYS[1], 'group', ARGV[1]) end
return 1
""")

# KEYS: stars. ARGV: board, how many at most. Returns 0 where there are that many.
STAR: Final = _script("""
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
return 1
""")


async def set_group(client: StoreClient, board: BoardId, group: str) -> None:
    """Put a board into a group of the workspace, or (empty) into none; raise NotFound."""
    if await client.run(GROUP, [keys.head(board)], [group]) is None:
        raise NotFound(f"there is no board {board}")


async def put_star(client: StoreClient, person: str, board: BoardId) -> None:
    """Put a person's star on a board; raise Invalid where they have too many."""
    if await client.run(STAR, [keys.stars(person)], [board, STARS_MAX]) == 0:
        raise Invalid(f"you have {STARS_MAX} stars already: take one away first")


async def take_star(client: StoreClient, person: str, board: BoardId) -> None:
    """Take a person's star off a board."""
    await _durably(client, ("SREM", keys.stars(person), board))


async def stars(client: StoreClient, person: str) -> frozenset[BoardId]:
    """Return the boards with a person's star."""
    reply = await client.call("SMEMBERS", keys.stars(person))
    assert isinstance(reply, list), reply
    return frozenset(raw.decode() for raw in reply if isinstance(raw, bytes))


async def _durably(client: StoreClient, command: Sequence[Argument]) -> None:
    for reply in await client.durable([tuple(command)]):
        if isinstance(reply, ReplyError):
            raise reply
