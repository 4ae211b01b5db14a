"""A board of the store as one plain value: the document, and the records that belong to what people see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanverge.live.reading import read
from kanverge.store.boards import StoredBoards
from kanverge.transfer.plan import Plain
from kanverge_crdt import snapshot
from kanverge_crdt.board import Board


async def export(boards: StoredBoards, board: str) -> Plain:
    """Return the board as ``kanverge export`` prints it; raise NotFound or a StoreError."""
    loaded, document = await read(boards, board)
    return snapshot.export(
        Board(document.doc),
        board,
        numbers=loaded.records["number"],
        comments=comments_by_card(loaded.records["comment"]),
        updates=updates_by_row(loaded.records["update"]),
    )


def comments_by_card(comments: Mapping[str, Any]) -> dict[str, list[Plain]]:
    """Return the comments of each card, oldest first."""
    return _by("card", comments)


def updates_by_row(updates: Mapping[str, Any]) -> dict[str, list[Plain]]:
    """Return the status updates of each row of a portfolio, oldest first."""
    return _by("about", updates)


def _by(subject: str, said: Mapping[str, Any]) -> dict[str, list[Plain]]:
    found: dict[str, list[Plain]] = {}
    for id, one in sorted(said.items(), key=lambda one: (one[1]["created"], one[0])):
        told = {key: value for key, value in one.items() if key != subject}
        found.setdefault(one[subject], []).append({"id": id, **told})
    return found
