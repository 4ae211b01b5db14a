"""How much each person can take on, as stored: one packed record a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgpack

from kanverge.errors import ReplyError
from kanverge.store import keys
from kanverge.store.client import StoreClient
from kanverge.store.replies import pairs


async def every(client: StoreClient) -> dict[str, dict[str, Any]]:
    """Return the record of everyone who has one."""
    found = pairs(await client.call("HGETALL", keys.CAPACITY))
    return {person: msgpack.unpackb(packed) for person, packed in found.items()}


async def put(client: StoreClient, person: str, record: Mapping[str, Any]) -> None:
    """Keep a person's record, in place of an earlier one."""
    for reply in await client.durable([("HSET", keys.CAPACITY, person, msgpack.packb(record))]):
        if isinstance(reply, ReplyError):
            raise reply
