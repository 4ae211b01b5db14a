from __future__ import annotations

from pycrdt import Map, Text

from kanverge.accounts.roles import Role
from kanverge_crdt import codec
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node


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
