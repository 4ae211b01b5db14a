"""Boards in a store that answers with errors: none of them passes for a success."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.errors import ReplyError
from kanverge.store import keys
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock

BOARD = "B" * 22


@pytest.fixture
async def client(valkey: Embedded) -> AsyncIterator[StoreClient]:
    client = StoreClient(valkey, FakeClock())
    await client.open()
    yield client
    await client.close()


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
