from __future__ import annotations

import asyncio
import logging
import secrets

import pytest

from kanverge.accounts.moments import DAY_MS, now_ms
from kanverge.errors import StoreAway
from kanverge.live import upkeep
from kanverge.live.rebalancing import RANK_CHARACTERS_DUE, due, rebalance
from kanverge.live.upkeep import Upkeep
from kanverge.store import keys
from kanverge.store.boards import StoredBoards
from kanverge.store.leases import Lease
from kanverge_crdt import edits, rank
from kanverge_crdt.board import Board
from kanverge_crdt.errors import DeadDocument
from kanverge_crdt.ids import new_id
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node, commit_rows


def overgrown() -> Board:
    """Return a board with one column of cards that were always put in second place."""
    board = Board(client_id=7)
    column = new_id(secrets.randbelow)
    jitter = lambda: secrets.randbelow(rank.BASE)  # noqa: E731
    edits.apply(board, ("columns.add", {"id": column, "name": "Doing"}), jitter=jitter)
    first = new_id(secrets.randbelow)
    edits.apply(board, ("cards.add", {"id": first, "title": "first", "column": column}), jitter=jitter)
    edits.apply(
        board,
        ("cards.add", {"id": new_id(secrets.randbelow), "title": "last", "column": column}),
        jitter=jitter,
    )
    while max(len(card.at.rank) for card in board.cards(column)) < RANK_CHARACTERS_DUE:
        card = {"id": new_id(secrets.randbelow), "title": "between", "column": column, "after": first}
        edits.apply(board, ("cards.add", card), jitter=jitter)
    return board


def test_an_overgrown_column_gets_short_ranks_in_the_same_order() -> None:
    board = overgrown()
    order = [card.id for card in board.cards()]
    for intent in list(due(board)):
        edits.apply(board, intent, jitter=lambda: 0)
    assert [card.id for card in board.cards()] == order
    assert max(len(card.at.rank) for card in board.cards()) < RANK_CHARACTERS_DUE
    assert list(due(board)) == []


async def test_rebalancing_is_committed_for_everyone(node: Node, other_node: Node) -> None:
    board = overgrown()
    await commit_rows(node.boards, board.doc.get_update(), client_id=7)
    order = [card.id for card in board.cards()]
    assert await rebalance(node.boards, BOARD, now_ms=1) == len(order)
    bob = await other_node.editor("bob")
    bob.read()
    assert [card.id for card in Board(bob.doc).cards()] == order
    assert await rebalance(node.boards, BOARD, now_ms=2) == 0


async def test_upkeep_is_done_by_one_holder_of_the_lease_at_a_time(
    node: Node, other_node: Node, clock: FakeClock
) -> None:
    ours = Upkeep(node.boards, Lease(node.client, "upkeep", "a"), clock, 365)
    theirs = Upkeep(other_node.boards, Lease(other_node.client, "upkeep", "b"), clock, 365)
    assert await ours.once()
    assert not await theirs.once()
    assert await ours.once()
    await ours.lease.give_back()
    assert await theirs.lease.is_free()
    assert await theirs.once()


async def test_each_new_holder_of_a_lease_gets_a_higher_token(node: Node) -> None:
    one, other = Lease(node.client, "upkeep", "a"), Lease(node.client, "upkeep", "b")
    first = await one.take()
    assert first is not None
    assert await one.take() == first
    assert await other.take() is None
    await other.give_back()
    assert not await other.is_free()
    await one.give_back()
    second = await other.take()
    assert second is not None
    assert second > first


async def test_boards_whose_log_has_grown_are_compacted(node: Node, clock: FakeClock) -> None:
    ann = await node.editor("ann")
    for n in range(210):
        ann.add_card(f"c{n}")
        await ann.until_saved()
    await node.boards.note_compaction_due(BOARD)
    assert await node.boards.compaction_due() == [BOARD]
    await Upkeep(node.boards, Lease(node.client, "upkeep", "a"), clock, 365).once()
    assert await node.boards.compaction_due() == []
    assert (await node.boards.load(BOARD)).entries == ()


async def test_results_of_old_asks_are_forgotten(node: Node) -> None:
    await node.client.call("HSET", keys.asked(BOARD), "old", b"\x92\x01\xc0", "new", b"\x92\x64\xc0")
    assert await node.boards.forget_asked(BOARD, before=50) == 1
    assert await node.client.call("HKEYS", keys.asked(BOARD)) == [b"new"]


