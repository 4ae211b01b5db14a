"""Retention: history older than it is to be kept goes, and every moment since then can still be opened."""

from __future__ import annotations

import logging

from kanverge.errors import StoreCorrupt
from kanverge.live.document import state_of
from kanverge.store import activity
from kanverge.store.base import BoardId, Snapshot
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.earlier import Earlier, HistoryGone
from kanverge.store.log import milliseconds
from kanverge_crdt.errors import CrdtError

logger = logging.getLogger(__name__)


async def retain(boards: StoredBoards, client: StoreClient, board: BoardId, *, before: int) -> None:
    """Drop what was written before a moment (milliseconds since 1970): history, what it was read from, activity."""
    last = await boards.past.last_before(board, before)
    if last is not None:
        await _keep_state(boards, board, last)
    await boards.past.forget(board, before=before)
    if last is not None:
        # Not those before ``before``: the last of them is where the history that stays is read from.
        await boards.checkpoints.forget(board, before=milliseconds(last))
    await activity.forget(client, board, before=before)


async def _keep_state(boards: StoredBoards, board: BoardId, last: str) -> None:
    try:
        loaded = await Earlier(boards).at(board, last)
        state = await state_of(board, loaded)
    except (HistoryGone, StoreCorrupt, CrdtError):
        logger.exception(
            "board %s: its history is not whole up to %s, and what is left of it goes", board, last
        )
        return
    await boards.checkpoints.keep(board, Snapshot(last, loaded.epoch, state))
