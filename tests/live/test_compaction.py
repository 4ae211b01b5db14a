from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from pycrdt import Doc

from kanverge.errors import StoreCorrupt
from kanverge.live.compaction import compact, verify
from kanverge.store.base import START
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node


async def edited(node: Node, count: int, *, name: str = "ann") -> Editor:
    """Return an editor who added ``count`` cards, one entry each."""
    editor = await node.editor(name)
    for n in range(count):
        editor.add_card(f"{name} {n}")
        await editor.until_saved()
    return editor


async def test_a_compacted_board_reads_as_before(node: Node, other_node: Node) -> None:
    ann = await edited(node, 30)
    assert await compact(node.boards, BOARD, entries_min=10, lag_ms=0)
    assert await node.boards.log_length(BOARD) < 3
    bob = await other_node.editor("bob")
    assert bob.cards == ann.cards
    assert bob.doc.get_state() == ann.doc.get_state()


async def test_a_board_of_many_clients_is_compacted(node: Node) -> None:
    for n in range(30):
        editor = await node.editor(f"person {n}")
        editor.add_card(f"c{n}")
        await editor.until_saved()
    assert await compact(node.boards, BOARD, entries_min=10)


async def test_a_short_log_is_left_alone(node: Node) -> None:
    await edited(node, 5)
    assert not await compact(node.boards, BOARD, entries_min=10)


async def test_young_entries_stay_in_the_log(node: Node) -> None:
    await edited(node, 12)
    assert await compact(node.boards, BOARD, entries_min=10)
    assert await node.boards.log_length(BOARD) == 12
    assert (await node.boards.load(BOARD)).entries == ()


async def test_what_leaves_the_log_is_kept_as_history(node: Node) -> None:
    await edited(node, 12)
    whole = await node.boards.all_entries(BOARD, after=START)
    await compact(node.boards, BOARD, entries_min=10, lag_ms=0)
    [segment] = await node.boards.past.segments(BOARD)
    kept = await node.boards.past.segment(BOARD, segment)
    assert kept + await node.boards.all_entries(BOARD, after=START) == whole
    assert await node.boards.past.forget(BOARD, before=2**50) == 1
    assert await node.boards.past.segments(BOARD) == []


async def test_of_two_compactors_the_slower_one_changes_nothing(node: Node, other_node: Node) -> None:
    await edited(node, 20)
    done = await asyncio.gather(
        compact(node.boards, BOARD, entries_min=10), compact(other_node.boards, BOARD, entries_min=10)
    )
    assert sorted(done) == [False, True]


async def test_compaction_under_fire_loses_nothing(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    source = random.Random(seed)

    async def edit() -> None:
        for n in range(300):
            ann.add_card(f"c{n}")
            if source.random() < 0.3:
                await ann.until_saved()
        await ann.until_saved()

    async def compacting(boards: Node) -> None:
        while not editing.done():
            await compact(boards.boards, BOARD, entries_min=1, lag_ms=0)

    editing = asyncio.create_task(edit())
    await asyncio.gather(editing, compacting(node), compacting(other_node))
    bob = await other_node.editor("bob")
    assert bob.cards == {f"c{n}" for n in range(300)}


async def test_a_node_that_slept_through_a_compaction_reads_the_board_anew(
    node: Node, other_node: Node
) -> None:
    ann = await node.editor("ann")
    await node.boards.unsubscribe(BOARD)
    bob = await edited(other_node, 12, name="bob")
    assert await compact(other_node.boards, BOARD, entries_min=10, lag_ms=0)
    await ann.room.fill()
    assert [code for code, _ in ann.closed] == [4500]
    again = await node.editor("ann")
    assert again.cards == bob.cards


async def test_a_node_that_kept_up_does_not_mind_a_compaction(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    bob = await edited(other_node, 12, name="bob")
    assert await compact(other_node.boards, BOARD, entries_min=10, lag_ms=0)
    await node.boards.unsubscribe(BOARD)
    bob.add_card("after")
    await bob.until_saved()
    await ann.room.fill()
    await eventually(lambda: "after" in ann.cards)
    assert ann.closed == []


async def test_a_snapshot_that_reads_back_otherwise_is_never_written(node: Node) -> None:
    ann = await edited(node, 2)
    short: Doc[Any] = Doc()
    with pytest.raises(StoreCorrupt):
        verify(BOARD, ann.doc, short.get_update())


async def test_entries_that_only_stay_for_others_are_no_reason_to_compact_again(node: Node) -> None:
    await edited(node, 12)
    assert await compact(node.boards, BOARD, entries_min=10)
    assert await node.boards.log_length(BOARD) == 12
    assert not await compact(node.boards, BOARD, entries_min=10)
