"""A board as one JSON value: its document, and the records beside it that people see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pycrdt import Doc

from kanverge.errors import TooOften
from kanverge.live.records import Records
from kanverge_crdt import guard, snapshot
from kanverge_crdt.board import Board

WAITING_MAX: Final = 8

Plain: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True, slots=True)
class Exportable:
    """A board at one moment, independent of what happens to it later."""

    board: str
    state: bytes
    """The whole document as one update."""
    numbers: Mapping[str, int]
    comments: Mapping[str, list[Plain]]
    """Comments by card, oldest first."""

    @classmethod
    def taken(cls, board: str, state: bytes, records: Records) -> Exportable:
        """Return the board with its ``records`` as they are now."""
        return cls(board, state, dict(records.rows["number"]), _comments(records))

    def plain(self) -> Plain:
        """Return the export; a large board takes seconds, and other threads run meanwhile."""
        doc: Doc[Any] = Doc()
        guard.apply(doc, [self.state])
        return snapshot.export(Board(doc), self.board, numbers=self.numbers, comments=self.comments)

    def encoded(self) -> bytes:
        """Return the export as JSON in UTF-8."""
        return json.dumps(self.plain(), ensure_ascii=False, separators=(",", ":")).encode()


class Exporter:
    """Makes exports one at a time, in a thread, so that boards are served meanwhile."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def encode(self, taken: Exportable) -> bytes:
        """Return the export as JSON in UTF-8; raise TooOften when too many wait already."""
        if self._waiting >= WAITING_MAX:
            raise TooOften("too many boards are being exported; try again a little later")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(taken.encoded)
        finally:
            self._waiting -= 1


def _comments(records: Records) -> dict[str, list[Plain]]:
    found: dict[str, list[Plain]] = {}
    rows = records.rows["comment"].items()
    for id, value in sorted(rows, key=lambda row: (str(row[1].get("created", "")), row[0])):
        shown = {key: part for key, part in value.items() if key != "card"}
        found.setdefault(value["card"], []).append({"id": id, **shown})
    return found
