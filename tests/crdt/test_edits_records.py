from typing import Any

import pytest

from kanverge_crdt.board import Board
from kanverge_crdt.errors import EditError
from kanverge_crdt.typed import Record
from tests.doubles.editors import Editor

NOBODY = "0" * 22
NOUNS: dict[str, dict[str, Any]] = {
    "columns": {"name": "Doing", "category": "doing", "wip": 3, "color": "teal"},
    "labels": {"name": "", "color": "red"},
    "people": {"name": "Ann", "username": "ann"},
    "fields": {"name": "Size", "type": "select"},
    "milestones": {"name": "Beta", "date": "2026-12-01", "done": True},
    "goals": {
        "name": "Users", "description": "many", "measure": "number", "from": -5, "target": 100, "current": 7.5,
        "unit": "people", "due": "2026-12-24", "owner": NOBODY,
    },
    "initiatives": {
        "name": "Grow", "owner": NOBODY, "start": "2026-11-22", "target": "2027-03-31",
        "status": "at-risk",
    },
    "views": {"name": "Mine", "layout": "list", "query": "person=me"},
}  # fmt: skip
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("columns", {"name": "x" * 257}, "too-long"),
    ("columns", {"name": 5}, "wrong-type"),
    ("columns", {"name": "x", "wip": 0}, "out-of-range"),
    ("columns", {"name": "x", "wip": 1.5}, "out-of-range"),
    ("columns", {"name": "x", "wip": 10_000}, "out-of-range"),
    ("columns", {"name": "x", "category": "waiting"}, "wrong-value"),
    ("columns", {"name": "x", "color": "#fff"}, "wrong-value"),
    ("columns", {"name": "x", "archived": True}, "unknown-argument"),
    ("columns", {}, "missing-argument"),
    ("labels", {"name": None}, "missing-argument"),
    ("people", {"name": "x", "email": "x"}, "unknown-argument"),
    ("fields", {"name": "x", "type": "formula"}, "wrong-value"),
    ("milestones", {"name": "x", "date": "2026-02-30"}, "wrong-value"),
    ("goals", {"name": "x", "target": "100"}, "wrong-type"),
    ("goals", {"name": "x", "unit": "x" * 33}, "too-long"),
    ("goals", {"name": "x", "owner": "ann"}, "wrong-value"),
    ("initiatives", {"name": "x", "status": "late"}, "wrong-value"),
    ("initiatives", {"name": "x", "note": "x" * 4_001}, "too-long"),
    ("initiatives", {"name": "x", "parent": NOBODY}, "unknown-initiative"),
    ("views", {"name": "x", "query": "x" * 2_049}, "too-long"),
]


@pytest.fixture
def ann() -> Editor:
    return Editor()


def records(board: Board, noun: str, archived: bool = False) -> list[Any]:
    read: list[Record] = getattr(board, noun)(archived=archived)
    return read


def stored(editor: Editor, noun: str, id: str) -> dict[str, Any]:
    found: dict[str, Any] = editor.board.plain()[noun][id]
    return {key: value for key, value in found.items() if key not in ("rank", "at", "note:text")}


@pytest.mark.parametrize(("noun", "arguments"), NOUNS.items())
def test_a_record_is_added_whole_archived_by_undo_and_restored_by_redo(
    ann: Editor, noun: str, arguments: dict[str, Any]
) -> None:
    id = ann.new_id()
    undo = ann.do(f"{noun}.add", id=id, **arguments)
    assert stored(ann, noun, id) == {key: value for key, value in arguments.items() if value != ""}
    assert [record.id for record in records(ann.board, noun)] == [id]
    assert len(ann.sent) == 1
    redo = ann.undo(undo)
    assert records(ann.board, noun) == []
    assert [record.id for record in records(ann.board, noun, archived=True)] == [id]
    ann.undo(redo)
    assert [record.id for record in records(ann.board, noun)] == [id]


@pytest.mark.parametrize(("noun", "arguments"), NOUNS.items())
def test_every_key_is_set_cleared_and_undone(ann: Editor, noun: str, arguments: dict[str, Any]) -> None:
    id = ann.add(noun, name="plain")
    for key, value in arguments.items():
        undo = ann.do(f"{noun}.set", id=id, key=key, value=value)
        assert stored(ann, noun, id).get(key, "") == value
        ann.undo(undo)
        assert stored(ann, noun, id) == {"name": "plain"}
        ann.do(f"{noun}.set", id=id, key=key, value=value)
        undo = ann.do(f"{noun}.set", id=id, key=key)
        assert key not in stored(ann, noun, id)
        ann.undo(undo)
        assert stored(ann, noun, id).get(key, "") == value
        ann.do(f"{noun}.set", id=id, key=key, value="plain" if key == "name" else None)


