"""Two people begin one text at the same moment: the first is the text, and the second hears of it once it is there."""

from __future__ import annotations

from pycrdt import Map, Text

from kanverge_crdt import codec
from tests.doubles.eventually import eventually
from tests.live.nodes import Editor, Node


def begin(editor: Editor) -> codec.Edit:
    return editor.send(lambda cards: cards["c1"].update({"note:text": Text("words")}))


async def two_before_one_card(node: Node) -> tuple[Editor, Editor]:
    ann, bob = await node.editor("ann"), await node.editor("bob")
    ann.add_card("c1")
    await ann.until_saved()
    await eventually(lambda: bob.cards == {"c1"})
    return ann, bob


async def test_the_second_of_two_texts_is_refused_with_a_word_of_its_own(node: Node) -> None:
    ann, bob = await two_before_one_card(node)
    hers = ann.edit(lambda cards: cards["c1"].update({"note:text": Text("words")}))
    his = begin(bob)
    await bob.until_saved()
    ann.room.submit(ann.peer, hers)
    assert [(refused.seq, refused.code) for refused in ann.heard(codec.Refused)] == [
        (hers.seq, "made-already")
    ]
    assert bob.heard(codec.Refused) == []
    assert his.seq == bob.saved


async def test_while_the_first_is_not_on_disk_the_second_is_asked_for_again_later(node: Node) -> None:
    ann, bob = await two_before_one_card(node)
    node.rooms.committer.pause()
    begin(ann)
    late = begin(bob)
    later = bob.send(lambda cards: cards.update({"c2": Map({})}))
    await node.client.call("PING")
    assert (bob.heard(codec.Refused), bob.heard(codec.Missing)) == ([], [])
    node.rooms.committer.resume()
    await eventually(lambda: bool(bob.heard(codec.Missing)))
    assert ann.saved == 2
    for edit in (late, later):
        bob.room.submit(bob.peer, edit)
    assert [(refused.seq, refused.code) for refused in bob.heard(codec.Refused)] == [
        (late.seq, "made-already")
    ]


async def test_where_the_first_never_reached_the_disk_the_second_is_the_text(node: Node) -> None:
    ann, bob = await two_before_one_card(node)
    node.rooms.committer.pause()
    begin(ann)
    late = begin(bob)
    [waiting] = ann.room.pending.clear()
    assert waiting.admission is not None
    ann.room.document.forget(waiting.admission)
    node.rooms.committer.resume()
    bob.peer.must_resend = False  # as a connection that was lost meanwhile
    bob.room.submit(bob.peer, late)
    await bob.until_saved()
    assert bob.heard(codec.Refused) == []
