from __future__ import annotations

from collections.abc import Sequence

import pycrdt
import pytest
from pycrdt import Map, Text

from kanverge.accounts.roles import Role
from kanverge.config import Limits
from kanverge.live.outbox import Kind
from kanverge.store import boards as stored_boards
from kanverge.store.base import START, Commit, CommitResult
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node, open_node


async def test_an_edit_is_saved_and_shown_to_everyone(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.add_card("c1")
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1"})
    [edits] = bob.heard(codec.Edits)
    assert edits.authors == [[ann.client_id, "ann"]]


async def test_nothing_is_shown_or_saved_before_it_is_on_disk(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    node.rooms.committer.pause()
    ann.add_card("c1")
    await node.client.call("PING")
    assert ann.saved == 0
    assert bob.cards == set()
    assert "c1" not in ann.room.document.doc.get("cards", type=Map)
    node.rooms.committer.resume()
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1"})


async def test_a_joiner_gets_what_is_there_and_only_what_it_lacks(node: Node) -> None:
    ann = await node.editor("ann")
    ann.add_card("c1")
    await ann.until_saved()
    bob = await node.editor("bob")
    assert bob.cards == {"c1"}
    bob.room.leave(bob.peer)
    ann.add_card("c2")
    await ann.until_saved()
    bob.join()
    assert bob.cards == {"c1", "c2"}
    [whole, rest] = bob.heard(codec.Sync)
    assert len(rest.update) < len(whole.update) + 10


async def test_an_edit_sent_again_is_saved_again_and_logged_once(node: Node) -> None:
    ann = await node.editor("ann")
    edit = ann.add_card("c1")
    await ann.until_saved()
    ann.seq += 1
    ann.room.submit(ann.peer, codec.Edit(ann.seq, edit.client_id, "", edit.update))
    await ann.until_saved()
    assert await node.boards.log_length(BOARD) == 1


async def test_an_edit_that_comes_too_early_is_asked_for_in_order(node: Node) -> None:
    ann = await node.editor("ann")
    first = ann.edit(lambda cards: cards.update({"c1": Map({"title": Text("one")})}))
    second = ann.edit(lambda cards: cards["c1"].update({"archived": True}))
    ann.room.submit(ann.peer, second)
    [missing] = ann.heard(codec.Missing)
    assert missing == codec.Missing(second.seq, b"\0")
    ann.room.submit(ann.peer, first)
    ann.room.submit(ann.peer, second)
    await ann.until_saved()
    assert ann.heard(codec.Missing) == [missing]


async def test_after_a_gap_later_edits_are_passed_over_until_the_gap_is_filled(node: Node) -> None:
    ann = await node.editor("ann")
    edits = [ann.edit(lambda cards, n=n: cards.update({f"c{n}": Map({})})) for n in range(5)]  # type: ignore[misc]
    for edit in edits[1:]:
        ann.room.submit(ann.peer, edit)
    assert len(ann.heard(codec.Missing)) == 1
    for edit in edits:
        ann.room.submit(ann.peer, edit)
    await ann.until_saved()
    assert len(ann.heard(codec.Missing)) == 1


async def test_a_viewer_cannot_edit(node: Node) -> None:
    eve = await node.editor("eve", Role.VIEWER)
    eve.add_card("c1")
    [refused] = eve.heard(codec.Refused)
    assert (refused.seq, refused.code) == (1, "forbidden")
    assert await node.boards.log_length(BOARD) == 0


async def test_hostile_bytes_are_refused_and_the_room_goes_on(node: Node) -> None:
    ann, eve = await node.editor("ann"), await node.editor("eve")
    twice = bytes.fromhex(
        "020101002801016d026b31017b3ff00000000000000101002801016d026b32017b3ff000000000000000"
    )
    eve.seq += 1
    eve.room.submit(eve.peer, codec.Edit(1, eve.client_id, "", twice))
    [refused] = eve.heard(codec.Refused)
    assert refused.seq == 1
    ann.add_card("c1")
    await ann.until_saved()
    await eventually(lambda: eve.cards == {"c1"})


async def test_nobody_writes_under_the_client_id_of_another(node: Node) -> None:
    ann, eve = await node.editor("ann"), await node.editor("eve")
    ann.add_card("c1")
    await ann.until_saved()
    forged = ann.edit(lambda cards: cards.update({"forged": Map({})}))
    eve.room.submit(eve.peer, forged)
    [refused] = eve.heard(codec.Refused)
    assert refused.code == "foreign-client"


async def test_a_node_sees_what_another_commits(node: Node, other_node: Node) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    ann.add_card("c1")
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1"})
    bob.add_card("c2")
    await bob.until_saved()
    await eventually(lambda: ann.cards == {"c1", "c2"})
    assert ann.room.tail.cursor == bob.room.tail.cursor


async def test_two_nodes_that_commit_at_once_stay_equal(node: Node, other_node: Node) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    for n in range(50):
        ann.add_card(f"a{n}")
        bob.add_card(f"b{n}")
        if n % 7 == 0:
            await ann.until_saved()
    await ann.until_saved()
    await bob.until_saved()
    await eventually(lambda: len(ann.cards) == 100 and ann.cards == bob.cards)
    await eventually(lambda: ann.room.tail.cursor == bob.room.tail.cursor and not ann.room.tail.has_gap)


async def test_a_client_id_bound_on_another_node_first_is_refused(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    eve = await other_node.editor("eve")
    other_node.rooms.committer.pause()
    eve.client_id = ann.client_id
    eve.doc = type(eve.doc)(client_id=ann.client_id)
    eve.doc.get("cards", type=Map)
    eve.add_card("stolen")
    await node.client.call("PING")
    # Not heard of yet: as when both bind it in the same moment.
    eve.room.around.boards.node = node.boards.node
    ann.add_card("c1")
    await ann.until_saved()
    other_node.rooms.committer.resume()
    await eventually(lambda: bool(eve.heard(codec.Refused)))
    [refused] = eve.heard(codec.Refused)
    assert refused.code == "foreign-client"


async def test_a_board_is_read_from_its_log_again(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    for n in range(20):
        ann.add_card(f"c{n}")
    await ann.until_saved()
    bob = await other_node.editor("bob")
    assert bob.cards == ann.cards


async def test_edits_wait_while_the_store_is_away_and_are_saved_when_it_is_back(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.add_card("c1")
    await ann.until_saved()
    await node.client._disconnect()
    ann.add_card("c2")
    assert ann.saved == 1
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1", "c2"})
    assert await node.boards.log_length(BOARD) == 2


async def test_a_slow_reader_forgets_and_catches_up_with_one_difference(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    bob.peer.outbox.bytes_max = 300
    bob.wire.writable = False
    for n in range(40):
        ann.add_card(f"c{n}")
        await ann.until_saved()
    assert bob.cards == set()
    bob.wire.writable = True
    bob.room.drain(bob.peer)
    assert bob.cards == ann.cards
    assert len(bob.heard(codec.Sync)) == 2


async def test_presence_is_told_to_the_others_and_ends_with_the_connection(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.room.show(ann.peer, {"card": "c1"})
    await eventually(lambda: bool(bob.heard(codec.Present)))
    assert bob.heard(codec.Present)[-1].changes[0][2] == {"card": "c1"}
    carol = await node.editor("carol")
    assert carol.heard(codec.Present)[0].changes[0][0] == ann.peer.session
    ann.room.leave(ann.peer)
    await eventually(lambda: bob.heard(codec.Present)[-1].changes[0][2] is None)


async def test_an_idle_room_leaves_memory_and_opens_again(node: Node, clock: FakeClock) -> None:
    ann = await node.editor("ann")
    ann.add_card("c1")
    await ann.until_saved()
    ann.room.leave(ann.peer)

    async def has_left() -> bool:
        await clock.advance(30.0)
        return node.rooms.at_hand(BOARD) is None

    await eventually(has_left)
    bob = await node.editor("bob")
    assert bob.cards == {"c1"}


async def test_an_edit_sent_again_while_it_is_on_its_way_is_saved_with_the_first(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await node.editor("ann")
    edit = ann.edit(lambda cards: cards.update({"c1": Map()}))
    commit = node.boards.commit

    async def and_once_more(commits: Sequence[Commit]) -> list[CommitResult]:
        ann.room.submit(ann.peer, edit)
        assert ann.heard(codec.Saved) == []
        return await commit(commits)

    monkeypatch.setattr(node.boards, "commit", and_once_more)
    ann.room.submit(ann.peer, edit)
    await eventually(lambda: len(ann.heard(codec.Saved)) == 2)
    assert await node.boards.log_length(BOARD) == 1
    assert ann.room.is_idle is False
    ann.room.leave(ann.peer)
    assert ann.room.is_idle


async def test_what_was_passed_over_is_asked_for_only_when_there_is_room_again(
    valkey: Embedded, node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = await open_node("small", valkey, clock, Limits(pending_bytes=1_000))
    ann, bob = await small.editor("ann"), await small.editor("bob")
    commit = small.boards.commit
    heard: list[list[codec.Missing]] = []

    async def while_more_comes(commits: Sequence[Commit]) -> list[CommitResult]:
        if not heard:
            ann.send(lambda cards: cards.update({"long": Map({"title": Text("x" * 2_000)})}))
            bob.add_card("passed over")
        heard.append(bob.heard(codec.Missing))
        return await commit(commits)

    monkeypatch.setattr(small.boards, "commit", while_more_comes)
    ann.add_card("first")
    await eventually(lambda: bool(bob.heard(codec.Missing)))
    assert heard == [[], []]
    assert ann.saved == 2
    await small.close()


async def test_who_hides_without_having_been_seen_troubles_nobody(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.room.show(ann.peer, None)
    await eventually(lambda: not node.rooms.fanout._dirty)
    assert bob.heard(codec.Present) == []


async def test_a_connection_that_was_replaced_takes_nobody_along_when_it_ends(node: Node) -> None:
    before = await node.editor("ann")
    before.room.show(before.peer, {"card": "c1"})
    after = await node.editor("ann")
    assert after.peer.session == before.peer.session
    before.room.leave(before.peer)
    assert before.room.peers == {after.peer.session: after.peer}


async def test_an_offline_queue_of_somebody_who_was_refused_is_not_looked_at(node: Node) -> None:
    ann = await node.editor("ann")
    ann.room.submit(ann.peer, codec.Edit(1, ann.client_id, "", b"junk"))
    await ann.room.submit_queue(ann.peer, ann.edit(lambda cards: cards.update({"c1": Map()})))
    assert [message.seq for message in ann.heard(codec.Refused)] == [1]
    assert ann.room.pending.is_empty


async def test_a_queue_whose_bytes_make_no_sense_is_refused(node: Node) -> None:
    ann = await node.editor("ann")
    await ann.room.submit_queue(ann.peer, codec.Edit(1, ann.client_id, "", b"junk"))
    assert [message.code for message in ann.heard(codec.Refused)] == ["malformed"]


async def test_a_long_gap_is_filled_page_by_page(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_boards, "PAGE_ENTRIES", 3)
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    await node.boards.unsubscribe(BOARD)
    for n in range(10):
        bob.add_card(f"c{n}")
        await bob.until_saved()
    await ann.room.fill()
    await eventually(lambda: ann.cards == bob.cards)


async def test_a_slow_reader_also_catches_up_with_records_and_with_who_is_here(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    bob.peer.outbox.bytes_max = 1
    bob.wire.writable = False
    numbers = codec.Ask(1, "k", "cards.number", {"cards": ["0" * 22]})
    await ann.room.asking.ask(ann.room, ann.peer, numbers)
    ann.room.show(ann.peer, {"card": "c1"})
    await eventually(lambda: Kind.RECORDS in bob.peer.outbox.owed and Kind.PRESENCE in bob.peer.outbox.owed)
    before = len(bob.read())
    bob.wire.writable = True
    bob.room.drain(bob.peer)
    records, present = bob.read()[before:]
    assert records == codec.Records([["*", "", None, 1], ["number", "0" * 22, 1, 1]])
    assert isinstance(present, codec.Present)
    assert [row[0] for row in present.changes] == [ann.peer.session]


async def test_a_slow_reader_is_told_who_has_left_meanwhile(node: Node) -> None:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.room.show(ann.peer, {"card": "c1"})
    await eventually(lambda: bool(bob.heard(codec.Present)))
    bob.peer.outbox.bytes_max = 1
    bob.wire.writable = False
    ann.room.leave(ann.peer)
    await eventually(lambda: Kind.PRESENCE in bob.peer.outbox.owed)
    bob.wire.writable = True
    bob.room.drain(bob.peer)
    assert [row[::2] for row in bob.heard(codec.Present)[-1].changes] == [[ann.peer.session, None]]


async def test_what_was_built_on_edits_of_a_foreign_client_id_falls_with_them(
    node: Node, other_node: Node
) -> None:
    ann, eve = await node.editor("ann"), await other_node.editor("eve")
    first = ann.edit(lambda cards: cards.update({"c1": Map()}))
    second = ann.edit(lambda cards: cards.update({"c2": Map()}))
    third = ann.edit(lambda cards: cards.update({"c3": Map()}))
    other_node.rooms.committer.pause()
    eve.room.submit(eve.peer, first)
    eve.room.submit(eve.peer, codec.Edit(2, eve.client_id, "", second.update))
    eve.room.submit(eve.peer, third)
    ann.room.submit(ann.peer, first)
    await eventually(lambda: eve.room.tail.cursor == ann.room.tail.cursor != START)
    other_node.rooms.committer.resume()
    await eventually(lambda: eve.room.pending.is_empty)
    refused = [(message.seq, message.code) for message in eve.heard(codec.Refused)]
    assert refused == [(1, "foreign-client"), (2, "foreign-client")]
    assert await node.boards.log_length(BOARD) == 1


async def test_an_edit_whose_new_part_cannot_be_cut_out_is_refused_and_leaves_no_trace(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await node.editor("ann")
    ann.add_card("c1")
    await ann.until_saved()
    ann.edit(lambda cards: cards.update({"c2": Map()}))

    def fail(*_: object) -> bytes:
        raise RuntimeError("yrs cannot")

    monkeypatch.setattr(pycrdt, "get_update", fail)
    clocks = dict(ann.room.document.gate.clocks)
    ann.room.submit(ann.peer, codec.Edit(ann.seq, ann.client_id, "", ann.doc.get_update()))
    assert [message.code for message in ann.heard(codec.Refused)] == ["undecodable"]
    assert ann.room.document.gate.clocks == clocks
    assert ann.room.pending.is_empty