@pytest.mark.parametrize(("noun", "arguments"), NOUNS.items())
def test_a_replayed_add_or_archive_writes_nothing(ann: Editor, noun: str, arguments: dict[str, Any]) -> None:
    id = ann.add(noun, **arguments)
    ann.do(f"{noun}.archive", id=id)
    sent = len(ann.sent)
    assert ann.do(f"{noun}.add", id=id, name="again") == []
    assert ann.do(f"{noun}.archive", id=id) == []
    ann.do(f"{noun}.restore", id=id)
    assert ann.do(f"{noun}.restore", id=id) == []
    assert len(ann.sent) == sent + 1


@pytest.mark.parametrize(("noun", "arguments", "code"), WRONG)
def test_a_wrong_argument_is_refused_with_a_code_and_nothing_is_written(
    ann: Editor, noun: str, arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(EditError) as refused:
        ann.do(f"{noun}.add", id=ann.new_id(), **arguments)
    assert refused.value.code == code
    assert ann.sent == []


@pytest.mark.parametrize("noun", NOUNS)
def test_an_unknown_record_or_key_is_refused(ann: Editor, noun: str) -> None:
    for verb in ("archive", "restore", "set"):
        with pytest.raises(
            EditError, match=f"unknown-{'person' if noun == 'people' else noun.removesuffix('s')}"
        ):
            ann.do(f"{noun}.{verb}", id=NOBODY, **({"key": "name"} if verb == "set" else {}))
    id = ann.add(noun, name="x")
    for key in ("rank", "archived", "nothing", "option:x"):
        with pytest.raises(EditError, match="unknown-key"):
            ann.do(f"{noun}.set", id=id, key=key, value="x")


@pytest.mark.parametrize("noun", ["columns", "labels", "fields", "views"])
def test_what_has_an_order_is_added_last_first_after_another_or_at_a_rank(ann: Editor, noun: str) -> None:
    one = ann.add(noun, name="1")
    ann.add(noun, name="3")
    ann.add(noun, name="2", after=one)
    ann.add(noun, name="0", after=None)
    ann.add(noun, name="4", rank="zz" + "0" * 25)
    assert [record.name for record in records(ann.board, noun)] == ["0", "1", "2", "3", "4"]


def test_a_column_moves_and_is_moved_back(ann: Editor) -> None:
    ids = [ann.add("columns", name=name) for name in "abc"]
    undo = ann.do("columns.move", id=ids[2], after=None)
    assert [column.name for column in ann.board.columns()] == ["c", "a", "b"]
    redo = ann.undo(undo)
    assert [column.name for column in ann.board.columns()] == ["a", "b", "c"]
    ann.undo(redo)
    assert [column.name for column in ann.board.columns()] == ["c", "a", "b"]
    assert ann.do("columns.move", id=ids[1]) == []


def test_undo_of_a_column_move_leaves_a_column_that_somebody_else_moved_since(ann: Editor) -> None:
    ids = [ann.add("columns", name=name) for name in "abc"]
    undo = ann.do("columns.move", id=ids[2], after=None)
    ann.do("columns.move", id=ids[2], after=ids[0])
    assert ann.undo(undo) == []


def test_a_column_of_unreadable_rank_moves_and_is_undone_to_the_front(ann: Editor) -> None:
    ids = [ann.add("columns", name=name) for name in "ab"]
    ann.board.shared.put(("columns", ids[1]), "rank", 5)
    undo = ann.do("columns.move", id=ids[1], after=ids[0])
    assert [column.name for column in ann.board.columns()] == ["a", "b"]
    ann.undo(undo)
    assert [column.name for column in ann.board.columns()] == ["b", "a"]


def test_the_options_of_a_field_are_set_taken_away_and_undone(ann: Editor) -> None:
    field, option = ann.add("fields", name="Size", type="select"), ann.new_id()
    undo_add = ann.do("fields.option", id=field, option=option, name="Big", color="red")
    undo_change = ann.do("fields.option", id=field, option=option, name="Large")
    undo_remove = ann.do("fields.option", id=field, option=option)

    def options() -> dict[str, Any]:
        return dict(ann.board.fields()[0].options)

    assert options() == {}
    ann.undo(undo_remove)
    assert options() == {option: ("Large", "")}
    ann.undo(undo_change)
    assert options() == {option: ("Big", "red")}
    assert ann.undo(undo_remove) == []
    ann.undo(undo_add)
    assert options() == {}
    ann.do("fields.option", id=field, option=option, name="")
    assert options() == {option: ("", "")}


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "Board"), ("description", "Why"), ("lead", NOBODY), ("start", "2026-11-22"), ("target", "2027-01-01"),
     ("health", "at-risk")],
)  # fmt: skip
def test_what_is_said_of_the_board_is_set_and_undone(ann: Editor, key: str, value: str) -> None:
    undo = ann.do("board.set", key=key, value=value)
    assert ann.board.plain()["meta"] == {key: value}
    ann.undo(undo)
    assert ann.board.plain()["meta"] == {}


@pytest.mark.parametrize(
    ("key", "value", "code"), [("schema", 2, "unknown-key"), ("health", "fine", "wrong-value")]
)
def test_what_cannot_be_said_of_the_board_is_refused(ann: Editor, key: str, value: Any, code: str) -> None:
    with pytest.raises(EditError, match=code):
        ann.do("board.set", key=key, value=value)
