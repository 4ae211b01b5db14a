"""Boards in a store that answers with errors: none of them passes for a success."""

from __future__ import annotations

import itertools
import zlib

import msgpack
import pytest

from kanverge.errors import NotFound, ReplyError, StoreAway, StoreCorrupt
from kanverge.store import keys, log
from kanverge.store.archival import set_archived
from kanverge.store.base import Commit, Committed, WrongEpoch
from kanverge.store.boards import LOAD_TRIES, StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.log import Entry, LogEntry

BOARD = "B" * 22


@pytest.fixture
def boards(client: StoreClient) -> StoredBoards:
    return StoredBoards(client, node="a")


async def test_a_board_that_could_not_be_listed_is_not_said_to_be_made(
    client: StoreClient, boards: StoredBoards
) -> None:
    await client.call("SET", keys.BOARDS, "not a sorted set")
    with pytest.raises(ReplyError):
        await boards.create(BOARD, name="New", created=1)


async def test_a_compaction_that_could_not_be_noted_is_not_said_to_be(
    client: StoreClient, boards: StoredBoards
) -> None:
    await client.call("SET", keys.COMPACTION_DUE, "not a sorted set")
    with pytest.raises(ReplyError):
        await boards.note_compaction_due(BOARD)


@pytest.fixture
async def board(boards: StoredBoards) -> str:
    """A board without entries."""
    await boards.create(BOARD, name="Board", created=1)
    return BOARD


async def test_a_store_that_is_full_is_away_until_it_has_room(
    client: StoreClient, boards: StoredBoards, board: str
) -> None:
    commits = [Commit(board, 1, log.pack(Entry(1)))]
    await client.call("CONFIG", "SET", "maxmemory", 1)
    try:
        with pytest.raises(StoreAway, match="cannot write"):
            await boards.set_name(board, "Renamed")
        with pytest.raises(StoreAway, match="cannot write"):
            await boards.commit(commits)
    finally:
        await client.call("CONFIG", "SET", "maxmemory", 0)
    assert [type(result) for result in await boards.commit(commits)] == [Committed]


async def test_a_commit_to_a_board_of_another_epoch_or_that_is_gone_says_so(
    boards: StoredBoards, board: str
) -> None:
    entry = log.pack(Entry(1))
    assert await boards.commit([Commit(board, 2, entry), Commit("G" * 22, 1, entry)]) == [
        WrongEpoch(1),
        WrongEpoch(None),
    ]


async def test_an_entry_of_a_newer_version_closes_the_board_and_is_named(
    client: StoreClient, boards: StoredBoards, board: str
) -> None:
    body = msgpack.packb((1, (), ()))
    newer = msgpack.packb((log.VERSION + 1, zlib.crc32(body), body))
    await client.call("XADD", keys.log(board), "5-1", "e", newer)
    with pytest.raises(StoreCorrupt, match=f"board {board}, entry 5-1: log entry of version 2"):
        await boards.load(board)


async def test_a_board_that_is_compacted_whenever_it_is_read_is_given_up(
    client: StoreClient, boards: StoredBoards, board: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursors = itertools.count(1)

    async def and_compacted(of: str, *, after: str) -> list[LogEntry]:
        await client.call("HSET", keys.snapshot(of), "cursor", f"{next(cursors)}-0")
        return []

    state = zlib.compress(b"\0\0")
    await client.call(
        "HSET", keys.snapshot(board), "cursor", "0-1", "epoch", 1, "crc", zlib.crc32(state), "state", state
    )
    monkeypatch.setattr(boards, "all_entries", and_compacted)
    with pytest.raises(StoreAway, match=f"compacted {LOAD_TRIES} times"):
        await boards.load(board)
    assert next(cursors) == LOAD_TRIES + 1


async def test_heads_that_cannot_be_read_are_not_said_to_be_whole(
    client: StoreClient, boards: StoredBoards, board: str
) -> None:
    await client.call("SET", keys.left_out(board), "not a hash")
    with pytest.raises(ReplyError, match="WRONGTYPE"):
        await boards.heads()


async def test_a_board_that_is_not_there_cannot_be_put_away(client: StoreClient) -> None:
    with pytest.raises(NotFound, match=BOARD):
        await set_archived(client, BOARD, is_archived=True)
