"""What people did on a board elsewhere, as lines of JSON, done again on one of ours by the Python client."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from kanverge_client.board import Board
from kanverge_crdt.schema import Card, Column

Line: TypeAlias = dict[str, Any]

KINDS: Final = (
    ("createCard", None, 5), ("updateCard", "name", 5), ("updateCard", "pos", 5), ("updateCard", "idList", 5),
    ("updateCard", "desc", 3), ("addMemberToCard", None, 2), ("removeMemberFromCard", None, 1),
    ("updateCard", "due", 2), ("updateCard", "closed", 2), ("updateCard", "dueComplete", 2),
    ("updateCard", "estimate", 2), ("createList", None, 1), ("updateList", None, 1),
)  # fmt: skip


def read(path: Path) -> Iterator[Line]:
    """Yield the lines of a trace."""
    with path.open() as lines:
        yield from map(json.loads, lines)


def invented(source: random.Random, count: int) -> Iterator[Line]:
    """Yield lines of the same kinds and about the same shares, for where no trace is at hand."""
    weights = [weight for *_, weight in KINDS]
    for at in range(count):
        [(type_, key, _)] = source.choices(KINDS, weights)
        card = f"card {source.randrange(40)}"
        yield {
            "ts": f"2026-01-01T00:00:{at % 60:02}Z",
            "type": type_,
            "field": key,
            "card": card,
            "new": f"{at}",
        }


def seconds(line: Line) -> float:
    """Return when something happened, in seconds since 1970."""
    return datetime.fromisoformat(line["ts"]).timestamp()


@dataclass
class Replayer:
    """Does the lines of one trace on one board; what is not about cards, lists and their keys is passed over."""

    board: Board
    people: list[str]
    done: int = 0
    _verbs: dict[tuple[str, str | None], Callable[[Line], None]] = field(init=False)

    def __post_init__(self) -> None:
        self._verbs = {
            ("createCard", None): self._create,
            ("copyCard", None): self._create,
            ("updateCard", "name"): self._rename,
            ("updateCard", "desc"): self._describe,
            ("updateCard", "pos"): self._move_within,
            ("updateCard", "idList"): self._move,
            ("updateCard", "due"): self._due,
            ("updateCard", "dueComplete"): self._finish,
            ("updateCard", "closed"): self._put_away,
            ("updateCard", "estimate"): self._estimate,
            ("addMemberToCard", None): self._assign,
            ("removeMemberFromCard", None): self._unassign,
            ("createList", None): self._add_column,
            ("updateList", None): self._set_category,
        }

    def do(self, line: Line) -> None:
        """Do one line."""
        verb = self._verbs.get((line["type"], line.get("field")))
        if verb is not None:
            verb(line)
            self.done += 1

    def _create(self, line: Line) -> None:
        self.board.cards.add(title=str(line.get("name") or "A card")[:500], column=self._column(line))

    def _rename(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.text(card, "title", str(line.get("new") or "renamed")[:500])

    def _describe(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.text(card, "description", str(line.get("new") or "")[:5_000])

    def _move_within(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.move(card, column=card.column or self._column(line), after=None)

    def _move(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.move(card, column=self._column(line))

    def _due(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.set(card, "due", f"2026-12-{self._number(line) % 28 + 1:02}")

    def _finish(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.set(card, "done", not card.done)

    def _put_away(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.archive(card)

    def _estimate(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.set(card, "estimate", self._number(line) % 80 / 8)

    def _assign(self, line: Line) -> None:
        if card := self._card(line):
            self.board.cards.include(card, "assignee", self._person(line))

    def _unassign(self, line: Line) -> None:
        if (card := self._card(line)) and card.assignees:
            self.board.cards.exclude(card, "assignee", card.assignees[0])

    def _add_column(self, line: Line) -> None:
        self.board.columns.add(name=str(line.get("name") or "A list")[:200])

    def _set_category(self, line: Line) -> None:
        category = ("backlog", "doing", "done")[self._number(line) % 3]
        self.board.columns.set(self._column(line), "category", category)

    # Which card and list of theirs is which of ours does not matter, as long as it is the same each time.

    def _number(self, line: Line) -> int:
        return zlib.crc32(json.dumps(line, sort_keys=True).encode())

    def _card(self, line: Line) -> Card | None:
        cards = list(self.board.cards)
        return cards[zlib.crc32(str(line.get("card")).encode()) % len(cards)] if cards else None

    def _column(self, line: Line) -> Column:
        columns = list(self.board.columns)
        return columns[zlib.crc32(str(line.get("new") or line.get("list")).encode()) % len(columns)]

    def _person(self, line: Line) -> str:
        return self.people[self._number(line) % len(self.people)]
