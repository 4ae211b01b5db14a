"""What goes wrong between a room and its store, and must not show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgpack
import pytest
from pycrdt import Doc, Map

from kanverge.config import Limits
from kanverge.errors import NotFound, StoreAway
from kanverge.live.document import Document
from kanverge.store import keys, log
from kanverge.store.base import Commit, CommitResult, Unwritable, Write
from kanverge.store.embedded import Embedded
from kanverge.store.log import Asked, Entry, RecordChange, Row
from kanverge_crdt import codec
from kanverge_crdt.board import Board
from kanverge_crdt.errors import DeadDocument
from tests.crdt import hostile
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node, commit_rows, open_node


class Lossy:
    """A node's commits whose first answer is lost, after or before they are made."""

    def __init__(self, node: Node, *, made: bool) -> None:
        self._commit = node.boards.commit
        self._made = made
        self.times = 0

    async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
        self.times += 1
        if self.times > 1:
            return await self._commit(commits)
        if self._made:
            await self._commit(commits)
        raise StoreAway("the answer was lost", may_have_run=True)


@pytest.mark.parametrize("made", [True, False])
async def test_a_commit_whose_answer_was_lost_is_made_exactly_once(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch, *, made: bool
) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    monkeypatch.setattr(node.boards, "commit", Lossy(node, made=made).commit)
    ann.add_card("c1")
    ann.add_card("c2")
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1", "c2"} == ann.cards)
    assert await node.boards.log_length(BOARD) == 1
    ann.add_card("c3")
    await ann.until_saved()
    assert ann.room.document.gate.in_flight == 0


