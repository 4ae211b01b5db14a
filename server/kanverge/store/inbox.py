"""Inboxes as they are stored: a hash of notices for each person, changed by scripts; what changes is published.

A notice lies under an id that follows from what it is about, so writing it twice is writing it once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, cast

import msgpack

from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.connection import Command
from kanverge.store.replies import as_list, pairs, sound, text
from kanverge.store.scripts import Script

NOTICES_MAX: Final = 500
"""A person's; then the oldest go, those that were read first."""
BOARDS_PER_ROUND_TRIP: Final = 500


def _script(source: str) -> Script:
    return Script(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


# A notice is a MessagePack map with `when`, `read` (ms, 0: not) and `snoozed` (ms, 0: not).
# KEYS: inbox. ARGV: person, channel, how many at most, then id and notice each. Returns how many were new.
_PUT: Final = _script("""
local new = 0
for at = 4, #ARGV, 2 do new = new + redis.call('HSETNX', KEYS[1], ARGV[at], ARGV[at + 1]) end
local excess = redis.call('HLEN', KEYS[1]) - tonumber(ARGV[3])
if excess > 0 then
  local all, flat = {}, redis.call('HGETALL', KEYS[1])
  for at = 1, #flat, 2 do
    local notice = cmsgpack.unpack(flat[at + 1])
    all[#all + 1] = {flat[at], notice.read > 0 and 0 or 1, notice.when}
  end
  table.sort(all, function(a, b) if a[2] ~= b[2] then return a[2] < b[2] end return a[3] < b[3] end)
  for at = 1, excess do redis.call('HDEL', KEYS[1], all[at][1]) end
end
if new > 0 then redis.call('PUBLISH', ARGV[2], ARGV[1]) end
return new
""")

# KEYS: inbox, snoozed. ARGV: person, channel, field, value, then ids. `read` also ends a snooze.
_SET: Final = _script("""
local changed = 0
for at = 5, #ARGV do
  local raw = redis.call('HGET', KEYS[1], ARGV[at])
  if raw then
    local notice = cmsgpack.unpack(raw)
    notice[ARGV[3]] = tonumber(ARGV[4])
    if ARGV[3] == 'snoozed' then notice.read = 0 else notice.snoozed = 0 end
    redis.call('HSET', KEYS[1], ARGV[at], cmsgpack.pack(notice))
    changed = changed + 1
  end
end
if changed > 0 then
  if ARGV[3] == 'snoozed' and tonumber(ARGV[4]) > 0 then
    redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1] .. ' ' .. ARGV[4])
  end
  redis.call('PUBLISH', ARGV[2], ARGV[1])
end
return changed
""")

# KEYS: happenings. ARGV: name and value each: taken away where it is still that.
_TAKE: Final = _script("""
for at = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then redis.call('HDEL', KEYS[1], ARGV[at]) end
end
return redis.call('HLEN', KEYS[1])
""")


class Filed(NamedTuple):
    """A notice as it is stored: its id, and what it says."""

    id: str
    notice: dict[str, Any]


async def put_notices(client: StoreClient, person: str, notices: Sequence[Filed]) -> None:
    """Put notices into a person's inbox; one that is there already stays as it is."""
    arguments = [part for id, notice in notices for part in (id, cast("bytes", msgpack.packb(notice)))]
    await client.run(_PUT, [keys.inbox(person)], [person, keys.INBOX_CHANNEL, NOTICES_MAX, *arguments])


async def notices_of(client: StoreClient, person: str) -> list[Filed]:
    """Return everything in a person's inbox, newest first."""
    rows = pairs(await client.call("HGETALL", keys.inbox(person)))
    filed = [Filed(id, msgpack.unpackb(raw)) for id, raw in rows.items()]
    return sorted(
        filed, key=lambda one: (max(one.notice["when"], one.notice["snoozed"]), one.id), reverse=True
    )


async def set_read(client: StoreClient, person: str, ids: Sequence[str], *, at_ms: int) -> int:
    """Note when notices were read (0: not); return how many there were."""
    return await _set(client, person, ids, "read", at_ms)


async def snooze(client: StoreClient, person: str, ids: Sequence[str], *, until_ms: int) -> int:
    """Put notices off (0: not any more), unread from then on; return how many there were."""
    return await _set(client, person, ids, "snoozed", until_ms)


async def _set(client: StoreClient, person: str, ids: Sequence[str], field: str, value: int) -> int:
    names = [keys.inbox(person), keys.SNOOZED]
    return cast("int", await client.run(_SET, names, [person, keys.INBOX_CHANNEL, field, value, *ids]))


async def next_snoozed(client: StoreClient) -> int | None:
    """Return the moment (ms) at which a notice comes back next."""
    first = as_list(await client.call("ZRANGE", keys.SNOOZED, 0, 0, "WITHSCORES"))
    return int(float(text(first[1]))) if first else None


async def wake_snoozed(client: StoreClient, now_ms: int) -> None:
    """Tell the pages of those for whom the time of a notice has come."""
    due = as_list(await client.call("ZRANGE", keys.SNOOZED, "-inf", now_ms, "BYSCORE"))
    if due:
        people = {text(member).partition(" ")[0] for member in due}
        commands: list[Command] = [("PUBLISH", keys.INBOX_CHANNEL, person) for person in people]
        sound(await client.pipeline([*commands, ("ZREM", keys.SNOOZED, *due)]))


# What waits to be delivered.


async def boards_with_happenings(client: StoreClient) -> list[BoardId]:
    """Return the boards on which something happened that was not delivered yet."""
    boards = [text(raw) for raw in as_list(await client.call("ZRANGE", keys.BOARDS, 0, -1))]
    found: list[BoardId] = []
    for at in range(0, len(boards), BOARDS_PER_ROUND_TRIP):
        some = boards[at : at + BOARDS_PER_ROUND_TRIP]
        lengths = sound(await client.pipeline([("HLEN", keys.happenings(board)) for board in some]))
        found += [board for board, length in zip(some, lengths, strict=True) if length]
    return found


async def happenings(client: StoreClient, board: BoardId) -> dict[str, bytes]:
    """Return what happened on a board and was not delivered yet, by name."""
    return pairs(await client.call("HGETALL", keys.happenings(board)))


async def take_happenings(client: StoreClient, board: BoardId, delivered: dict[str, bytes]) -> None:
    """Take away what was delivered, unless it has become another meanwhile."""
    await client.run(_TAKE, [keys.happenings(board)], [part for pair in delivered.items() for part in pair])
