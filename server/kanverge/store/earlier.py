"""A board as it stood at an earlier position of its log, from a snapshot, history segments and the log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kanverge.errors import NotFound, StoreCorrupt
from kanverge.store.base import START, BoardId, Loaded
from kanverge.store.boards import StoredBoards
from kanverge.store.log import LogEntry, position


class HistoryGone(NotFound):
    """What was asked for is older than what is kept."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier states of a store's boards."""

    boards: StoredBoards

    async def at(self, board: BoardId, cursor: str) -> Loaded:
        """Return the board as it stood after entry ``cursor``; raise HistoryGone where that is no longer known.

        Records beside the document are those of now: they keep no past.
        """
        beside = await self.boards.beside(board)
        found = [
            await self.boards.past.before(board, cursor),
            await self.boards.checkpoints.before(board, cursor),
        ]
        snapshot = max(filter(None, found), key=lambda one: position(one.cursor), default=None)
        entries = await self.entries(board, after=snapshot.cursor if snapshot else START, until=cursor)
        last = entries[-1].id if entries else (snapshot.cursor if snapshot else START)
        return replace(beside, snapshot=snapshot, entries=tuple(entries), last=last)

    async def entries(self, board: BoardId, *, after: str, until: str) -> list[LogEntry]:
        """Return every entry after a position, up to and with another; raise HistoryGone where some are gone."""
        found: dict[str, LogEntry] = {}
        if not await self._is_compacted(board, until):
            # The log first: what a compaction moves meanwhile is then found in both, and never in neither.
            found = {entry.id: entry for entry in await self.boards.all_entries(board, after=after)}
        try:
            found |= {entry.id: entry for entry in await self.boards.past.after(board, after, until=until)}
        except StoreCorrupt as error:
            raise HistoryGone(
                f"the history of board {board} does not reach back to {after}: {error}"
            ) from error
        last = position(until)
        placed = sorted((position(id), id) for id in found)
        return [found[id] for place, id in placed if place <= last]

    async def _is_compacted(self, board: BoardId, until: str) -> bool:
        """Return whether everything up to an entry has left the log."""
        return any(position(name) >= position(until) for name in await self.boards.past.segments(board))
