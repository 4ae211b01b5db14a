"""Checkpoints: the states of a board that compactions left behind, from which earlier moments are read.

One is due once the history since the last has grown to a quarter of the state itself (both compressed). So going on
from one costs about as much as opening it, and together they take at most four times as many bytes as the history
between them, however large the board is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final, cast

from kanverge.store import keys
from kanverge.store.base import START, BoardId, Snapshot
from kanverge.store.client import StoreClient
from kanverge.store.log import milliseconds, position
from kanverge.store.replies import as_list, sound, text, write

BYTES_MIN: Final = 64 * 1024
"""Of history between two checkpoints, however small the board."""
STATE_SHARE: Final = 4
"""A quarter of the state: so much history is taken in about as fast as the state (bench/history.py)."""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The checkpoints of one store's boards."""

    client: StoreClient

    async def keep_if_due(self, board: BoardId, snapshot: Snapshot) -> bool:
        """Keep what a compaction has made, unless there is one close before it; return whether it was kept."""
        last = await self._before(board, snapshot.cursor)
        state = zlib.compress(snapshot.state, 6)
        if await self._history_bytes(board, after=last or START) < max(BYTES_MIN, len(state) // STATE_SHARE):
            return False
        await self._write(board, snapshot, state)
        return True

    async def keep(self, board: BoardId, snapshot: Snapshot) -> None:
        """Keep a state of the board, whether or not there is another close to it."""
        await self._write(board, snapshot, zlib.compress(snapshot.state, 6))

    async def _write(self, board: BoardId, snapshot: Snapshot, state: bytes) -> None:
        await write(
            self.client,
            ("HSET", keys.checkpoint(board, snapshot.cursor),
             "cursor", snapshot.cursor, "epoch", snapshot.epoch, "crc", zlib.crc32(state), "state", state),
            ("ZADD", keys.checkpoints(board), milliseconds(snapshot.cursor), snapshot.cursor),
        )  # fmt: skip

    async def before(self, board: BoardId, cursor: str) -> Snapshot | None:
        """Return the newest sound checkpoint that is not later than entry ``cursor``, if there is one."""
        name = await self._before(board, cursor)
        while name is not None:
            if (found := await self._read(board, name)) is not None:
                return found
            name = await self._before(board, name, is_before=True)
        return None

    async def forget(self, board: BoardId, *, before: int) -> None:
        """Drop those that are older than ``before`` (milliseconds)."""
        old = as_list(await self.client.call("ZRANGEBYSCORE", keys.checkpoints(board), "-inf", f"({before}"))
        for name in map(text, old):
            await write(
                self.client,
                ("ZREM", keys.checkpoints(board), name),
                ("DEL", keys.checkpoint(board, name)),
            )

    async def _before(self, board: BoardId, cursor: str, *, is_before: bool = False) -> str | None:
        score = milliseconds(cursor)
        raw = as_list(
            await self.client.call("ZREVRANGEBYSCORE", keys.checkpoints(board), score, "-inf", "LIMIT", 0, 50)
        )
        for name in map(text, raw):
            if position(name) < position(cursor) or (name == cursor and not is_before):
                return name
        return None

    async def _read(self, board: BoardId, name: str) -> Snapshot | None:
        raw = await self.client.call("HMGET", keys.checkpoint(board, name), "epoch", "crc", "state")
        match raw:
            case [bytes(epoch), bytes(crc), bytes(state)] if zlib.crc32(state) == int(crc):
                return Snapshot(name, int(epoch), zlib.decompress(state))
        return None

    async def _history_bytes(self, board: BoardId, *, after: str) -> int:
        """Return how many bytes the segments after an entry take."""
        names = as_list(
            await self.client.call("ZRANGEBYSCORE", keys.segments(board), f"({milliseconds(after)}", "+inf")
        )
        commands = [("STRLEN", keys.segment(board, text(name))) for name in names]
        return sum(cast("int", reply) for reply in sound(await self.client.pipeline(commands)))
