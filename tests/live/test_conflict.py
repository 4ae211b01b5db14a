"""Two nodes meet one client id at the same moment: whose it is decides the store, and nobody else's edits suffer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pycrdt import Doc, Map

from kanverge.config import Limits
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import Editor, Node, open_node


async def deaf(node: Node, name: str, client_id: int) -> Editor:
    """Return an editor under ``client_id`` on a node that commits nothing yet and does not hear the others."""
    editor = await node.editor(name)
    node.rooms.committer.pause()
    await node.boards.unsubscribe(editor.room.board)
    editor.client_id = client_id
    editor.doc = Doc(client_id=client_id)
    editor.doc.get("cards", type=Map)
    return editor


async def robbed(node: Node, other_node: Node) -> Editor:
    """Return an editor of ``other_node`` whose first edit waits, under a client id that is taken on ``node`` now."""
    ann = await node.editor("ann")
    eve = await deaf(other_node, "eve", ann.client_id)
    ann.add_card("c1")
    await ann.until_saved()
    eve.add_card("stolen")
    return eve


async def test_a_long_queue_beside_a_refused_edit_is_saved(node: Node, other_node: Node) -> None:
    bob = await other_node.editor("bob")
    eve = await robbed(node, other_node)
    queue = bob.edit(lambda cards: cards.update({f"c{n}": Map({"n": n}) for n in range(600)}))
    await bob.room.submit_queue(bob.peer, queue)
    other_node.rooms.committer.resume()
    await eventually(lambda: bool(eve.heard(codec.Refused)))
    await bob.until_saved()
    assert bob.heard(codec.Refused) == []


async def test_the_second_copy_of_a_refused_edit_is_never_said_to_be_saved(
    node: Node, other_node: Node
) -> None:
    eve = await robbed(node, other_node)
    again = Editor("eve", eve.room, eve.client_id)
    again.peer.session = "the next connection of eve"
    again.join()
    again.add_card("stolen")
    other_node.rooms.committer.resume()
    await eventually(lambda: bool(again.heard(codec.Refused)))
    assert again.saved == 0


async def test_what_is_taken_in_again_does_not_end_the_wait_for_an_earlier_edit(
    node: Node, other_node: Node
) -> None:
    bob = await other_node.editor("bob")
    bob.send(lambda cards: cards.update({"b": Map({"done": True})}))
    await bob.until_saved()
    await robbed(node, other_node)
    taken = bob.add_card("b1")
    bob.edit(lambda cards: cards.update({"lost on the way": Map({})}))
    bob.add_card("b3")
    assert [missing.seq for missing in bob.heard(codec.Missing)] == [bob.seq]
    other_node.rooms.committer.resume()
    await eventually(lambda: bob.saved == taken.seq)
    bob.send(lambda cards: cards["b"].pop("done"))
    await other_node.client.call("PING")
    await eventually(lambda: bob.room.pending.is_empty)
    assert bob.saved == taken.seq


async def test_who_was_passed_over_is_asked_again_when_a_refusal_made_room(
    node: Node, valkey: Embedded, clock: FakeClock
) -> None:
    small = await open_node("small", valkey, clock, replace(Limits(), pending_edits=1))
    bob = await small.editor("bob")
    eve = await robbed(node, small)
    bob.add_card("b1")
    small.rooms.committer.resume()
    await eventually(lambda: bool(eve.heard(codec.Refused)))
    await eventually(lambda: [missing.seq for missing in bob.heard(codec.Missing)] == [0])
    await small.close()


@pytest.mark.parametrize("has_more", [False, True])
async def test_ones_own_client_id_is_no_conflict_on_another_node(
    node: Node, other_node: Node, *, has_more: bool
) -> None:
    """A connection is cut before ``saved`` comes, and the next one goes to another node."""
    ann = await node.editor("ann")
    moved = await deaf(other_node, "ann", ann.client_id)
    first = ann.add_card("c1")
    await ann.until_saved()
    moved.doc.apply_update(first.update)
    moved.seq = first.seq
    moved.room.submit(moved.peer, first)
    if has_more:
        moved.add_card("c2")
    other_node.rooms.committer.resume()
    await moved.until_saved()
    assert moved.heard(codec.Refused) == []
    bob = await node.editor("bob")
    await eventually(lambda: bob.cards == moved.cards >= {"c1"})
