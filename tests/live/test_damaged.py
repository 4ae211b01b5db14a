"""A log with an entry that nobody can read: the rest opens, somebody is told, and the bytes are kept."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from pycrdt import Map

from kanverge.live.compaction import compact
from kanverge.live.reading import read
from kanverge.live.room import LOST
from kanverge.store import keys, log
from kanverge.store.base import START
from kanverge.store.log import Entry, Row
from kanverge_crdt import codec
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node


def flipped(entry: bytes) -> bytes:
    return entry[:-1] + bytes([entry[-1] ^ 1])


async def damage(node: Node, number: int) -> bytes:
    """Flip one bit of an entry of the log where it lies; return its bytes."""
    rows: Any = await node.client.call("XRANGE", keys.log(BOARD), "-", "+")
    await node.client.call("DEL", keys.log(BOARD))
    for at, (entry_id, (name, data)) in enumerate(rows):
        kept = flipped(data) if at == number else data
        await node.client.call("XADD", keys.log(BOARD), entry_id, name, kept)
    return flipped(rows[number][1][1])


async def append_damaged(node: Node) -> None:
    """Put an entry at the end of the log of which no message tells."""
    data = flipped(log.pack(Entry(1, (Row("m:test", 2**25, "1/test", b"\0\0"),))))
    await node.client.call("XADD", keys.log(BOARD), "*", "e", data)


async def edited(node: Node, *names: str) -> list[Editor]:
    """Return editors of whom each added a card of that name, one after the other."""
    editors = []
    for name in names:
        editor = await node.editor(name)
        editor.add_card(name)
        await editor.until_saved()
        editors.append(editor)
    return editors


async def cards(node: Node) -> set[str]:
    _, document = await read(node.boards, BOARD)
    return set(document.doc.get("cards", type=Map).keys())


async def kept(node: Node) -> dict[bytes, bytes]:
    flat: Any = await node.client.call("HGETALL", keys.unreadable(BOARD))
    return dict(zip(flat[::2], flat[1::2], strict=True))


async def test_a_board_opens_without_it_says_so_each_time_and_keeps_the_bytes(
    node: Node, other_node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    await edited(node, "ann", "bob", "cleo")
    data = await damage(node, 1)
    entries = await node.boards.all_entries(BOARD, after=START)
    for _ in range(2):
        caplog.clear()
        assert await cards(other_node) == {"ann", "cleo"}
        [record] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
        assert f"board {BOARD} is read without entry {entries[1].id}" in record.message
        assert keys.unreadable(BOARD) in record.message
    assert await kept(node) == {entries[1].id.encode(): data}
    [head] = await node.boards.heads()
    assert head.left_out == 1
    [dora] = await edited(other_node, "dora")
    assert dora.cards == {"ann", "cleo", "dora"}


async def test_a_board_without_damage_leaves_nothing_out(node: Node) -> None:
    await edited(node, "ann")
    await read(node.boards, BOARD)
    [head] = await node.boards.heads()
    assert head.left_out == 0
    assert await kept(node) == {}


async def test_compaction_keeps_the_bytes_as_history(node: Node) -> None:
    await edited(node, "ann", "bob", "cleo", "dora")
    data = await damage(node, 1)
    whole = await node.boards.all_entries(BOARD, after=START)
    assert await compact(node.boards, BOARD, entries_min=2, lag_ms=0)
    [segment] = await node.boards.past.segments(BOARD)
    history = await node.boards.past.segment(BOARD, segment)
    assert history + await node.boards.all_entries(BOARD, after=START) == whole
    assert history[1].stored == data
    assert list((await kept(node)).values()) == [data]
    assert await cards(node) == {"ann", "cleo", "dora"}


async def test_an_author_brings_back_what_is_missing_with_the_next_edit(node: Node, other_node: Node) -> None:
    await edited(node, "ann")
    [bob] = await edited(node, "bob")
    bob.add_card("built on it")
    await bob.until_saved()
    await damage(node, 1)
    assert await cards(node) == {"ann"}
    bob.room = await other_node.rooms.open(BOARD)
    bob.join()
    bob.add_card("more of bob's")
    [missing] = bob.heard(codec.Missing)
    bob.room.submit(
        bob.peer, codec.Edit(bob.seq, bob.client_id, "", bob.doc.get_update(missing.state_vector))
    )
    await bob.until_saved()
    assert await cards(node) == {"ann", "bob", "built on it", "more of bob's"}


async def test_an_open_board_that_meets_it_is_read_anew_without(node: Node) -> None:
    [ann] = await edited(node, "ann")
    await append_damaged(node)
    await ann.room.fill()
    assert ann.closed == [(LOST, "the board must be read anew")]
    await eventually(lambda: node.rooms.at_hand(BOARD) is None)
    [bob] = await edited(node, "bob")
    assert bob.cards == {"ann", "bob"}
    await bob.room.fill()
    assert bob.closed == []
    assert len(await kept(node)) == 1


async def test_a_store_that_cannot_keep_the_bytes_apart_still_gives_its_boards(node: Node) -> None:
    await edited(node, "ann", "bob")
    await damage(node, 1)
    await node.client.call("SET", keys.unreadable(BOARD), "not a hash")
    assert await cards(node) == {"ann"}
