"""A board whose snapshot cannot be read: older ones and the history make up for it, or it is said what is missing."""

from __future__ import annotations

import logging
import zlib
from typing import Any

import msgpack
import pytest

from kanverge.errors import StoreCorrupt
from kanverge.live.compaction import compact
from kanverge.live.reading import read
from kanverge.live.upkeep import Upkeep
from kanverge.store import keys
from kanverge.store.base import Loaded
from kanverge.store.leases import Lease
from kanverge.store.log import LogEntry
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node

ENTRIES = 3
"""In each compaction; the entry of somebody's first edit and the last one stay in the log for the next."""


async def compacted(node: Node, times: int) -> Editor:
    """Return an editor whose edits went into so many snapshots, and one more that is in none."""
    ann = await node.editor("ann")
    for n in range(times):
        for m in range(ENTRIES):
            ann.add_card(f"{n}/{m}")
            await ann.until_saved()
        assert await compact(node.boards, BOARD, entries_min=1, lag_ms=0)
    ann.add_card("in no snapshot")
    await ann.until_saved()
    return ann


async def fields(node: Node, age: int) -> dict[bytes, bytes]:
    flat: Any = await node.client.call("HGETALL", keys.snapshot(BOARD, age))
    return dict(zip(flat[::2], flat[1::2], strict=True))


async def damage(node: Node, *ages: int) -> None:
    """Flip a bit of these snapshots where they lie."""
    for age in ages:
        state = (await fields(node, age))[b"state"]
        await node.client.call(
            "HSET", keys.snapshot(BOARD, age), "state", state[:-1] + bytes([state[-1] ^ 1])
        )


async def loads_as(node: Node, editor: Editor) -> Loaded:
    """Read the board from the store; it is what the editor sees."""
    loaded, document = await read(node.boards, BOARD)
    editor.read()
    assert set(document.doc.get("cards", type=type(editor.doc["cards"])).keys()) == editor.cards
    assert document.doc.get_state() == editor.doc.get_state()
    return loaded


@pytest.mark.parametrize(("snapshots", "damaged"), [(2, 1), (4, 1), (4, 2), (4, 3), (1, 1)])
async def test_what_is_left_of_snapshots_and_history_make_up_for_it(
    node: Node, snapshots: int, damaged: int
) -> None:
    ann = await compacted(node, snapshots)
    before = await loads_as(node, ann)
    assert before.damaged == ()
    await damage(node, *range(damaged))
    loaded = await loads_as(node, ann)
    assert [snapshot.age for snapshot in loaded.damaged] == list(range(damaged))
    assert (loaded.snapshot is None) == (damaged == min(snapshots, 3))
    assert (loaded.last, loaded.clients) == (before.last, before.clients)
    assert len({entry.id for entry in loaded.entries}) == len(loaded.entries)


async def damage_the_number(node: Node) -> None:
    await node.client.call("HSET", keys.snapshot(BOARD), "crc", "x")


async def damage_the_place(node: Node) -> None:
    await node.client.call("HSET", keys.snapshot(BOARD), "cursor", b"\xff-1")


async def lose_the_place(node: Node) -> None:
    await node.client.call("HDEL", keys.snapshot(BOARD), "cursor")


async def lose_the_state(node: Node) -> None:
    await node.client.call("HDEL", keys.snapshot(BOARD), "state")


async def write_nonsense(node: Node) -> None:
    await node.client.call("HSET", keys.snapshot(BOARD), "state", b"x", "crc", zlib.crc32(b"x"))


@pytest.mark.parametrize(
    "harm", [damage_the_number, damage_the_place, lose_the_place, lose_the_state, write_nonsense]
)
async def test_whatever_is_damaged_in_it_it_is_made_up_for_and_replaced(node: Node, harm: Any) -> None:
    ann = await compacted(node, 2)
    await harm(node)
    assert len((await loads_as(node, ann)).damaged) == 1
    assert await compact(node.boards, BOARD)
    assert (await loads_as(node, ann)).damaged == ()


