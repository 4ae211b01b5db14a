"""The facts of all boards as one process knows them: read from the store once, kept up by what is published.

Rows stay packed: they go on as they came, and a hundred thousand of them must fit into memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast

from kanverge.portfolio.following import SUMMARY, unpack
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.connection import Command
from kanverge.store.replies import as_list, pairs, sound, text

Rows: TypeAlias = Mapping[str, bytes]
Listener: TypeAlias = Callable[[BoardId | None, Rows], None]
"""Called with a board and its changed cards; with None when anything may have changed."""

BOARDS_PER_ROUND_TRIP: Final = 500


@dataclass(slots=True)
class FactsIndex:
    """What is known of boards without opening them."""

    client: StoreClient
    _summaries: dict[BoardId, bytes] = field(default_factory=dict)
    _rows: dict[BoardId, dict[str, bytes]] = field(default_factory=dict)
    _is_loaded: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _meanwhile: list[tuple[BoardId, bytes, Rows]] = field(default_factory=list)
    """What was heard while the store was read: it may be newer than what was read."""
    _listeners: list[Listener] = field(default_factory=list)

    async def start(self) -> None:
        """Listen to what is published from now on."""
        await self.client.subscribe(keys.FACTS, self._heard)
        self.client.when_back(self._forget)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` at each change; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def load(self) -> None:
        """Read every board's summary, unless that was done; raise StoreAway."""
        async with self._turn:
            if not self._is_loaded:
                self._meanwhile.clear()
                found = await self._read_summaries()
                self._summaries = found
                self._catch_up()
                self._is_loaded = True

    def summary(self, board: BoardId) -> bytes | None:
        """Return the board's summary as it is stored, or None while nothing is known; ``load`` first."""
        return self._summaries.get(board)

    async def rows(self, board: BoardId) -> Rows:
        """Return the packed facts of every card of the board, read from the store the first time."""
        async with self._turn:
            known = self._rows.get(board)
            if known is None:
                self._meanwhile.clear()
                known = pairs(await self.client.call("HGETALL", keys.facts_cards(board)))
                self._rows[board] = known
                self._catch_up()
        return known

    def rows_at_hand(self, board: BoardId) -> Rows:
        """Return the rows that ``rows`` has read; none if it did not."""
        return self._rows.get(board, {})

    def _heard(self, message: bytes) -> None:
        board, summary, rows = unpack(message)
        self._meanwhile.append((board, summary, rows))
        if not self._turn.locked():
            self._meanwhile.clear()
        self._take(board, summary, rows)
        for listener in list(self._listeners):
            listener(board, rows)

    def _take(self, board: BoardId, summary: bytes, rows: Rows) -> None:
        self._summaries[board] = summary
        if (known := self._rows.get(board)) is not None:
            known.update(rows)

    def _catch_up(self) -> None:
        for heard in self._meanwhile:
            self._take(*heard)
        self._meanwhile.clear()

    async def _forget(self) -> None:
        """Read everything anew when it is asked for: nobody knows what was published while the store was away."""
        self._is_loaded = False
        self._rows.clear()
        for listener in list(self._listeners):
            listener(None, {})

    async def _read_summaries(self) -> dict[BoardId, bytes]:
        boards = [text(raw) for raw in as_list(await self.client.call("ZRANGE", keys.BOARDS, 0, -1))]
        found: dict[BoardId, bytes] = {}
        for at in range(0, len(boards), BOARDS_PER_ROUND_TRIP):
            some = boards[at : at + BOARDS_PER_ROUND_TRIP]
            commands: list[Command] = [("HGET", keys.facts(board), SUMMARY) for board in some]
            replies = sound(await self.client.pipeline(commands))
            found |= {
                board: cast("bytes", reply)
                for board, reply in zip(some, replies, strict=True)
                if reply is not None
            }
        return found
