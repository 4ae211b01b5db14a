"""A board as whoever runs its rules knows it: read once, then moved on by its log, as what follows logs does.

Edits are made on it before they are committed: who could not commit them has to read the board anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kanverge.live.document import Document
from kanverge.live.reading import read
from kanverge.live.records import Records
from kanverge.store.base import BoardId
from kanverge.store.boards import StoredBoards
from kanverge.store.log import LogEntry, position, row_name
from kanverge_crdt.board import Board


@dataclass(slots=True)
class Replica:
    """One board under the client id that its rules write with."""

    epoch: int
    client: int
    document: Document
    board: Board
    records: Records
    at: str
    """The entry up to which the log is in it."""
    left_out: frozenset[str]

    @classmethod
    async def read(cls, boards: StoredBoards, board: BoardId, client: int) -> Replica:
        """Read a board as the store has it; raise NotFound or a StoreError."""
        loaded, document = await read(boards, board, client_id=client)
        records = Records.loaded(loaded.records, loaded.records_version)
        copy = Board(document.doc)
        return cls(loaded.epoch, client, document, copy, records, loaded.last, loaded.left_out)

    async def move_on(self, boards: StoredBoards, board: BoardId) -> bool:
        """Take in what was committed since; False where it has to be read anew. Raises DamagedEntry, DeadDocument."""
        while True:
            page = await boards.read_on(board, after=self.at)
            if position(page.trimmed) > position(self.at):
                return False
            self._take(board, page.entries)
            if page.is_last:
                return True

    def _take(self, board: BoardId, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            # What this process committed is in the document already; its gate hears of it only now.
            sound = self.document.observe(board, entry)
            names = {id(row): row_name(entry.id, number) for number, row in enumerate(entry.entry.rows)}
            if rows := [row for row in sound if names[id(row)] not in self.left_out]:
                self.document.apply(rows)
            for ask in entry.entry.asks:
                self.records.apply(ask.changes, ask.version)
            self.at = entry.id
