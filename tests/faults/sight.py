"""What one of those who hold a board sees in it: which marks, whether anything twice, and all of it in one digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kanverge_crdt import statevector
from kanverge_crdt.board import Board
from kanverge_crdt.schema import UNSORTED

MARK_CHARACTERS: Final = 22
MARK: Final = re.compile(rf"m\d{{{MARK_CHARACTERS - 1}}}")
TYPED: Final = "typed in"
"""The title of the cards whose description is nothing but marks."""


def mark(writer: int, number: int) -> str:
    """Return the mark of one edit, spelled as an id so that it can be a member of a set on a card."""
    return f"m{writer:05d}{number:0{MARK_CHARACTERS - 6}d}"


@dataclass(frozen=True, slots=True)
class Sight:
    """A board as one who holds it sees it."""

    name: str
    marks: frozenset[str]
    complaints: tuple[str, ...]
    vector: dict[int, int]
    digest: str

    @classmethod
    def of(cls, name: str, board: Board) -> Sight:
        """Look at a board."""
        marks = _marks(board)
        twice = sorted(mark for mark, count in marks.items() if count > 1)
        content = json.dumps(board.plain(), sort_keys=True)
        return cls(
            name,
            frozenset(marks),
            (*(f"{mark} is there twice" for mark in twice), *_wrong_cards(board), *_wrong_texts(board)),
            statevector.decode(board.doc.get_state()),
            hashlib.sha256(content.encode()).hexdigest(),
        )

    def write(self, path: Path) -> None:
        """Write it down for another process."""
        vector = sorted(self.vector.items())
        values = (self.name, sorted(self.marks), self.complaints, vector, self.digest)
        path.write_text(json.dumps(values))

    @classmethod
    def read(cls, path: Path) -> Sight:
        """Read what another process wrote down."""
        name, marks, complaints, vector, digest = json.loads(path.read_text())
        return cls(name, frozenset(marks), tuple(complaints), {c: clock for c, clock in vector}, digest)  # noqa: C416


def _marks(board: Board) -> Counter[str]:
    marks: Counter[str] = Counter()
    for card in board.cards(archived=None):
        marks.update(member for member in card.assignees if MARK.fullmatch(member))
        title = str(card.title)
        if MARK.fullmatch(title):
            marks[title] += 1
        marks.update(MARK.findall(str(card.description)))
    return marks


def _wrong_cards(board: Board) -> list[str]:
    """Say which cards are not in exactly one column."""
    columns = [*(column.id for column in board.columns()), UNSORTED]
    listed = Counter(card.id for column in columns for card in board.cards(column, archived=None))
    ids = board.plain()["cards"].keys()
    wrong = [f"card {id} is listed {listed[id]} times" for id in ids if listed[id] != 1]
    return wrong + [f"card {id} is none" for id in listed if id not in ids]


def _wrong_texts(board: Board) -> list[str]:
    """Say which texts are longer or shorter than the marks in them: something had an effect twice, or half."""
    texts = {card.id: str(card.description) for card in board.cards() if str(card.title) == TYPED}
    return [
        f"the text of card {id} holds {len(MARK.findall(text))} marks in {len(text)} characters"
        for id, text in texts.items()
        if len(text) != MARK_CHARACTERS * len(MARK.findall(text))
    ]
