"""What is known of boards that do harm: who began to read one and never ended, what is left out of it, and why."""

from __future__ import annotations

from typing import Final, cast

from kanverge.errors import ReplyError
from kanverge.store import keys
from kanverge.store.base import BoardId, DamagedSnapshot
from kanverge.store.client import StoreClient
from kanverge.store.connection import Command, Reply

REASON: Final = "killed or stalled whoever read it"


class Trouble:
    """The marks of one process, ``node``; a process that was killed leaves its own behind."""

    def __init__(self, client: StoreClient, node: str) -> None:
        self._client = client
        self._node = node

    async def begin(self, board: BoardId) -> int:
        """Note that we begin to read ``board``; return how many others began and did not end."""
        key = keys.reading(board)
        # A store that takes no writes, because its disk is full, still gives its boards to readers.
        _, count = await self._client.pipeline([("HSET", key, self._node, ""), ("HLEN", key)])
        return 0 if isinstance(count, ReplyError) else max(0, cast("int", count) - 1)

    async def end(self, board: BoardId) -> None:
        """Note that we have read it and live."""
        await self._client.pipeline([("HDEL", keys.reading(board), self._node)])

    async def forget(self, board: BoardId) -> None:
        """Forget all who never ended: it was found out what they died of."""
        await self._client.durable([("DEL", keys.reading(board))])

    async def leave_out(self, board: BoardId, row: str) -> None:
        """Leave the row out whenever the board is read from now on; raise what the store objects to."""
        await self._write(("HSET", keys.left_out(board), row, REASON))

    async def set_aside(self, board: BoardId, entry_id: str, data: bytes) -> None:
        """Keep the bytes of an entry that cannot be read, as they were found first; raise what the store objects to."""
        await self._write(("HSETNX", keys.unreadable(board), entry_id, data))

    async def set_aside_snapshot(self, board: BoardId, snapshot: DamagedSnapshot) -> bool:
        """Keep the bytes of an unreadable snapshot; return whether nobody had yet; raise what the store objects to."""
        key = keys.damaged_snapshots(board)
        return await self._write(("HSETNX", key, snapshot.cursor, snapshot.stored)) == 1

    async def _write(self, command: Command) -> Reply:
        [reply] = await self._client.durable([command])
        if isinstance(reply, ReplyError):
            raise reply
        return reply
