"""Two things under the same clocks of one client id, by way of two nodes: the first in the log holds everywhere."""

from __future__ import annotations

from pycrdt import Map, Text

from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node, commit_rows

EVE = 2**20 + 77


async def eve_on(node: Node) -> Editor:
    """Return one of two devices that write under the same client id."""
    eve = Editor("eve", await node.rooms.open(BOARD), EVE)
    eve.join()
    return eve


async def same_everywhere(*nodes: Node) -> set[str]:
    """Return the cards that somebody who comes anew finds, which must be the same on each node."""
    found = [(await node.editor("bob")).cards for node in nodes]
    assert found[1:] == found[:-1]
    return found[0]


async def test_a_node_that_took_in_the_later_one_first_reads_the_board_anew(
    node: Node, other_node: Node
) -> None:
    eve, her_other_self = await eve_on(node), await eve_on(other_node)
    ann = await other_node.editor("ann")
    await other_node.boards.unsubscribe(BOARD)
    eve.add_card("first")
    await eve.until_saved()
    her_other_self.add_card("later")
    await her_other_self.until_saved()
    await eventually(lambda: ann.cards == {"later"})
    await ann.room.fill()
    assert ann.room.is_over
    assert [code for code, _ in ann.closed] == [4500]
    assert await same_everywhere(node, other_node) == {"first"}


async def test_a_node_that_has_the_later_one_in_flight_reads_the_board_anew(
    node: Node, other_node: Node
) -> None:
    eve, her_other_self = await eve_on(node), await eve_on(other_node)
    other_node.rooms.committer.pause()
    her_other_self.add_card("later")
    eve.add_card("first")
    await eve.until_saved()
    await eventually(lambda: her_other_self.room.is_over)
    other_node.rooms.committer.resume()
    assert await same_everywhere(node, other_node) == {"first"}


async def test_the_same_edit_by_way_of_two_nodes_disturbs_nobody(node: Node, other_node: Node) -> None:
    """As when a connection breaks after an edit was sent, and the next one leads to another node."""
    eve, again = await eve_on(node), await eve_on(other_node)
    await other_node.boards.unsubscribe(BOARD)
    edit = eve.add_card("c1")
    await eve.until_saved()
    again.room.submit(again.peer, edit)
    again.seq = edit.seq
    await again.until_saved()
    await again.room.fill()
    assert not again.room.is_over
    assert await same_everywhere(node, other_node) == {"c1"}


async def test_what_follows_in_the_log_is_no_dispute(node: Node, other_node: Node) -> None:
    eve, ann = await eve_on(node), await other_node.editor("ann")
    bob = await other_node.editor("bob")
    await other_node.boards.unsubscribe(BOARD)
    eve.send(lambda cards: cards.update({"c1": Map({"title": Text("x")})}))
    await eve.until_saved()
    ann.add_card("c2")
    await ann.until_saved()
    await node.editor("late")
    eve.read()
    eve.add_card("c3")
    await eve.until_saved()
    await ann.room.fill()
    assert not ann.room.is_over
    await eventually(lambda: bob.cards == {"c1", "c2", "c3"})


async def test_bytes_in_the_log_that_make_no_sense_dispute_nothing(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    node.rooms.committer.pause()
    ann.add_card("c1")
    await commit_rows(other_node.boards, b"junk", client_id=2**25)
    await eventually(lambda: ann.room.entries_followed == 1)
    node.rooms.committer.resume()
    await ann.until_saved()
    assert not ann.room.is_over
