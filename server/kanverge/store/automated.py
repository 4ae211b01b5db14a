"""What boards do by themselves, as it is stored: which boards, what waits to be done, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import msgpack

from kanverge.store import keys, scripts
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.replies import as_list, pairs, sound, text, write

KINDS: Final = frozenset({"rule", "recurrence"})
"""The kinds of records that make a board do something by itself."""
BOARDS_PER_ROUND_TRIP: Final = 1_000
UNFINISHED_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a board has to do: occasions by name, and the state that rules by the clock keep; both as stored."""

    occasions: dict[str, bytes]
    state: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Automated:
    """The boards of one store that have rules or recurring cards."""

    client: StoreClient

    async def note(self, board: BoardId) -> None:
        """Have the board looked at now."""
        await write(self.client, ("ZADD", keys.AUTOMATED, 0, board))

    async def begin(self, board: BoardId, now_ms: int) -> int:
        """Note that the board is being looked at, and have that done again soon should this one never end."""
        mark = now_ms + UNFINISHED_MS
        await write(self.client, ("ZADD", keys.AUTOMATED, mark, board))
        return mark

    async def end(self, board: BoardId, mark: int, *, at_ms: int) -> None:
        """Have the board looked at then, unless its rules have changed since ``begin``: then at once."""
        await self.client.run(scripts.RESCORE, [keys.AUTOMATED], [board, mark, at_ms])

    async def forget(self, board: BoardId) -> None:
        """Look at the board no more: it is gone."""
        await write(self.client, ("ZREM", keys.AUTOMATED, board))

    async def due(self, now_ms: int) -> list[BoardId]:
        """Return the boards whose time has come or on which something happened that calls a rule."""
        flat = as_list(await self.client.call("ZRANGE", keys.AUTOMATED, 0, -1, "WITHSCORES"))
        boards = [(text(flat[at]), float(flat[at + 1])) for at in range(0, len(flat), 2)]
        found: list[BoardId] = []
        for at in range(0, len(boards), BOARDS_PER_ROUND_TRIP):
            some = boards[at : at + BOARDS_PER_ROUND_TRIP]
            lengths = sound(
                await self.client.pipeline([("HLEN", keys.occasions(board)) for board, _ in some])
            )
            found += [
                board
                for (board, score), length in zip(some, lengths, strict=True)
                if score <= now_ms or cast("int", length) > 0
            ]
        return found

    async def overdue(self, now_ms: int) -> list[BoardId]:
        """Return the boards whose time has come, whatever happened on the others."""
        found = await self.client.call("ZRANGE", keys.AUTOMATED, "-inf", now_ms, "BYSCORE")
        return [text(raw) for raw in as_list(found)]

    async def next_after(self, now_ms: int) -> int | None:
        """Return the moment (ms) at which the time of a board comes next."""
        first = ("ZRANGE", keys.AUTOMATED, f"({now_ms}", "+inf", "BYSCORE", "LIMIT", 0, 1, "WITHSCORES")
        found = as_list(await self.client.call(*first))
        return int(float(text(found[1]))) if found else None

    async def waiting(self, board: BoardId) -> Waiting:
        """Return what the board has to do."""
        commands = [("HGETALL", keys.occasions(board)), ("HGETALL", keys.automation(board))]
        occasions, state = sound(await self.client.pipeline(commands))
        return Waiting(pairs(occasions), pairs(state))

    async def firings(self, board: BoardId, of: Iterable[str]) -> dict[str, bytes]:
        """Return the logs of these rules or recurring cards, as stored; those that have none are left out."""
        ids = list(of)
        if not ids:
            return {}
        raw = as_list(await self.client.call("HMGET", keys.firings(board), *ids))
        return {id: one for id, one in zip(ids, raw, strict=True) if one is not None}

    async def records(self, board: BoardId, kind: str, ids: Iterable[str]) -> dict[str, Any]:
        """Return these rules or recurring cards; those that are gone are left out."""
        wanted = list(ids)
        if not wanted:
            return {}
        raw = as_list(await self.client.call("HMGET", keys.records(board, kind), *wanted))
        return {id: msgpack.unpackb(one) for id, one in zip(wanted, raw, strict=True) if one is not None}

    async def log(self, board: BoardId, of: str) -> Sequence[dict[str, Any]]:
        """Return what one rule or recurring card did, the newest first."""
        stored = await self.firings(board, [of])
        return unpacked(stored.get(of))


def unpacked(stored: bytes | None) -> list[dict[str, Any]]:
    """Return a stored log, newest first."""
    return [] if stored is None else cast("list[dict[str, Any]]", msgpack.unpackb(stored))
