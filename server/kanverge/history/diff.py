"""What changed on a board between two moments, as people speak of it: new, done, moved, slipped, put away.

Pure: two boards in, lists of cards out. Each card stands under every heading that it deserves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from kanverge_crdt.board import Board
from kanverge_crdt.schema import Card

Facts: TypeAlias = dict[str, Any]

HEADINGS: Final = (
    "new",
    "done",
    "reopened",
    "moved",
    "slipped",
    "pulled_in",
    "archived",
    "restored",
    "renamed",
    "assigned",
)
DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class Diff:
    """Heading -> cards, each ``{id, title}`` and what is said of it under that heading, in the board's order."""

    cards: Mapping[str, list[Facts]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed that anybody would speak of."""
        return not any(self.cards.values())


def between(before: Board, after: Board) -> Diff:
    """Return what changed from one moment of a board to a later one."""
    found: dict[str, list[Facts]] = {heading: [] for heading in HEADINGS}
    for card in after.cards(archived=None):
        was = before.card(card.id)
        named = {"id": card.id, "title": card.title}
        if was is None:
            if not card.archived:
                found["new"].append(named | {"column": _column(after, card)})
                if _is_done(after, card):
                    found["done"].append(named)
            continue
        for heading, said in _headings(before, was, after, card).items():
            found[heading].append(named | said)
    return Diff(found)


def _headings(before: Board, was: Card, after: Board, card: Card) -> dict[str, Facts]:
    said: dict[str, Facts] = {}
    if card.archived != was.archived:
        said["archived" if card.archived else "restored"] = {}
    if card.archived:
        return said
    if _is_done(after, card) != _is_done(before, was):
        said["done" if _is_done(after, card) else "reopened"] = {}
    old_column, new_column = _column(before, was), _column(after, card)
    if before.column_of(was) != after.column_of(card):
        said["moved"] = {"from": old_column, "to": new_column}
    if was.title != card.title:
        said["renamed"] = {"from": was.title}
    if was.due and card.due and was.due != card.due:
        said["slipped" if card.due > was.due else "pulled_in"] = {"from": was.due, "to": card.due}
    if added := sorted(set(card.assignees) - set(was.assignees)):
        said["assigned"] = {"people": added}
    return said


def _column(board: Board, card: Card) -> str:
    column = board.column(board.column_of(card))
    return column.name if column is not None else ""


def _is_done(board: Board, card: Card) -> bool:
    column = board.column(board.column_of(card))
    return card.done or (column is not None and column.category == DONE)
