"""Boards that are put away: marked so in their head, and told to every node in the same step."""

from __future__ import annotations

import hashlib
from typing import Final

import msgpack

from kanverge.errors import NotFound
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.scripts import Script

# KEYS: head. ARGV: '1' or '', channel, notice if that changes anything. Returns nothing when there is no such board.
_SOURCE: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local changed
if ARGV[1] == '' then changed = redis.call('HDEL', KEYS[1], 'archived')
else changed = redis.call('HSET', KEYS[1], 'archived', ARGV[1]) end
if changed == 1 then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return changed
"""
ARCHIVE: Final = Script(_SOURCE, hashlib.sha1(_SOURCE.encode(), usedforsecurity=False).hexdigest())


async def set_archived(client: StoreClient, board: BoardId, *, is_archived: bool) -> bool:
    """Put a board away or bring it back; return whether that changed anything; raise NotFound."""
    notice = msgpack.packb(["archived" if is_archived else "restored", board])
    flag = "1" if is_archived else ""
    changed = await client.run(ARCHIVE, [keys.head(board)], [flag, keys.ACCOUNTS_CHANNEL, notice])
    if changed is None:
        raise NotFound(f"there is no board {board}")
    return changed == 1