async def test_a_board_that_cannot_be_looked_after_keeps_no_other_waiting(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "C" * 22
    await node.boards.create(other, name="Other", created=2)
    looked_after: list[str] = []

    async def compact(_: StoredBoards, board: str) -> bool:
        looked_after.append(board)
        if board == BOARD:
            raise DeadDocument("yrs panicked")
        return True

    monkeypatch.setattr(upkeep, "compact", compact)
    await node.client.call("ZADD", keys.COMPACTION_DUE, 2, BOARD, 1, other)
    ours = Upkeep(node.boards, Lease(node.client, "upkeep", "a"), clock, 365)
    assert await ours.once()
    assert await ours.once()
    assert looked_after == [BOARD, other]


def upkeep_of(node: Node, clock: FakeClock, holder: str = "a") -> Upkeep:
    return Upkeep(node.boards, Lease(node.client, "upkeep", holder), clock, 365)


async def test_upkeep_goes_on_after_the_store_was_away_and_gives_the_lease_back_at_its_end(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = upkeep_of(node, clock)
    monkeypatch.setattr(upkeep, "compact", away)
    await node.boards.note_compaction_due(BOARD)
    running = asyncio.create_task(ours.run())
    await eventually(lambda: "upkeep waits: the store is away" in caplog.text)
    monkeypatch.undo()

    async def is_done() -> bool:
        await clock.advance(upkeep.EVERY_S)
        return await node.boards.compaction_due() == []

    await eventually(is_done, limit_s=5)
    assert not await ours.lease.is_free()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await ours.lease.is_free()


async def away(*_: object) -> bool:
    raise StoreAway("the store is away")


async def test_a_lease_that_cannot_be_given_back_ends_by_itself(
    node: Node, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    ours = upkeep_of(node, clock)
    await node.client._disconnect()
    with caplog.at_level(logging.INFO), pytest.raises(StoreAway):
        await ours.run_once()
    assert "the lease ends by itself" in caplog.text


async def test_upkeep_ends_where_another_has_the_lease_meanwhile(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "C" * 22
    await node.boards.create(other, name="Other", created=2)
    await node.client.call("ZADD", keys.COMPACTION_DUE, 2, BOARD, 1, other)
    ours = upkeep_of(node, clock)

    async def for_too_long(boards: StoredBoards, board: str) -> bool:
        await ours.lease.give_back()
        await Lease(node.client, "upkeep", "b").take()
        return True

    monkeypatch.setattr(upkeep, "compact", for_too_long)
    assert not await ours.once()
    assert await node.boards.compaction_due() == [other]


async def test_a_board_that_is_gone_is_not_looked_after_again(node: Node, clock: FakeClock) -> None:
    await node.client.call("ZADD", keys.COMPACTION_DUE, 2, "G" * 22)
    assert await upkeep_of(node, clock).once()
    assert await node.boards.compaction_due() == []


async def test_what_was_kept_for_long_enough_is_dropped_once_a_day(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[tuple[str, int]] = []
    forget = node.boards.past.forget

    async def counted(board: str, *, before: int) -> int:
        forgotten.append((board, before))
        return await forget(board, before=before)

    monkeypatch.setattr(node.boards.past, "forget", counted)
    ours = upkeep_of(node, clock)
    for _ in range(2):
        await ours.once()
    first = now_ms(clock) - 365 * DAY_MS
    assert forgotten == [(BOARD, first)]
    await clock.jump(24 * 3600)
    await ours.once()
    assert forgotten[1:] == [(BOARD, first + DAY_MS)]


async def test_asks_are_forgotten_page_by_page(node: Node) -> None:
    results = [
        part for n in range(3_000) for part in (f"ask {n}", b"\x92\x01\xc0" if n % 2 else b"\x92\x64\xc0")
    ]
    await node.client.call("HSET", keys.asked(BOARD), *results)
    assert await node.boards.forget_asked(BOARD, before=50) == 1_500
    assert await node.boards.forget_asked(BOARD, before=50) == 0
    assert await node.client.call("HLEN", keys.asked(BOARD)) == 1_500
