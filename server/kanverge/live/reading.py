"""Reading a board into memory, so that no board ends one process after the other.

Whoever reads a board says so first. Where two have done so and were never heard of again, the board is tried in a
process of its own, and what that dies of is left out from then on: the rest of the log stays.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from typing import Final

from kanverge.errors import ReplyError, StoreAway, StoreCorrupt
from kanverge.live.document import Document
from kanverge.live.trial import SNAPSHOT, Trial
from kanverge.store import keys
from kanverge.store.base import BoardId, Loaded
from kanverge.store.boards import StoredBoards
from kanverge_crdt import statevector
from kanverge_crdt.errors import DeadDocument

logger = logging.getLogger(__name__)

DIED_MAX: Final = 1
"""So many may be heard of no more before a board is tried: a process may also be killed while it reads."""
LEFT_OUT_MAX: Final = 20


async def read(
    boards: StoredBoards, board: BoardId, trial: Trial | None = None, *, client_id: int | None = None
) -> tuple[Loaded, Document]:
    """Return the board and its document, for whoever writes under ``client_id``; raise NotFound or a StoreError."""
    trial = trial or Trial()
    others = await boards.trouble.begin(board)
    try:
        if others > DIED_MAX:
            await leave_out_what_kills(boards, board, trial)
        try:
            return await _read(boards, board, client_id)
        except DeadDocument:
            logger.exception("board %s cannot be read as it is", board)
        await leave_out_what_kills(boards, board, trial)
        return await _read_or_give_up(boards, board, client_id)
    finally:
        with contextlib.suppress(StoreAway):
            await boards.trouble.end(board)


async def _read(boards: StoredBoards, board: BoardId, client_id: int | None) -> tuple[Loaded, Document]:
    loaded = await boards.load(board)
    await _set_aside_what_is_damaged(boards, board, loaded)
    await _have_damaged_snapshots_replaced(boards, board, loaded)
    document = await Document.load(board, loaded, client_id=client_id)
    document.difference(statevector.EMPTY)  # what every joiner will ask for, while it is known what we do
    return loaded, document


async def _set_aside_what_is_damaged(boards: StoredBoards, board: BoardId, loaded: Loaded) -> None:
    """Say which entries are missing, and keep their bytes: the board opens without them."""
    for entry in loaded.entries:
        if entry.unreadable is None:
            continue
        where = (board, entry.id, keys.unreadable(board), entry.unreadable.why)
        logger.critical("board %s is read without entry %s, whose bytes stay in %s: %s", *where)
        # A store that takes no writes just now gives its boards to readers; the bytes are in the log as well.
        with contextlib.suppress(StoreAway, ReplyError):
            await boards.trouble.set_aside(board, entry.id, entry.unreadable.data)


async def _have_damaged_snapshots_replaced(boards: StoredBoards, board: BoardId, loaded: Loaded) -> None:
    """Say once that a snapshot is damaged, keep its bytes, and let a compaction replace it: nothing is missing."""
    for snapshot in loaded.damaged:
        is_news = True
        with contextlib.suppress(StoreAway, ReplyError):
            is_news = await boards.trouble.set_aside_snapshot(board, snapshot)
            await boards.note_compaction_due(board)
        if is_news:
            where = (
                board,
                snapshot.cursor.decode(errors="replace"),
                snapshot.why,
                keys.damaged_snapshots(board),
            )
            logger.error(
                "board %s: its snapshot at %s %s; its history makes up for it, its bytes stay in %s", *where
            )


async def _read_or_give_up(
    boards: StoredBoards, board: BoardId, client_id: int | None
) -> tuple[Loaded, Document]:
    try:
        return await _read(boards, board, client_id)
    except DeadDocument as error:
        raise StoreCorrupt(
            f"board {board} cannot be read, and nothing in it alone is why: {error}"
        ) from error


async def leave_out_what_kills(boards: StoredBoards, board: BoardId, trial: Trial) -> None:
    """Find the rows of the log that whoever reads them dies of, and note that they are left out."""
    logger.error("board %s is read in a process of its own: others were not heard of again", board)
    loaded = await boards.load(board)
    while (culprit := await trial.culprit(loaded)) is not None:
        if culprit == SNAPSHOT:
            raise StoreCorrupt(f"the snapshot of board {board} kills or stalls whoever reads it")
        if len(loaded.left_out) >= LEFT_OUT_MAX:
            raise StoreCorrupt(f"board {board} holds more than {LEFT_OUT_MAX} edits that kill or stall")
        logger.critical("board %s: row %s kills or stalls whoever reads it and is left out", board, culprit)
        await boards.trouble.leave_out(board, culprit)
        loaded = replace(loaded, left_out=loaded.left_out | {culprit})
    await boards.trouble.forget(board)
