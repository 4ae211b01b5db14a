"""The note of an initiative: a text that several people write, in documents that may still hold a string there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Map, Text

from kanverge_crdt.changes import Change, recorded
from kanverge_crdt.errors import EditError, RefusedUpdate
from kanverge_crdt.gate import Gate
from kanverge_crdt.scan import scan
from kanverge_crdt.schema import Initiative
from kanverge_crdt.snapshot import export, intents
from kanverge_crdt.update import STORED
from tests.doubles.editors import Editor, meet

WORDS = st.text(st.sampled_from("ab é漢😀\n"), max_size=8)
LIMIT = 4_000


@pytest.fixture
def ann() -> Editor:
    return Editor()


def view(editor: Editor, id: str) -> Initiative:
    found = editor.board.find(Initiative, id)
    assert found is not None
    return found


def note(editor: Editor, id: str) -> str:
    return view(editor, id).note


def old(editor: Editor, value: Any) -> str:
    """Add an initiative as documents from before the text hold it, with ``value`` as its note, and return its id."""
    id = editor.new_id()
    row: Map[Any] = Map({"name": "Grow", "at": ["", "a0"]} | ({} if value is None else {"note": value}))
    editor.board.doc.get("initiatives", type=Map)[id] = row
    return id


def typed(editor: Editor, id: str, at: int, insert: str, remove: int = 0) -> list[Any]:
    return editor.do("initiatives.splice", id=id, key="note", at=at, remove=remove, insert=insert)


def test_what_two_people_write_at_the_same_time_is_all_there(ann: Editor) -> None:
    grow = ann.add("initiatives", name="Grow", note="Slowly.")
    bob = ann.fork(1)
    typed(ann, grow, 7, " Ann: hire.")
    typed(bob, grow, 0, "Bob: sell. ")
    ann.do("initiatives.text", id=grow, key="note", text="Very " + note(ann, grow))
    meet(ann, bob)
    assert ann.board == bob.board
    assert note(ann, grow) in ("Bob: sell. Very Slowly. Ann: hire.", "Very Bob: sell. Slowly. Ann: hire.")


@given(WORDS, st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 2), WORDS), max_size=12))
def test_two_who_write_apart_end_with_one_note_that_has_every_word_of_both(
    start: str, strokes: list[tuple[bool, int, int, str]]
) -> None:
    ann = Editor()
    grow = ann.add("initiatives", name="Grow", note=start)
    bob = ann.fork(1)
    inserted = ""
    for is_anns, at, _, insert in strokes:
        editor = ann if is_anns else bob
        now = note(editor, grow)
        offset = len(now[: at % (len(now) + 1)].encode("utf-16-le")) // 2
        typed(editor, grow, offset, insert)
        inserted += insert
    meet(ann, bob)
    assert ann.board == bob.board
    assert sorted(note(ann, grow)) == sorted(start + inserted)


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        ("Slowly.", "Slowly."),
        (Text("Slowly."), "Slowly."),
        (None, ""),
        (" \u200b ", ""),
        (Text(""), ""),
        (7.0, ""),
        (True, ""),
        (["x"], ""),
        ({"x": 1.0}, ""),
        (Map({"x": "y"}), ""),
        ("😀" * 5_000, "😀" * LIMIT),
    ],
)
def test_whatever_an_old_document_holds_is_read_and_the_first_word_keeps_it(
    ann: Editor, value: Any, reads: str
) -> None:
    grow = old(ann, value)
    assert note(ann, grow) == reads
    export(ann.board, "b1")
    undo = ann.do("initiatives.splice", id=grow, key="note", at=0, remove=2 if reads else 0, insert="")
    undo = undo or typed(ann, grow, 0, "!")
    changed = note(ann, grow)
    assert changed == (reads[1 if reads[0] == "😀" else 2 :] if reads else "!")
    ann.undo(undo)
    assert note(ann, grow) == reads


def test_garbage_in_the_place_of_the_text_is_no_note_and_gives_way(ann: Editor) -> None:
    grow = old(ann, "Slowly.")
    ann.board.shared.put(("initiatives", grow), "note:text", 7.0)
    assert note(ann, grow) == "Slowly."
    typed(ann, grow, 7, " But surely.")
    assert note(ann, grow) == "Slowly. But surely."


def test_the_first_edit_of_an_old_note_begins_the_text_apart_and_leaves_the_string(ann: Editor) -> None:
    grow = old(ann, "Slowly.")
    assert ann.do("initiatives.text", id=grow, key="note", text="Slowly.") == []
    with recorded(ann.board) as changes:
        undo = typed(ann, grow, 7, " But surely.")
    assert len(ann.sent) == 2
    assert changes == [Change("initiative", grow, ("note",), None)]
    assert note(ann, grow) == "Slowly. But surely."
    assert ann.board.plain()["initiatives"][grow]["note"] == "Slowly."
    redo = ann.undo(undo)
    assert note(ann, grow) == "Slowly."
    ann.undo(redo)
    assert note(ann, grow) == "Slowly. But surely."
    assert ann.do("initiatives.begin", id=grow, key="note") == []
    assert len(ann.sent) == 4


def test_of_two_who_begin_one_note_the_gate_lets_the_first_through(ann: Editor) -> None:
    grow = old(ann, "Slowly.")
    first, bob = ann.fork(1), ann.fork(2)
    gate = Gate({}, is_machine=lambda _: False)
    gate.follow(scan(ann.board.doc.get_update(), STORED))
    typed(first, grow, 0, "First. ")
    typed(bob, grow, 7, " Bob.")
    assert all(gate.admit(scan(update), "first") for update in first.sent)
    with pytest.raises(RefusedUpdate) as refused:
        gate.admit(scan(bob.sent[0]), "bob")
    assert refused.value.code == "made-already"


def test_a_string_that_is_set_at_the_same_time_takes_no_text_away(ann: Editor) -> None:
    grow = old(ann, "Slowly.")
    bob = ann.fork(1)
    typed(ann, grow, 7, " But surely.")
    bob.board.shared.put(("initiatives", grow), "note", "Fast.")
    meet(ann, bob)
    assert note(ann, grow) == note(bob, grow) == "Slowly. But surely."


def test_a_note_is_as_long_as_its_limit_and_what_grew_beyond_may_get_shorter(ann: Editor) -> None:
    grow = ann.add("initiatives", name="Grow", note="😀" * LIMIT)
    with pytest.raises(EditError, match="too-long"):
        typed(ann, grow, 0, "x")
    bob = ann.fork(1)
    for editor in (ann, bob):
        editor.do("initiatives.text", id=grow, key="note", text="")
    meet(ann, bob)
    for editor in (ann, bob):
        typed(editor, grow, 0, "x" * LIMIT)
    meet(ann, bob)
    assert len(note(ann, grow)) == 2 * LIMIT
    typed(ann, grow, 0, "", remove=1)
    with pytest.raises(EditError, match="too-long"):
        typed(ann, grow, 0, "xx", remove=1)
    assert len(note(ann, grow)) == 2 * LIMIT - 1


def test_undo_takes_back_what_is_still_mine(ann: Editor) -> None:
    grow = ann.add("initiatives", name="Grow", note="Slowly.")
    bob = ann.fork(1)
    undo = typed(ann, grow, 0, "Very ")
    whole = ann.do("initiatives.text", id=grow, key="note", text="Very slowly.")
    meet(ann, bob)
    typed(bob, grow, 12, " Bob.")
    meet(ann, bob)
    assert ann.undo(whole) == []
    ann.undo(undo)
    assert note(ann, grow) == "slowly. Bob."


def test_a_note_is_exported_and_built_again_from_that(ann: Editor) -> None:
    for value in ("as a text", "as a string"):
        old(ann, value)
    ann.add("initiatives", name="New", note="new")
    exported = export(ann.board, "b1")
    again = Editor(5)
    for verb, arguments in intents(exported):
        again.do(verb, **arguments)
    assert export(again.board, "b1") == exported
    assert sorted(one["note"] for one in exported["initiatives"]) == ["as a string", "as a text", "new"]