async def test_the_same_when_the_log_is_read_on_before_the_committer_tries_again(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await node.editor("ann")
    monkeypatch.setattr(node.boards, "commit", Lossy(node, made=True).commit)
    ann.add_card("c1")
    await eventually(lambda: ann.room.is_unsettled)
    await node.rooms.store_is_back()
    await ann.until_saved()
    assert await node.boards.log_length(BOARD) == 1


async def test_what_came_after_a_lost_commit_is_not_taken_for_it(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if a client uses one number twice, which none of ours does."""
    eve = await node.editor("eve")
    commit, has_failed = node.boards.commit, False

    async def lossy(commits: Sequence[Commit]) -> list[CommitResult]:
        nonlocal has_failed
        results = await commit(commits)
        if not has_failed:
            has_failed = True
            eve.seq -= 1
            eve.add_card("c2")
            raise StoreAway("the answer was lost", may_have_run=True)
        return results

    monkeypatch.setattr(node.boards, "commit", lossy)
    eve.add_card("c1")
    await eventually(lambda: has_failed and eve.room.pending.is_empty)
    bob = await other_node.editor("bob")
    assert bob.cards == {"c1", "c2"}


async def test_who_was_passed_over_is_asked_again_once_a_lost_commit_was_found(
    node: Node, valkey: Embedded, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = await open_node("small", valkey, clock, replace(Limits(), pending_edits=1))
    monkeypatch.setattr(small.boards, "commit", Lossy(small, made=True).commit)
    ann, bob = await small.editor("ann"), await small.editor("bob")
    ann.add_card("c1")
    bob.add_card("c2")
    await ann.until_saved()
    await eventually(lambda: [missing.seq for missing in bob.heard(codec.Missing)] == [0])
    await small.close()


async def test_a_commit_made_twice_says_everything_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that stood still makes what a dead connection asked for, after a new one has read the log."""
    ann = await node.editor("ann")
    commit = node.boards.commit
    late: list[Commit] = []

    async def lossy(commits: Sequence[Commit]) -> list[CommitResult]:
        if not late:
            late.extend(commits)
            raise StoreAway("no reply within 10 s", may_have_run=True)
        await commit(late)
        return await commit(commits)

    monkeypatch.setattr(node.boards, "commit", lossy)
    ann.add_card("c1")
    await ann.until_saved()
    assert ann.heard(codec.Refused) == []


async def test_past_the_bound_edits_are_passed_over_and_asked_for_again(
    node: Node, valkey: Embedded, clock: FakeClock
) -> None:
    small = await open_node("small", valkey, clock, replace(Limits(), pending_edits=3))
    ann = await small.editor("ann")
    small.rooms.committer.pause()
    edits = [ann.add_card(f"c{n}") for n in range(10)]
    small.rooms.committer.resume()
    await eventually(lambda: bool(ann.heard(codec.Missing)))
    assert ann.heard(codec.Missing)[0].seq == 0
    for edit in edits[3:]:
        ann.room.submit(ann.peer, edit)
        await eventually(lambda edit=edit: ann.saved >= edit.seq)
    assert ann.cards == {f"c{n}" for n in range(10)}
    await small.close()


async def test_saved_never_passes_over_an_edit_that_was_not_taken(
    node: Node, valkey: Embedded, clock: FakeClock
) -> None:
    small = await open_node("small", valkey, clock, replace(Limits(), pending_edits=2))
    ann = await small.editor("ann")
    ann.send(lambda cards: cards.update({"c1": Map({"done": True})}))
    await ann.until_saved()
    small.rooms.committer.pause()
    taken = [ann.add_card("c2"), ann.add_card("c3")]
    passed_over = ann.add_card("c4")
    small.rooms.committer.resume()
    await eventually(lambda: bool(ann.heard(codec.Missing)))
    # It needs nothing that is missing, so only the order of the edits can hold it back.
    only_deletes = ann.send(lambda cards: cards["c1"].pop("done"))
    await small.client.call("PING")
    assert ann.saved == taken[-1].seq
    ann.room.submit(ann.peer, passed_over)
    ann.room.submit(ann.peer, only_deletes)
    await ann.until_saved()
    await small.close()


async def test_after_a_refusal_everything_else_of_that_client_id_is_passed_over(node: Node) -> None:
    ann, eve = await node.editor("ann"), await node.editor("eve")
    ann.send(lambda cards: cards.update({"c1": Map({"done": True})}))
    await ann.until_saved()
    await eventually(lambda: eve.cards == {"c1"})
    good = eve.edit(lambda cards: cards["c1"].pop("done"))
    eve.room.submit(eve.peer, codec.Edit(1, eve.client_id, "", b"junk"))
    eve.room.submit(eve.peer, replace(good, seq=2))
    await node.client.call("PING")
    assert [refused.seq for refused in eve.heard(codec.Refused)] == [1]
    assert eve.saved == 0
    eve.room.submit(eve.peer, codec.Edit(3, eve.client_id + 10**6, "", good.update))
    await eventually(lambda: eve.saved == 3)


async def test_who_is_refused_again_and_again_is_sent_away(node: Node) -> None:
    eve = await node.editor("eve")
    for n in range(102):
        eve.room.submit(eve.peer, codec.Edit(n, 2**20 + n, "", b"junk"))
    assert eve.closed == [(4529, "too many edits were refused; come back a little later")]


async def test_a_board_that_cannot_be_written_ends_and_the_others_go_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await node.editor("ann")

    async def refuse(commits: Sequence[Commit]) -> list[CommitResult]:
        return [Unwritable("WRONGTYPE") for _ in commits]

    monkeypatch.setattr(node.boards, "commit", refuse)
    ann.add_card("c1")
    await eventually(lambda: bool(ann.closed))
    assert ann.closed[0][0] == 4500
    assert ann.saved == 0
    monkeypatch.undo()
    bob = await node.editor("bob")
    bob.add_card("c2")
    await bob.until_saved()


async def test_a_board_at_another_epoch_sends_everyone_away(node: Node) -> None:
    ann = await node.editor("ann")
    await node.client.call("HSET", keys.head(BOARD), "epoch", 2)
    ann.add_card("c1")
    await eventually(lambda: bool(ann.closed))
    assert ann.closed[0][0] == 4410


async def test_a_dead_document_is_read_anew(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await node.editor("ann")
    ann.add_card("c1")
    await ann.until_saved()

    def die(rows: object) -> None:
        raise DeadDocument("yrs panicked")

    monkeypatch.setattr(type(ann.room.document), "apply", lambda _, rows: die(rows))
    ann.add_card("c2")
    await eventually(lambda: bool(ann.closed))
    monkeypatch.undo()
    bob = await node.editor("bob")
    assert bob.cards == {"c1", "c2"}


@pytest.mark.parametrize("is_open", [False, True])
async def test_hostile_entries_in_the_log_are_passed_over_or_harmless_and_the_rest_opens(
    node: Node, *, is_open: bool
) -> None:
    """As stored entries of a board that is read, and as those that another node commits to an open one."""
    ann = await node.editor("ann") if is_open else None
    boards = node.boards.apart("another")
    await commit_rows(boards, hostile.board(), client_id=hostile.VICTIM)
    updates = [row.update for row in hostile.rows().values()]
    await commit_rows(boards, *updates, client_id=hostile.ATTACKER)
    ann = ann or await node.editor("ann")
    await ann.room.fill()
    ann.add_card("after")
    await ann.until_saved()
    assert "after" in ann.cards
    Board(ann.doc).plain()


async def test_there_is_no_room_for_a_board_that_is_not_there(node: Node) -> None:
    with pytest.raises(NotFound):
        await node.rooms.open("X" * 22)
    assert node.rooms.all() == []


async def test_many_who_come_at_once_share_one_room(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = 0
    load = node.boards.load

    async def counting(board: str) -> object:
        nonlocal loads
        loads += 1
        return await load(board)

    monkeypatch.setattr(node.boards, "load", counting)
    editors = [await node.editor(f"p{n}") for n in range(3)]
    assert len({id(editor.room) for editor in editors}) == 1
    assert loads == 1


@pytest.mark.parametrize("is_open", [False, True])
async def test_a_row_that_cannot_be_taken_takes_no_others_with_it(node: Node, *, is_open: bool) -> None:
    ann = await node.editor("ann") if is_open else None
    gap: Doc[Any] = Doc(client_id=2**30)
    good: Doc[Any] = Doc(client_id=2**30 + 1)
    gap.get("cards", type=Map)["lost"] = 1
    before = gap.get_state()
    gap.get("cards", type=Map)["builds on it"] = 1
    good.get("cards", type=Map)["c1"] = 1
    rows = (
        Row("u:eve", 2**30, "2/", gap.get_update(before)),
        Row("u:bob", 2**30 + 1, "1/", good.get_update()),
    )
    change = RecordChange("number", "c1", 1)
    asks = (Asked("m:import", "key", "import", 1, (change,)),)
    boards = node.boards.apart("another")
    writes = (
        Write(keys.head(BOARD), "records", b"1"),
        Write(keys.records(BOARD, "number"), "c1", msgpack.packb(1)),
    )
    await boards.commit([Commit(BOARD, 1, log.pack(Entry(1, rows, asks)), writes=writes)])
    ann = ann or await node.editor("ann")
    await eventually(lambda: ann.cards == {"c1"})
    assert ann.room.asking.records.rows["number"] == {"c1": 1}


async def test_others_go_on_while_a_long_log_is_read(node: Node) -> None:
    ann = await node.editor("ann")
    for n in range(40):
        ann.add_card(f"c{n}")
        await ann.until_saved()
    loaded = await node.boards.load(BOARD)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    running = asyncio.create_task(others())
    await Document.load(BOARD, loaded)
    running.cancel()
    assert turns >= len(loaded.entries)
