"""Nothing grows past what a client can be sent: editors are stopped before, and joiners are told."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from kanverge.live import document
from kanverge.live.surroundings import NEW_CLIENT_IDS_PER_SECOND
from kanverge.store.log import Asked, RecordChange
from kanverge_crdt import codec
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import Editor, Node, commit_rows

NEW_AGAIN_S = 1 / NEW_CLIENT_IDS_PER_SECOND


def write(editor: Editor, characters: int) -> codec.Edit:
    return editor.send(lambda cards: cards["c1"]["title"].insert(0, "x" * characters))


def note(editor: Editor, text: str) -> codec.Edit:
    return editor.send(lambda cards: cards["c1"].update({"note": text}))


async def with_card(node: Node) -> Editor:
    ann = await node.editor("ann")
    ann.add_card("c1")
    await ann.until_saved()
    return ann


async def test_a_full_board_takes_nothing_new_and_still_lets_go(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "BOARD_BYTES_MAX", 10_000)
    monkeypatch.setattr(document, "MEASURE_AFTER_BYTES", 1_000)
    ann = await with_card(node)
    fits = write(ann, 9_000)
    await ann.until_saved()
    too_much = write(ann, 2_000)
    assert [(refused.seq, refused.code) for refused in ann.heard(codec.Refused)] == [
        (too_much.seq, "board-full")
    ]
    again = Editor("ann", ann.room, fits.client_id)
    again.peer.session = "the next connection"
    again.join()
    again.read()
    again.seq = too_much.seq
    # What is on disk already is not refused when it comes again, nor is a deletion.
    again.room.submit(again.peer, fits)
    before = again.doc.get_state()
    del again.doc.get("cards", type=Map)["c1"]["title"][0:5_000]
    again.room.submit(again.peer, codec.Edit(again.seq, fits.client_id, "", again.doc.get_update(before)))
    await again.until_saved()
    assert again.heard(codec.Refused) == []


async def test_what_replaces_itself_again_and_again_never_fills_a_board(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "BOARD_BYTES_MAX", 10_000)
    monkeypatch.setattr(document, "MEASURE_AFTER_BYTES", 1_000)
    ann = await with_card(node)
    for n in range(30):
        note(ann, f"{n}" * 500)
        await ann.until_saved()
    assert ann.heard(codec.Refused) == []


async def test_a_board_too_large_to_be_sent_is_told_so(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    big: Doc[Any] = Doc(client_id=2**30)
    big.get("cards", type=Map)["c1"] = Map({"title": Text("x" * 10_000)})
    await commit_rows(node.boards, big.get_update(), client_id=2**30)
    monkeypatch.setattr(document, "SYNC_BYTES_MAX", 10_000)
    ann = await node.editor("ann")
    assert [code for code, _ in ann.closed] == [4413]
    assert ann.heard(codec.Sync) == []


async def test_a_board_that_knows_too_many_devices_takes_edits_of_those_it_knows(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 65,536 client ids no process could load it any more."""
    monkeypatch.setattr(document, "CLIENT_IDS_MAX", 2)
    ann, bob, eve = [await node.editor(name) for name in ("ann", "bob", "eve")]
    for editor in (ann, bob):
        editor.add_card(editor.name)
        await editor.until_saved()
    eve.add_card("eve")
    assert [refused.code for refused in eve.heard(codec.Refused)] == ["board-full"]
    ann.add_card("again")
    await ann.until_saved()
    assert ann.room.document.gate.bindings.keys() == {ann.client_id, bob.client_id}


async def test_who_brings_one_new_client_id_after_the_other_is_sent_away_for_a_while(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, eve = await node.editor("ann"), await node.editor("eve")
    allowed = ann.room.around.new_client_ids
    allowed.burst = 3
    ids = itertools.count(2**25)

    def add() -> None:
        other = Editor("eve", eve.room, next(ids), wire=eve.wire)
        other.peer = eve.peer
        other.add_card(str(other.client_id))

    for _ in range(3):
        add()
    assert eve.closed == []
    add()
    assert eve.closed == [(4529, "too many new devices at once; come back a little later")]
    ann.add_card("c1")
    await ann.until_saved()
    assert eve.heard(codec.Refused) == []
    await clock.advance(NEW_AGAIN_S)
    eve.closed.clear()
    add()
    assert eve.closed == []


async def test_many_long_comments_come_in_messages_that_a_client_takes(node: Node) -> None:
    ann = await node.editor("ann")
    comments = ann.room.asking.records.rows["comment"]
    ann.room.asking.records.version = 1
    comments.update({f"{n:022}": {"text": "x" * 20_000} for n in range(1_000)})
    bob = await node.editor("bob")
    rows = [row for message in bob.heard(codec.Records) for row in message.changes]
    assert len(rows) == 1 + 1_000


async def test_many_changes_of_records_come_in_messages_that_a_client_takes(node: Node) -> None:
    ann = await node.editor("ann")
    changes = tuple(RecordChange("number", f"{n:022}", n) for n in range(1, 70_001))
    ann.room._change_records(Asked("m:import", "key", "import", 1, changes))
    await eventually(lambda: sum(len(message.changes) for message in ann.heard(codec.Records)) == 1 + 70_000)


async def test_much_news_comes_in_messages_that_a_client_takes(node: Node, other_node: Node) -> None:
    """As when a node reads on after the store was away."""
    ann = await node.editor("ann")
    await node.boards.unsubscribe(ann.room.board)
    for client_id in range(2**30, 2**30 + 3):
        doc: Doc[Any] = Doc(client_id=client_id)
        doc.get("cards", type=Map)[f"c{client_id}"] = Map({"title": Text("x" * 6_000_000)})
        await commit_rows(other_node.boards, doc.get_update(), client_id=client_id)
    await ann.room.fill()
    await eventually(lambda: len(ann.cards) == 3)
