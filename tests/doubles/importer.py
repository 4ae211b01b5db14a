"""An import without a store: a board that takes over one export after the other, and can be edited in between."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from kanverge.transfer.applying import Applying
from kanverge.transfer.memory import Memory
from kanverge.transfer.merging import Merged, merge
from kanverge.transfer.plan import Plain, derived_id
from kanverge.transfer.rows import Rows, rows
from kanverge.transfer.trello import read
from kanverge_crdt.snapshot import export
from tests.doubles.editors import Editor
from tests.doubles.trello_file import TrelloFile


class Importer:
    """A board, and what its imports remember."""

    def __init__(self) -> None:
        self.editor = Editor()
        self.memory = Memory()
        self.refused: list[str] = []

    @property
    def here(self) -> Rows:
        return Rows.of(rows(self.export()))

    def export(self) -> Plain:
        return export(self.editor.board, "b1")

    def take(self, file: TrelloFile, *, discussed: Collection[str] = ()) -> Merged:
        """Take an export over."""
        merged = merge(self.here, self.memory, Rows.of(rows(read(file.export()).board)), discussed=discussed)
        asyncio.run(self._apply(merged))
        self.memory = Memory.unpack(merged.memory.pack())
        return merged

    async def _apply(self, merged: Merged) -> None:
        applying = Applying(self.editor.board, merged.intents, lambda *_: None)
        self.editor.sent += [update async for update in applying.updates()]
        self.refused += applying.refused

    def card(self, id: str) -> Plain:
        """Return the card here that Trello knows as ``id``."""
        return next(card for card in self.export()["cards"] if card["id"] == derived_id("trello", "card", id))

    def column(self, id: str) -> Plain:
        """Return the column here that Trello knows as list ``id``."""
        ours = derived_id("trello", "column", id)
        return next(column for column in self.export()["columns"] if column["id"] == ours)

    def titles(self, column: str) -> list[str]:
        """Return the titles of all cards in a list that Trello knows as ``column``."""
        column = derived_id("trello", "column", column)
        return [card["title"] for card in self.export()["cards"] if card["column"] == column]
