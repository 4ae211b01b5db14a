"""Reading and trimming the activity of boards: streams that following.py appends to."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.replies import as_list, text, write

NEWEST: Final = "+"


class Stored(NamedTuple):
    """One row under the id that the store gave it, by which reading goes on."""

    id: str
    data: bytes


async def newest(client: StoreClient, board: BoardId, *, before: str, count: int) -> list[Stored]:
    """Return up to ``count`` rows older than ``before`` (`NEWEST`: from the end), newest first."""
    start = before if before == NEWEST else f"({before}"
    raw: list[Any] = as_list(await client.call("XREVRANGE", keys.activity(board), start, "-", "COUNT", count))
    return [Stored(text(id_), fields[1]) for id_, fields in raw]


async def forget(client: StoreClient, board: BoardId, *, before: int) -> None:
    """Drop the rows that were written before a moment (milliseconds since 1970)."""
    await write(client, ("XTRIM", keys.activity(board), "MINID", f"{max(before, 0)}-0"))
