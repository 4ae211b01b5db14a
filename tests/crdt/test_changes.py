import pytest

from kanverge_crdt.changes import Change, recorded, sole_author
from kanverge_crdt.errors import EditError
from tests.doubles.editors import Editor


@pytest.fixture
def ann() -> Editor:
    return Editor()


def test_an_update_of_somebody_else_tells_what_it_changed_and_who_did_it(ann: Editor) -> None:
    card = ann.add("cards", title="Launch")
    bob = ann.fork(1)
    bob.do("cards.set", id=card, key="due", value="2026-11-22")
    bob.do("cards.splice", id=card, key="title", at=0, remove=1, insert="l")
    bob.do("board.set", key="name", value="Rocket")
    with recorded(ann.board, by="bob") as changes:
        for update in bob.sent:
            ann.board.doc.apply_update(update)
    assert changes == [
        Change("card", card, ("due", "title"), "bob"),
        Change("board", "", ("name",), "bob"),
    ]


def test_a_new_record_names_all_its_keys(ann: Editor) -> None:
    with recorded(ann.board) as changes:
        column = ann.add("columns", name="Doing")
        card = ann.add("cards", title="x", column=column, done=True)
    assert changes == [
        Change("column", column, ("name", "rank"), None),
        Change("card", card, ("at", "description", "done", "title"), None),
    ]


def test_a_checklist_or_item_is_a_key_of_its_card(ann: Editor) -> None:
    card = ann.add("cards", title="x")
    checklist = ann.add("checklists", card=card, name="x")
    item = ann.add("items", card=card, checklist=checklist, name="x")
    with recorded(ann.board) as changes:
        ann.do("items.set", card=card, id=item, key="done", value=True)
        ann.do("checklists.set", card=card, id=checklist, key="name", value="y")
    assert changes == [Change("card", card, tuple(sorted([f"item:{item}", f"checklist:{checklist}"])), None)]


def test_every_noun_has_a_kind(ann: Editor) -> None:
    kinds = {}
    for noun in ("columns", "labels", "people", "fields", "milestones", "goals", "views", "initiatives"):
        with recorded(ann.board) as changes:
            ann.add(noun, name="x")
        kinds[noun] = changes[0].kind
    assert kinds == {
        "columns": "column", "labels": "label", "people": "person", "fields": "field", "milestones": "milestone",
        "goals": "goal", "views": "view", "initiatives": "initiative",
    }  # fmt: skip


def test_nothing_is_recorded_outside_the_block_or_for_what_is_known_already(ann: Editor) -> None:
    with recorded(ann.board) as changes:
        pass
    ann.add("cards", title="x")
    bob = ann.fork(1)
    with recorded(bob.board) as again:
        bob.board.doc.apply_update(ann.sent[0])
    assert (changes, again) == ([], [])


def test_what_was_done_before_an_error_is_recorded(ann: Editor) -> None:
    def two_edits() -> None:
        ann.add("cards", title="x")
        ann.add("cards", title=5)

    with recorded(ann.board) as changes, pytest.raises(EditError):
        two_edits()
    assert [change.kind for change in changes] == ["card"]


def test_a_record_that_is_overwritten_or_gone_is_a_change_without_keys(ann: Editor) -> None:
    card = ann.add("cards", title="x")
    with recorded(ann.board) as changes:
        ann.board.shared.drop(("cards",), card)
    assert changes == [Change("card", card, (), None)]


def test_a_map_within_meta_is_a_key_of_the_board(ann: Editor) -> None:
    ann.board.shared.create(("meta", "later"), {})
    with recorded(ann.board) as changes:
        ann.board.shared.put(("meta", "later"), "key", 1)
    assert changes == [Change("board", "", ("later",), None)]


def test_an_update_has_an_author_if_all_of_it_is_from_one_person() -> None:
    assert sole_author([(5, "ann")]) == "ann"
    assert sole_author([(5, "ann"), (6, "ann")]) == "ann"
    assert sole_author([(5, "ann"), (6, "bob")]) is None
    assert sole_author([]) is None
