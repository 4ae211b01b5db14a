"""Intents done on a copy of a board, as the updates that do the same to the board itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Final, TypeAlias

from kanverge_crdt import edits, rank
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.errors import EditError

Progress: TypeAlias = Callable[[int, int], None]
"""Takes how many of how many changes have been made."""

REFUSED: Final = "A change that the board here does not take ({}): {}"


class Applying:
    """Some intents and how far they are done; an intent that cannot be done is noted and passed over."""

    def __init__(self, copy: Board, intents: Sequence[Intent], progress: Progress) -> None:
        self.refused: list[str] = []
        self._copy = copy
        self._intents = intents
        self._progress = progress
        self._begun = 0

    async def updates(self) -> AsyncIterator[bytes]:
        """Do the intents and yield the updates in order, letting others on this loop run in between."""
        waiting = self._waiting()
        while self._begun < len(self._intents):
            try:
                for edit in edits.bulk(self._copy, waiting, jitter=lambda: secrets.randbelow(rank.BASE)):
                    for update in edit.updates:
                        yield update
                    self._progress(self._begun, len(self._intents))
                    await asyncio.sleep(0)
            except EditError as error:
                verb, _ = self._intents[self._begun - 1]
                self.refused.append(REFUSED.format(verb, error))

    def _waiting(self) -> Iterator[Intent]:
        for intent in self._intents:
            self._begun += 1
            yield intent
