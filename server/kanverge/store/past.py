"""What left the boards' logs: the snapshots that stand for it, and the history segments that keep it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

from kanverge.errors import NotFound, StoreCorrupt
from kanverge.store import history, keys, log, scripts
from kanverge.store.base import START, BoardId, Snapshot
from kanverge.store.client import StoreClient
from kanverge.store.log import LogEntry
from kanverge.store.replies import as_list, text, write

SNAPSHOTS_KEPT: Final = 3


class Past:
    """The snapshots and history segments of one store's boards."""

    def __init__(self, client: StoreClient) -> None:
        self._client = client

    async def segments(self, board: BoardId) -> list[str]:
        """Return the names of the board's history segments, oldest first."""
        return [text(raw) for raw in as_list(await self._client.call("ZRANGE", keys.segments(board), 0, -1))]

    async def segment(self, board: BoardId, name: str) -> list[LogEntry]:
        """Return the entries of one history segment."""
        raw = await self._client.call("GET", keys.segment(board, name))
        if not isinstance(raw, bytes):
            raise NotFound(f"board {board} has no history segment {name}")
        return history.unpack(raw)

    async def forget(self, board: BoardId, *, before: int) -> int:
        """Drop the segments whose last entry is older than ``before`` (milliseconds); return how many."""
        old = as_list(await self._client.call("ZRANGEBYSCORE", keys.segments(board), "-inf", f"({before}"))
        for name in map(text, old):
            await write(
                self._client, ("DEL", keys.segment(board, name)), ("ZREM", keys.segments(board), name)
            )
        return len(old)

    async def compact(
        self,
        board: BoardId,
        *,
        epoch: int,
        expected: str,
        snapshot: Snapshot,
        trimmed: Sequence[LogEntry],
        keep: str,
    ) -> bool:
        """Replace the snapshot whose cursor is ``expected`` (START: none); return False when another was faster.

        ``trimmed`` leave the log for a history segment, ``keep`` is the first id that stays.
        """
        segment = history.pack(trimmed) if trimmed else b""
        last = trimmed[-1].id if trimmed else START
        state = zlib.compress(snapshot.state, 6)
        reply = await self._client.run(
            scripts.COMPACT,
            [
                keys.log(board),
                keys.head(board),
                *(keys.snapshot(board, age) for age in range(SNAPSHOTS_KEPT)),
                keys.segments(board),
                keys.segment(board, last),
            ],
            [
                epoch,
                "" if expected == START else expected,
                snapshot.cursor,
                zlib.crc32(state),
                state,
                keep,
                last,
                log.milliseconds(last),
                segment,
            ],
        )
        return reply == b"ok"


def read_snapshot(board: BoardId, fields: dict[str, bytes]) -> Snapshot | None:
    if not fields:
        return None
    state = fields["state"]
    if zlib.crc32(state) != int(fields["crc"]):
        raise StoreCorrupt(f"the snapshot of board {board} does not match its checksum")
    return Snapshot(text(fields["cursor"]), int(fields["epoch"]), zlib.decompress(state))