async def test_an_error_says_so_once_lists_say_so_for_good_and_the_bytes_are_kept(
    node: Node, other_node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    ann = await compacted(node, 2)
    await damage(node, 0)
    stored = {name.decode(): value for name, value in (await fields(node, 0)).items()}
    for reader in (node, other_node, node):
        await loads_as(reader, ann)
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert f"board {BOARD}: its snapshot at {stored['cursor'].decode()}" in record.message
    assert keys.damaged_snapshots(BOARD) in record.message
    await compact(node.boards, BOARD)
    kept = await node.client.call("HGET", keys.damaged_snapshots(BOARD), stored["cursor"])
    assert msgpack.unpackb(kept) == stored
    [head] = await node.boards.heads()
    assert (head.damaged_snapshots, head.left_out) == (1, 0)


async def test_a_store_that_cannot_keep_the_bytes_still_gives_its_board(node: Node) -> None:
    ann = await compacted(node, 2)
    await damage(node, 0)
    await node.client.call("SET", keys.damaged_snapshots(BOARD), "not a hash")
    await loads_as(node, ann)


async def test_upkeep_replaces_it_at_once_and_keeps_the_sound_ones(node: Node, clock: FakeClock) -> None:
    ann = await compacted(node, 4)
    sound = [await fields(node, age) for age in (1, 2)]
    await damage(node, 0)
    await loads_as(node, ann)
    assert await node.boards.compaction_due() == [BOARD]
    await Upkeep(node.boards, Lease(node.client, "upkeep", "a"), clock, 365).once()
    assert await node.boards.compaction_due() == []
    assert (await loads_as(node, ann)).damaged == ()
    assert [await fields(node, age) for age in (1, 2)] == sound
    await compact(node.boards, BOARD, entries_min=0)
    assert await fields(node, 2) == sound[0]


async def test_older_damaged_ones_leave_with_it(node: Node) -> None:
    ann = await compacted(node, 4)
    sound = await fields(node, 2)
    await damage(node, 0, 1)
    assert await compact(node.boards, BOARD)
    assert (await fields(node, 1), await fields(node, 2)) == ({}, sound)
    await damage(node, 0)
    loaded = await loads_as(node, ann)
    assert loaded.snapshot is not None
    assert loaded.snapshot.cursor.encode() == sound[b"cursor"]


async def test_a_sound_board_with_a_short_log_is_still_left_alone(node: Node) -> None:
    await compacted(node, 2)
    assert not await compact(node.boards, BOARD)


async def test_a_compaction_meanwhile_is_noticed_and_the_board_read_again(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await compacted(node, 2)
    await damage(node, 0)
    after = node.boards.past.after
    others: list[bool] = []

    async def slow(board: str, cursor: str) -> list[LogEntry]:
        entries = await after(board, cursor)
        others.append(await compact(other_node.boards, BOARD, lag_ms=0))
        return entries

    monkeypatch.setattr(node.boards.past, "after", slow)
    loaded = await loads_as(node, ann)
    assert others == [True]
    assert loaded.damaged == ()


async def drop_history(node: Node) -> None:
    await node.boards.past.forget(BOARD, before=2**50)


async def lose_a_segment(node: Node) -> None:
    *_, last = await node.boards.past.segments(BOARD)
    await node.client.call("DEL", keys.segment(BOARD, last))


async def damage_a_segment(node: Node) -> None:
    *_, last = await node.boards.past.segments(BOARD)
    await node.client.call("SETRANGE", keys.segment(BOARD, last), 30, b"xxx")


async def lose_everything(node: Node) -> None:
    await node.client.call("DEL", keys.log(BOARD), keys.segments(BOARD))


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (drop_history, r"those up to \d+-\d+ were dropped"),
        (lose_a_segment, r"the entries up to \d+-\d+ are lost: .* has no history segment"),
        (damage_a_segment, r"the entries up to \d+-\d+ are lost: history segment "),
        (lose_everything, r"neither history nor log hold all entries after \d+-\d+"),
    ],
)
async def test_where_something_is_missing_the_board_stays_closed_and_it_is_said_what(
    node: Node, harm: Any, what: str
) -> None:
    await compacted(node, 2)
    await damage(node, 0)
    await harm(node)
    with pytest.raises(StoreCorrupt, match=f"snapshot of board {BOARD} does not match .* {what}"):
        await read(node.boards, BOARD)


async def test_history_that_is_older_than_the_snapshot_is_not_missed(node: Node) -> None:
    ann = await compacted(node, 3)
    first, *_ = await node.boards.past.segments(BOARD)
    await node.client.call("DEL", keys.segment(BOARD, first))
    await node.client.call("HSET", keys.head(BOARD), "forgotten", first)
    await damage(node, 0)
    await loads_as(node, ann)


async def test_the_board_opens_for_its_editors(node: Node, other_node: Node) -> None:
    ann = await compacted(node, 2)
    await damage(node, 0)
    bob = await other_node.editor("bob")
    assert bob.cards == ann.cards
    bob.add_card("after")
    await bob.until_saved()
    await eventually(lambda: "after" in ann.cards)
