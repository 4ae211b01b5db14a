"""Calendar feeds as they are stored: records in the hash of the person who made them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, cast

import msgpack

from kanverge.errors import Invalid, StoreCorrupt
from kanverge.store import keys
from kanverge.store.client import StoreClient
from kanverge.store.replies import pairs
from kanverge.store.scripts import Script

FEEDS_MAX: Final = 100
"""A person's."""

_ADD: Final = """
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""
# KEYS: feeds. ARGV: id, record, how many at most. Returns 0 where there are that many.
ADD: Final = Script(_ADD, hashlib.sha1(_ADD.encode(), usedforsecurity=False).hexdigest())


async def add_feed(client: StoreClient, person: str, feed: str, record: Mapping[str, Any]) -> None:
    """Add a feed, or raise Invalid where the person has too many."""
    if await client.run(ADD, [keys.feeds(person)], [feed, msgpack.packb(dict(record)), FEEDS_MAX]) == 0:
        raise Invalid(f"you have {FEEDS_MAX} calendar feeds already: take one away first")


async def feed_record(client: StoreClient, person: str, feed: str) -> Mapping[str, Any] | None:
    """Return the record of a feed."""
    raw = await client.call("HGET", keys.feeds(person), feed)
    return None if raw is None else _unpacked(cast("bytes", raw))


async def feed_records(client: StoreClient, person: str) -> dict[str, Mapping[str, Any]]:
    """Return the feeds that a person has made."""
    return {id: _unpacked(raw) for id, raw in pairs(await client.call("HGETALL", keys.feeds(person))).items()}


async def end_feed(client: StoreClient, person: str, feed: str) -> bool:
    """Revoke a feed; return whether there was one."""
    return await client.durable([("HDEL", keys.feeds(person), feed)]) == [1]


def _unpacked(raw: bytes) -> Mapping[str, Any]:
    try:
        record: Any = msgpack.unpackb(raw)
    except (ValueError, msgpack.UnpackException) as error:
        raise StoreCorrupt("the record of a feed cannot be read") from error
    if not isinstance(record, dict):
        raise StoreCorrupt("the record of a feed has a wrong shape")
    return record
