"""What left the boards' logs: the snapshots that stand for it, and the history segments that keep it."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from typing import Final

import msgpack

from kanverge.errors import NotFound, StoreCorrupt
from kanverge.store import history, keys, log, scripts
from kanverge.store.base import START, BoardId, DamagedSnapshot, Loaded, Snapshot
from kanverge.store.client import StoreClient
from kanverge.store.log import LogEntry, position
from kanverge.store.replies import as_list, pairs, text, write

SNAPSHOTS_KEPT: Final = 3


class Past:
    """The snapshots and history segments of one store's boards."""

    def __init__(self, client: StoreClient) -> None:
        self._client = client

    async def segments(self, board: BoardId) -> list[str]:
        """Return the names of the board's history segments, oldest first."""
        return [text(raw) for raw in as_list(await self._client.call("ZRANGE", keys.segments(board), 0, -1))]

    async def segment(
        self, board: BoardId, name: str, *, after: str = START, until: str | None = None
    ) -> list[LogEntry]:
        """Return the entries of one history segment, or those of them between two positions."""
        raw = await self._client.call("GET", keys.segment(board, name))
        if not isinstance(raw, bytes):
            raise NotFound(f"board {board} has no history segment {name}")
        return history.unpack(raw, after=after, until=until)

    async def last_before(self, board: BoardId, before: int) -> str | None:
        """Return the newest segment whose last entry is older than ``before`` (milliseconds), if there is one."""
        key = keys.segments(board)
        found = as_list(await self._client.call("ZREVRANGEBYSCORE", key, f"({before}", "-inf", "LIMIT", 0, 1))
        return text(found[0]) if found else None

    async def forget(self, board: BoardId, *, before: int) -> int:
        """Drop the segments whose last entry is older than ``before`` (milliseconds); return how many."""
        old = as_list(await self._client.call("ZRANGEBYSCORE", keys.segments(board), "-inf", f"({before}"))
        for name in map(text, old):
            await write(
                self._client,
                # First: where the history is not whole, nobody must take it for whole (``after``).
                ("HSET", keys.head(board), "forgotten", name),
                ("DEL", keys.segment(board, name)),
                ("ZREM", keys.segments(board), name),
            )
        return len(old)

    async def after(self, board: BoardId, cursor: str, *, until: str | None = None) -> list[LogEntry]:
        """Return every entry of the history after ``cursor``; raise StoreCorrupt unless they are all there.

        Those after ``until`` are left out.
        """
        forgotten = await self._client.call("HGET", keys.head(board), "forgotten")
        if forgotten is not None and position(text(forgotten)) > position(cursor):
            raise StoreCorrupt(f"of the entries after {cursor}, those up to {text(forgotten)} were dropped")
        entries: list[LogEntry] = []
        for name in sorted(await self.segments(board), key=position):
            if position(name) <= position(cursor):
                continue
            try:
                entries += await self.segment(board, name, after=cursor, until=until)
            except (NotFound, StoreCorrupt) as error:
                raise StoreCorrupt(f"the entries up to {name} are lost: {error}") from error
            if until is not None and position(name) >= position(until):
                break
        return entries

    async def newest(self, board: BoardId) -> tuple[Snapshot | None, tuple[DamagedSnapshot, ...]]:
        """Return the newest snapshot that is sound, if there is one, and the damaged ones that are newer."""
        damaged: list[DamagedSnapshot] = []
        for age in range(SNAPSHOTS_KEPT):
            fields = pairs(await self._client.call("HGETALL", keys.snapshot(board, age)))
            if not fields and not damaged:
                break
            try:
                if fields:
                    return read_snapshot(fields), tuple(damaged)
            except StoreCorrupt as error:
                stored: bytes = msgpack.packb(fields)
                damaged.append(DamagedSnapshot(age, fields.get("cursor", b""), stored, str(error)))
        return None, tuple(damaged)

    async def before(self, board: BoardId, cursor: str) -> Snapshot | None:
        """Return the newest sound snapshot that is not later than entry ``cursor``, if there is one."""
        for age in range(SNAPSHOTS_KEPT):
            fields = pairs(await self._client.call("HGETALL", keys.snapshot(board, age)))
            with contextlib.suppress(StoreCorrupt):
                if fields and position((snapshot := read_snapshot(fields)).cursor) <= position(cursor):
                    return snapshot
        return None

    async def is_sound(self, board: BoardId) -> bool:
        """Return whether the newest snapshot, if there is one, can be read."""
        _, damaged = await self.newest(board)
        return not damaged

    async def compact(
        self,
        board: BoardId,
        *,
        loaded: Loaded,
        state: bytes,
        trimmed: Sequence[LogEntry],
        keep: str,
    ) -> bool:
        """Put ``state`` in front of the snapshots that were ``loaded``; return False when another was faster.

        Damaged ones leave. ``trimmed`` leave the log for a history segment, ``keep`` is the first id that stays.
        """
        segment = history.pack(trimmed) if trimmed else b""
        last = trimmed[-1].id if trimmed else START
        compressed = zlib.compress(state, 6)
        expected = loaded.snapshot.cursor.encode() if loaded.snapshot else b""
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
                loaded.epoch,
                loaded.damaged[0].cursor if loaded.damaged else expected,
                loaded.last,
                zlib.crc32(compressed),
                compressed,
                keep,
                last,
                log.milliseconds(last),
                segment,
                loaded.damaged[-1].age + 1 if loaded.damaged else 0,
            ],
        )
        return reply == b"ok"


def read_snapshot(fields: dict[str, bytes]) -> Snapshot:
    """Return the snapshot that these fields hold; raise StoreCorrupt."""
    try:
        cursor, state = text(fields["cursor"]), fields["state"]
        position(cursor)
        if zlib.crc32(state) != int(fields["crc"]):
            raise StoreCorrupt("does not match its checksum")
        return Snapshot(cursor, int(fields["epoch"]), zlib.decompress(state))
    except (KeyError, ValueError, zlib.error) as error:
        raise StoreCorrupt(f"cannot be read: {error!r}") from error


def reaches(entries: Sequence[LogEntry], damaged: Sequence[DamagedSnapshot]) -> bool:
    """Return whether the entries go at least as far as the snapshots that they make up for."""
    last = position(entries[-1].id if entries else START)
    return all(_position(snapshot.cursor) <= last for snapshot in damaged)


def _position(cursor: bytes) -> tuple[int, int]:
    try:
        return position(text(cursor))
    except ValueError:  # damaged as well
        return position(START)
