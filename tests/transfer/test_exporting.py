import pytest

from kanverge.errors import NotFound
from kanverge.store.embedded import Embedded
from kanverge.transfer import importing, trello
from kanverge.transfer.exporting import comments_by_card, export, updates_by_row
from kanverge_crdt import snapshot
from kanverge_crdt.edits import apply
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.doubles.trello_file import large
from tests.live.nodes import open_node


def test_comments_are_told_by_card_oldest_first() -> None:
    comments = {
        "m2": {"card": "c1", "text": "Because", "created": "2026-11-02"},
        "m1": {"card": "c1", "text": "Why?", "created": "2026-11-01"},
        "m3": {"card": "c2", "text": "Done", "created": "2026-11-03", "reactions": {"👍": ["p1"]}},
    }
    assert comments_by_card(comments) == {
        "c1": [
            {"id": "m1", "text": "Why?", "created": "2026-11-01"},
            {"id": "m2", "text": "Because", "created": "2026-11-02"},
        ],
        "c2": [{"id": "m3", "text": "Done", "created": "2026-11-03", "reactions": {"👍": ["p1"]}}],
    }


def test_status_updates_are_told_by_row_oldest_first_and_stand_in_the_export() -> None:
    updates = {
        "u2": {"about": "i" * 22, "text": "Late", "created": "2026-11-02"},
        "u1": {"about": "i" * 22, "text": "Fine", "created": "2026-11-01"},
        "u3": {"about": "b" * 22, "text": "Done", "created": "2026-11-03"},
    }
    editor = Editor()
    editor.do("initiatives.add", id="i" * 22, name="Grow")
    editor.do("boards.add", id="b" * 22)
    exported = snapshot.export(editor.board, "p", updates=updates_by_row(updates))
    assert [one["text"] for one in exported["initiatives"][0]["updates"]] == ["Fine", "Late"]
    assert exported["boards"][0]["updates"] == [{"id": "u3", "text": "Done", "created": "2026-11-03"}]
    copy = Editor()
    for intent in snapshot.intents(exported):
        apply(copy.board, intent, jitter=copy.jitter)
    assert [one.name for one in copy.board.initiatives()] == ["Grow"]


async def test_an_export_holds_everything_that_makes_the_board_again(valkey: Embedded) -> None:
    node = await open_node("a", valkey, FakeClock())
    plan = trello.read(large(80).export())
    board = (await importing.run(node.boards, plan, now_ms=1)).board
    exported = await export(node.boards, board)
    copy = Editor()
    for intent in snapshot.intents(exported):
        apply(copy.board, intent, jitter=copy.jitter)
    numbers = {card["id"]: card["number"] for card in exported["cards"]}
    comments = {card["id"]: card["comments"] for card in exported["cards"]}
    assert snapshot.export(copy.board, board, numbers=numbers, comments=comments) == exported
    assert sorted(numbers.values()) == list(range(1, 81))
    assert sum(map(len, comments.values())) == len(plan.comments) > 0
    await node.close()


async def test_a_board_that_is_not_there_is_not_found(valkey: Embedded) -> None:
    node = await open_node("a", valkey, FakeClock())
    with pytest.raises(NotFound):
        await export(node.boards, "x" * 22)
    await node.close()
