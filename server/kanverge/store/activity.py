"""Reading and trimming the activity of boards: streams that following.py appends to.

Rows stand in the order of the log, under ids of the time of their entry, or of a later one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kanverge.store import keys
from kanverge.store.base import START, BoardId
from kanverge.store.client import StoreClient
from kanverge.store.log import milliseconds, position
from kanverge.store.replies import as_list, sound, text, write

NEWEST: Final = "+"
OUTLINE_MAX: Final = 256
"""Rows that stand for the whole life of a board."""
ROUNDS_MAX: Final = 4
PAGE_ROWS: Final = 500
COUNTER_MAX: Final = 2**64 - 1
"""Of the ids of one millisecond."""


class Stored(NamedTuple):
    """One row under the id that the store gave it, by which reading goes on."""

    id: str
    data: bytes


async def newest(client: StoreClient, board: BoardId, *, before: str, count: int) -> list[Stored]:
    """Return up to ``count`` rows older than ``before`` (`NEWEST`: from the end), newest first."""
    start = before if before == NEWEST else f"({before}"
    return _rows(await client.call("XREVRANGE", keys.activity(board), start, "-", "COUNT", count))


async def oldest(client: StoreClient, board: BoardId, *, after: str, count: int) -> list[Stored]:
    """Return up to ``count`` rows newer than ``after``, oldest first."""
    return _rows(await client.call("XRANGE", keys.activity(board), f"({after}", "+", "COUNT", count))


async def first_past(client: StoreClient, board: BoardId, is_past: Callable[[bytes], bool]) -> Stored | None:
    """Return the oldest row that is past a place in the log; every row after it is as well. None: no row is.

    Looked for by halves of the time in which rows were written, so that a long life is not read for it.
    """
    ends = await newest(client, board, before=NEWEST, count=1)
    low, high = 0, milliseconds(ends[0].id) + 1 if ends else 0
    while low < high:
        middle = (low + high) // 2
        rows = _rows(await client.call("XRANGE", keys.activity(board), middle, "+", "COUNT", 1))
        if not rows or is_past(rows[0].data):
            high = middle
        else:
            low = milliseconds(rows[0].id) + 1
    # From `low` on all are past; of the millisecond before it, only some may be.
    before = f"{max(0, low - 2)}-{COUNTER_MAX}"
    while page := await oldest(client, board, after=before, count=PAGE_ROWS):
        for row in page:
            if is_past(row.data):
                return row
        before = page[-1].id
    return None


async def outline(client: StoreClient, board: BoardId) -> list[Stored]:
    """Return rows from all over the board's life, oldest first: of each stretch of time the first one, if any.

    Stretches in which something happened are halved and halved again for as long as there is room.
    """
    ends = [
        *await oldest(client, board, after=START, count=1),
        *await newest(client, board, before=NEWEST, count=1),
    ]
    if len(ends) < 2:
        return []
    first, last = ends
    found = {first.id: first, last.id: last}
    stretches = [(milliseconds(first.id), milliseconds(last.id) + 1)]
    for _ in range(ROUNDS_MAX):
        room = OUTLINE_MAX - len(found)
        if room < 2 * len(stretches):
            break
        stretches = _split(stretches, room // max(1, len(stretches)))
        key = keys.activity(board)
        commands = [("XRANGE", key, low, f"({high}-0", "COUNT", 1) for low, high in stretches]
        rows = [_rows(reply) for reply in sound(await client.pipeline(commands))]
        found |= {row.id: row for [row] in filter(None, rows)}
        stretches = [stretch for stretch, row in zip(stretches, rows, strict=True) if row]
    return sorted(found.values(), key=lambda row: position(row.id))


def _split(stretches: list[tuple[int, int]], parts: int) -> list[tuple[int, int]]:
    """Return each stretch of milliseconds in so many equal pieces, or as many as it has milliseconds."""
    pieces: list[tuple[int, int]] = []
    for low, high in stretches:
        step = -(-(high - low) // parts)
        pieces += [(at, min(at + step, high)) for at in range(low, high, step)]
    return pieces


def _rows(reply: Any) -> list[Stored]:
    return [Stored(text(id_), fields[1]) for id_, fields in as_list(reply)]


async def forget(client: StoreClient, board: BoardId, *, before: int) -> None:
    """Drop the rows that were written before a moment (milliseconds since 1970)."""
    await write(client, ("XTRIM", keys.activity(board), "MINID", f"{max(before, 0)}-0"))
