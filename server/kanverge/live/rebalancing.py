"""Rank rebalancing: where many cards were put between the same two, their long ranks become short again.

Only the server does this, and only if nobody wrote meanwhile: a card moved by its old rank's scale would land elsewhere
(robustness section D).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Final

from kanverge.accounts.principals import machine
from kanverge.live.reading import read
from kanverge.store import keys, log
from kanverge.store.base import Check, Commit, Committed, Write
from kanverge.store.boards import StoredBoards
from kanverge.store.log import Entry, Row
from kanverge_crdt import edits, guard, rank, statevector
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.ids import MACHINE_CLIENT_IDS

RANK_CHARACTERS_DUE: Final = 32


async def rebalance(boards: StoredBoards, board: str, *, now_ms: int) -> int:
    """Shorten the ranks of the columns that need it; return how many cards got another one."""
    loaded, document = await read(boards, board)
    client = MACHINE_CLIENT_IDS.start + secrets.randbelow(len(MACHINE_CLIENT_IDS))
    copy = Board(client_id=client)
    guard.apply(copy.doc, [document.difference(statevector.EMPTY)])
    intents = list(due(copy))
    if not intents:
        return 0
    made = edits.bulk(copy, intents, jitter=lambda: secrets.randbelow(rank.BASE))
    updates = [update for edit in made for update in edit.updates]
    writer = machine("rebalance").key
    rows = tuple(Row(writer, client, f"{seq}/rebalance", update) for seq, update in enumerate(updates, 1))
    clients = keys.clients(board)
    [result] = await boards.commit(
        [
            Commit(
                board=board,
                epoch=loaded.epoch,
                entry=log.pack(Entry(now_ms, rows)),
                checks=(
                    Check(keys.head(board), "last", loaded.last.encode()),
                    Check(clients, str(client), b""),
                ),
                writes=(Write(clients, str(client), writer.encode()),),
            )
        ]
    )
    return len(intents) if isinstance(result, Committed) else 0


def due(board: Board) -> Iterator[Intent]:
    """Yield the moves that give every card of an overgrown column an evenly spread rank, in the order they have."""
    for column in board.columns():
        cards = board.cards(column.id, archived=None)
        if any(len(card.at.rank) >= RANK_CHARACTERS_DUE for card in cards):
            for card, fresh in rank.rebalance([card.id for card in cards]).items():
                yield "cards.move", {"id": card, "column": column.id, "rank": fresh}
