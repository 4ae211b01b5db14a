"""Cards of many boards by a few letters of their titles: out of facts, so that no board is opened for it.

Titles are folded once and kept, so that a search of a hundred thousand cards is that many searches in short texts.
What comes first is what the command menu of the page puts first (static/ui/ranking.ts): it ranks these among its own.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kanverge.portfolio import card_facts
from kanverge.portfolio.index import FactsIndex, Rows
from kanverge.store.base import BoardId

CARDS_PER_SLICE: Final = 500
"""Folded, or searched in about a millisecond, before others have their turn."""
RANKS: Final = 4


class Found(NamedTuple):
    """A card whose title holds what is sought."""

    board: BoardId
    id: str
    title: str
    number: int | None
    done: bool


def fold(text: str) -> str:
    """Return a text as it is compared: without case, accents or width (as ``fold`` in static/ui/filter.ts)."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(one for one in decomposed if not unicodedata.category(one).startswith("M")).lower()


def rank(text: str, sought: str) -> int | None:
    """Return how well a text holds what is sought, both folded: 0 the best, None not at all."""
    if text.startswith(sought):
        return 0
    if sought in text:
        return 1 if re.search(rf"(?<=[\W_]){re.escape(sought)}", text) else 2
    return 3 if all(word in text for word in sought.split(" ")) else None


@dataclass(slots=True)
class CardSearch:
    """The titles of the boards that somebody has searched, kept up as the index is."""

    index: FactsIndex
    _titles: dict[BoardId, dict[str, str]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.index.listen(self._heard)

    async def find(self, boards: Iterable[BoardId], words: str, *, most: int) -> list[Found]:
        """Return at most so many cards that are not archived, the best first; raise StoreAway."""
        sought = fold(" ".join(words.split()))
        if not sought:
            return []
        by_rank: list[list[tuple[BoardId, str]]] = [[] for _ in range(RANKS)]
        for board in boards:
            titles = list((await self._of(board)).items())
            for at in range(0, len(titles), CARDS_PER_SLICE):
                for id, title in titles[at : at + CARDS_PER_SLICE]:
                    place = rank(title, sought)
                    if place is not None and len(by_rank[place]) < most:
                        by_rank[place].append((board, id))
                await asyncio.sleep(0)
            if len(by_rank[0]) == most:
                break
        best = [address for level in by_rank for address in level][:most]
        found = (self._found(*address) for address in best)
        return [one for one in found if one is not None]

    async def _of(self, board: BoardId) -> dict[str, str]:
        async with self._turn:
            rows = await self.index.rows(board)
            titles = self._titles.get(board)
            if titles is None:
                titles = self._titles[board] = {}  # from now on what is heard goes in
                ids = list(rows)
                for at in range(0, len(ids), CARDS_PER_SLICE):
                    # Read now and not before: it may have changed meanwhile.
                    _take(titles, {id: rows[id] for id in ids[at : at + CARDS_PER_SLICE]})
                    await asyncio.sleep(0)
            return titles

    def _found(self, board: BoardId, id: str) -> Found | None:
        row = self.index.rows_at_hand(board).get(id)
        if row is None:  # the store went away meanwhile, and everything is read anew
            return None
        card = card_facts.unpack(row)
        return Found(board, id, card.title, card.number, card.done or card.finished is not None)

    def _heard(self, board: BoardId | None, rows: Rows) -> None:
        if board is None:
            self._titles.clear()
        elif (titles := self._titles.get(board)) is not None:
            _take(titles, rows)


def _take(titles: dict[str, str], rows: Rows) -> None:
    for id, row in rows.items():
        card = card_facts.unpack(row)
        if card.archived:
            titles.pop(id, None)
        else:
            titles[id] = fold(card.title)
