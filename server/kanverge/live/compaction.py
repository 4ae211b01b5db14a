"""Compaction: a board's log becomes a snapshot, built from the store, verified, swapped in by one fenced script.

Never built from memory: what is in the log is what people were told is saved.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

from pycrdt import Doc

from kanverge.errors import StoreCorrupt
from kanverge.live.reading import read
from kanverge.store.base import START, Loaded, Snapshot
from kanverge.store.boards import StoredBoards
from kanverge.store.log import LogEntry, milliseconds, position
from kanverge_crdt import guard, statevector
from kanverge_crdt.board import Board

logger = logging.getLogger(__name__)

ENTRIES_MIN: Final = 200
LAG_MS: Final = 120_000
"""Entries younger than this stay in the log, for nodes that are a little behind."""


async def compact(
    boards: StoredBoards, board: str, *, entries_min: int = ENTRIES_MIN, lag_ms: int = LAG_MS
) -> bool:
    """Replace the board's snapshot by one of its whole log; return False if there is no need, or another was faster.

    A damaged snapshot is replaced however short the log is.
    """
    if await boards.log_length(board) < entries_min and await boards.past.is_sound(board):
        return False
    loaded, document = await read(boards, board)
    if len(loaded.entries) < entries_min and not loaded.damaged:
        return False
    state = document.difference(statevector.EMPTY)
    verify(board, document.doc, state)
    old, keep = _split(await boards.all_entries(board, after=START), loaded, lag_ms)
    done = await boards.past.compact(board, loaded=loaded, state=state, trimmed=old, keep=keep)
    if done:
        await boards.checkpoints.keep_if_due(board, Snapshot(loaded.last, loaded.epoch, state))
    logger.info(
        "board %s: %d entries into a snapshot of %d bytes: %s", board, len(loaded.entries), len(state), done
    )
    return done


def verify(board: str, doc: Doc[Any], state: bytes) -> None:
    """Raise StoreCorrupt unless ``state``, loaded anew, is the same board with the same state vector."""
    again: Doc[Any] = Doc()
    guard.apply(again, [state])
    # Decoded: the bytes of a state vector name the clients in no particular order.
    same_clocks = statevector.decode(again.get_state()) == statevector.decode(doc.get_state())
    if not same_clocks or Board(again).plain() != Board(doc).plain():
        raise StoreCorrupt(f"the snapshot of board {board} does not read back as the board it was made from")


def _split(entries: Sequence[LogEntry], loaded: Loaded, lag_ms: int) -> tuple[list[LogEntry], str]:
    """Return the entries that may leave the log, and the first id that stays."""
    young = milliseconds(loaded.last) - lag_ms
    old = [
        entry
        for entry in entries
        if milliseconds(entry.id) < young and position(entry.id) <= position(loaded.last)
    ]
    staying = entries[len(old) :]
    return old, staying[0].id if staying else loaded.last
