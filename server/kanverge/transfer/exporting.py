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
    )


def comments_by_card(comments: Mapping[str, Any]) -> dict[str, list[Plain]]:
    """Return the comments of each card, oldest first."""
    by_card: dict[str, list[Plain]] = {}
    for id, comment in sorted(comments.items(), key=lambda one: (one[1]["created"], one[0])):
        told = {key: value for key, value in comment.items() if key != "card"}
        by_card.setdefault(comment["card"], []).append({"id": id, **told})
    return by_card
