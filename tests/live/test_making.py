from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from kanverge.errors import Invalid, StoreError
from kanverge.live.document import Document
from kanverge.live.making import SAMPLE_NAME, ensure_sample_board, make_board, make_portfolio, sample_id
from kanverge.store import keys
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from kanverge_crdt.board import Board
from kanverge_crdt.ids import is_id
from tests.doubles.clock import FakeClock
from tests.live.nodes import BOARD, Node, commit_rows

STORE = "0123456789abcdef"


@pytest.fixture
async def boards(valkey: Embedded) -> AsyncIterator[StoredBoards]:
    """The boards of an empty store."""
    client = StoreClient(valkey, FakeClock())
    await client.open()
    yield StoredBoards(client, node="a")
    await client.close()


async def read(boards: StoredBoards, board: str) -> Board:
    document = await Document.load(board, await boards.load(board))
    return Board(document.doc)


async def test_servers_that_make_the_sample_at_once_make_one(boards: StoredBoards) -> None:
    await asyncio.gather(*(ensure_sample_board(boards, STORE, now_ms=1) for _ in range(5)))
    [head] = await boards.heads()
    assert head.name == SAMPLE_NAME
    assert is_id(head.id)
    assert len((await boards.load(head.id)).entries) == 1
    board = await read(boards, head.id)
    assert len(list(board.cards())) == 7


async def test_a_sample_that_was_left_half_made_is_finished(boards: StoredBoards) -> None:
    await boards.create(sample_id(STORE), name=SAMPLE_NAME, created=1)
    await ensure_sample_board(boards, STORE, now_ms=2)
    [head] = await boards.heads()
    assert len(list((await read(boards, head.id)).cards())) == 7


async def test_a_store_that_has_a_board_gets_no_sample(node: Node) -> None:
    await ensure_sample_board(node.boards, STORE, now_ms=1)
    assert [head.id for head in await node.boards.heads()] == [BOARD]


async def test_a_portfolio_is_made_empty_and_says_so_in_lists(boards: StoredBoards) -> None:
    await make_portfolio(boards, BOARD, name="All of it", now_ms=1)
    [head] = await boards.heads()
    board = await read(boards, BOARD)
    assert (head.name, head.kind) == (board.meta.name, board.meta.kind) == ("All of it", "portfolio")
    assert board.columns() == []


async def test_a_board_is_made_once(node: Node) -> None:
    with pytest.raises(Invalid):
        await make_board(node.boards, BOARD, name="Again", now_ms=1)
    assert (await node.boards.load(BOARD)).entries == ()


async def test_a_board_that_another_writes_to_first_is_not_made(
    boards: StoredBoards, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = boards.create

    async def and_write(board: str, **head: Any) -> bool:
        made = await create(board, **head)
        await commit_rows(boards, b"\0\0", client_id=2**25)
        return made

    monkeypatch.setattr(boards, "create", and_write)
    with pytest.raises(StoreError, match="was written to by another"):
        await make_board(boards, BOARD, name="New", now_ms=1)
    assert len((await boards.load(BOARD)).entries) == 1


async def test_a_board_that_cannot_be_written_is_not_said_to_be_made(
    node: Node, boards: StoredBoards
) -> None:
    other = "C" * 22
    await node.client.call("SET", keys.log(other), "not a log")
    with pytest.raises(StoreError, match=r"could not be written: .*WRONGTYPE"):
        await make_board(node.boards, other, name="New", now_ms=1)
