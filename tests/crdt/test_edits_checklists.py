from typing import Any

import pytest

from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Card, Item
from tests.doubles.editors import Editor

NOBODY = "0" * 22


@pytest.fixture
def ann() -> Editor:
    return Editor()


@pytest.fixture
def card(ann: Editor) -> str:
    return ann.add("cards", title="Launch")


@pytest.fixture
def todo(ann: Editor, card: str) -> str:
    return ann.add("checklists", card=card, name="To do")


def view(editor: Editor, id: str) -> Card:
    found = editor.board.card(id)
    assert found is not None
    return found


def checklists(editor: Editor, card: str) -> list[str]:
    return [checklist.name for checklist in editor.board.checklists(view(editor, card))]


def items(editor: Editor, card: str, checklist: str) -> list[str]:
    return [item.name for item in editor.board.items(view(editor, card), checklist)]


def test_checklists_are_added_moved_renamed_archived_and_each_undone(
    ann: Editor, card: str, todo: str
) -> None:
    done = ann.add("checklists", card=card, name="Done", after=None)
    assert checklists(ann, card) == ["Done", "To do"]
    undo_move = ann.do("checklists.move", card=card, id=done)
    undo_name = ann.do("checklists.set", card=card, id=done, key="name", value="Finished")
    undo_archive = ann.do("checklists.archive", card=card, id=todo)
    assert checklists(ann, card) == ["Finished"]
    for undo in (undo_archive, undo_name, undo_move):
        ann.undo(undo)
    assert checklists(ann, card) == ["Done", "To do"]
    assert ann.do("checklists.move", card=card, id=done, after=None) == []


def test_equal_ranks_of_checklists_are_told_apart_by_a_move_between_them(ann: Editor, card: str) -> None:
    ids = sorted(ann.new_id() for _ in range(3))
    for id in ids:
        ann.do("checklists.add", card=card, id=id, name=id, rank="a0")
    new = ann.add("checklists", card=card, name="new", after=ids[0])
    assert [checklist.id for checklist in ann.board.checklists(view(ann, card))] == [ids[0], new, *ids[1:]]


def test_items_are_added_whole_and_in_order(ann: Editor, card: str, todo: str) -> None:
    one = ann.add("items", card=card, checklist=todo, name="1", done=True, assignee=NOBODY, due="2026-11-22")
    ann.add("items", card=card, checklist=todo, name="3")
    ann.add("items", card=card, checklist=todo, name="2", after=one)
    assert items(ann, card, todo) == ["1", "2", "3"]
    item = ann.board.items(view(ann, card), todo)[0]
    assert (item.done, item.assignee, item.due) == (True, NOBODY, "2026-11-22")


def test_an_item_moves_between_checklists_and_back(ann: Editor, card: str, todo: str) -> None:
    done = ann.add("checklists", card=card, name="Done")
    first, second = (ann.add("items", card=card, checklist=todo, name=name) for name in "12")
    undo = ann.do("items.move", card=card, id=first, checklist=done)
    assert (items(ann, card, todo), items(ann, card, done)) == (["2"], ["1"])
    ann.undo(undo)
    assert items(ann, card, todo) == ["1", "2"]
    undo = ann.do("items.move", card=card, id=second, checklist=todo, after=None)
    ann.do("items.move", card=card, id=second, checklist=done)
    assert ann.undo(undo) == []
    assert ann.do("items.move", card=card, id=second, checklist=done, after=None) == []


def test_items_of_equal_rank_are_reranked_by_a_move_between_them(ann: Editor, card: str, todo: str) -> None:
    ids = sorted(ann.new_id() for _ in range(3))
    for id in ids:
        ann.do("items.add", card=card, id=id, checklist=todo, name=id, rank="a0")
    ann.do("items.move", card=card, id=ids[2], checklist=todo, after=ids[0])
    assert items(ann, card, todo) == [ids[0], ids[2], ids[1]]


def test_an_item_of_no_place_moves_and_cannot_be_moved_back_to_nowhere(
    ann: Editor, card: str, todo: str
) -> None:
    id = ann.add("items", card=card, checklist=todo, name="1")
    ann.board.shared.drop(("cards", card, f"item:{id}"), "at")
    assert ann.do("items.move", card=card, id=id, checklist=todo) == []
    assert items(ann, card, todo) == ["1"]


def test_an_item_of_unreadable_rank_is_moved_back_to_the_front(ann: Editor, card: str, todo: str) -> None:
    ids = [ann.add("items", card=card, checklist=todo, name=name) for name in "12"]
    ann.board.shared.put(("cards", card, f"item:{ids[1]}"), "at", [todo, "?"])
    undo = ann.do("items.move", card=card, id=ids[1], checklist=todo)
    assert items(ann, card, todo) == ["1", "2"]
    ann.undo(undo)
    assert items(ann, card, todo) == ["2", "1"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "New"), ("done", True), ("assignee", NOBODY), ("due", "2026-11-22T10:00:00+01:00")],
)
def test_a_key_of_an_item_is_set_and_undone(ann: Editor, card: str, todo: str, key: str, value: Any) -> None:
    id = ann.add("items", card=card, checklist=todo, name="Old")
    item = Item(ann.board.shared, ("cards", card, f"item:{id}"))
    before = getattr(item, key)
    undo = ann.do("items.set", card=card, id=id, key=key, value=value)
    assert getattr(item, key) == value
    ann.undo(undo)
    assert getattr(item, key) == before


def test_replayed_adds_and_archives_write_nothing(ann: Editor, card: str, todo: str) -> None:
    id = ann.add("items", card=card, checklist=todo, name="1")
    ann.do("items.archive", card=card, id=id)
    sent = len(ann.sent)
    assert ann.do("items.add", card=card, id=id, checklist=todo, name="again") == []
    assert ann.do("items.archive", card=card, id=id) == []
    assert ann.do("checklists.add", card=card, id=todo, name="again") == []
    assert len(ann.sent) == sent
    assert items(ann, card, todo) == []
    ann.do("items.restore", card=card, id=id)
    assert items(ann, card, todo) == ["1"]


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        ("checklists.add", {"card": NOBODY, "id": NOBODY, "name": "x"}, "unknown-card"),
        ("checklists.add", {"id": NOBODY}, "missing-argument"),
        ("checklists.set", {"id": NOBODY, "key": "name"}, "unknown-checklist"),
        ("checklists.move", {"id": NOBODY}, "unknown-checklist"),
        ("items.add", {"id": NOBODY, "name": "x", "checklist": NOBODY}, "unknown-checklist"),
        ("items.add", {"id": NOBODY, "name": "x" * 1_001, "checklist": NOBODY}, "too-long"),
        ("items.add", {"id": NOBODY, "name": "x"}, "missing-argument"),
        ("items.archive", {"id": NOBODY}, "unknown-item"),
        ("items.move", {"id": NOBODY, "checklist": NOBODY}, "unknown-item"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code(
    ann: Editor, card: str, verb: str, arguments: dict[str, Any], code: str
) -> None:
    before = ann.board.plain()
    with pytest.raises(EditError) as refused:
        ann.do(verb, **{"card": card, **arguments})
    assert refused.value.code == code
    assert ann.board.plain() == before
