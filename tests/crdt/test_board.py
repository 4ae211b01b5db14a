import random
from typing import Any

import pytest
from pycrdt import Doc, Map

from kanverge_crdt.board import Board
from kanverge_crdt.schema import UNSORTED, Card, Column
from kanverge_crdt.snapshot import export
from kanverge_crdt.typed import Touch
from kanverge_crdt.update import ROOTS
from tests.doubles.editors import Editor


@pytest.fixture
def ann() -> Editor:
    return Editor()


def names(records: list[Any]) -> list[str]:
    return [record.name for record in records]


def card(editor: Editor, id: str) -> Card:
    found = editor.board.card(id)
    assert found is not None
    return found


def test_an_empty_document_is_an_empty_board(ann: Editor) -> None:
    board = Board()
    assert (board.columns(), board.cards(), board.cards(UNSORTED), board.card("x"), board.labels()) == (
        [],
        [],
        [],
        None,
        [],
    )
    assert board.plain() == {root: {} for root in ROOTS}
    assert (board.meta.schema, board.meta.name) == (1, "")
    assert board == ann.board


def test_opening_a_board_writes_nothing() -> None:
    doc: Doc[Any] = Doc()
    Board(doc)
    assert doc.get_state() == b"\x00"


def test_columns_stand_by_rank_and_archived_ones_apart(ann: Editor) -> None:
    one, two = ann.add("columns", name="1"), ann.add("columns", name="2")
    zero = ann.add("columns", name="0", after=None)
    ann.do("columns.archive", id=one)
    assert names(ann.board.columns()) == ["0", "2"]
    assert names(ann.board.columns(archived=True)) == ["1"]
    assert [column.id for column in ann.board.columns(archived=None)] == [zero, one, two]


def test_cards_of_all_columns_come_column_by_column_and_unsorted_last(ann: Editor) -> None:
    doing, done, gone = (ann.add("columns", name=name) for name in ("Doing", "Done", "Gone"))
    for column, title in ((done, "3"), (doing, "1"), (gone, "5"), (doing, "2"), (done, "4"), (None, "6")):
        ann.add("cards", title=title, column=column)
    ann.do("columns.archive", id=gone)
    assert {card.title for card in ann.board.cards()[4:]} == {"5", "6"}
    assert [card.title for card in ann.board.cards()[:4]] == ["1", "2", "3", "4"]
    assert sorted(ann.titles(UNSORTED)) == ["5", "6"]
    assert ann.titles(gone) == []
    ann.do("columns.restore", id=gone)
    assert ann.titles(gone) == ["5"]


def test_archived_cards_are_read_apart_or_along(ann: Editor) -> None:
    column = ann.add("columns", name="x")
    one, _ = ann.add("cards", title="1", column=column), ann.add("cards", title="2", column=column)
    ann.do("cards.archive", id=one)
    titles = {
        flag: [card.title for card in ann.board.cards(column, archived=flag)] for flag in (False, True, None)
    }
    assert titles == {False: ["2"], True: ["1"], None: ["1", "2"]}


def test_milestones_stand_by_date_and_undated_ones_last(ann: Editor) -> None:
    for name, date in (("none", None), ("late", "2026-12-01"), ("soon", "2026-11-01")):
        ann.add("milestones", name=name, date=date)
    assert names(ann.board.milestones()) == ["soon", "late", "none"]


def test_a_record_is_found_by_its_id_archived_or_not(ann: Editor) -> None:
    id = ann.add("columns", name="Doing")
    ann.do("columns.archive", id=id)
    assert ann.board.column(id) == Column(ann.board.shared, ("columns", id))
    assert ann.board.column("x") is None


def test_checklists_and_items_stand_in_order_and_strays_in_a_virtual_one(ann: Editor) -> None:
    id = ann.add("cards", title="x")
    second = ann.add("checklists", card=id, name="2")
    first = ann.add("checklists", card=id, name="1", after=None)
    for name in "ab":
        ann.add("items", card=id, checklist=first, name=name)
    item = ann.add("items", card=id, checklist=second, name="c")
    ann.board.shared.put(("cards", id, f"item:{item}"), "at", ["nowhere", "a0"])
    assert names(ann.board.checklists(card(ann, id))) == ["1", "2"]
    assert [names(ann.board.items(card(ann, id), list_)) for list_ in (first, second, UNSORTED)] == [
        ["a", "b"],
        [],
        ["c"],
    ]


def test_relations_follow_every_change_of_them(ann: Editor) -> None:
    a, b, c = sorted(ann.add("cards", title=title) for title in "abc")
    assert ann.board.relations.parents == {}
    ann.do("cards.set", id=a, key="parent", value=b)
    ann.do("cards.set", id=b, key="parent", value=a)
    ann.do("cards.include", id=c, family="blocks", member=a)
    assert ann.board.relations.parents == {b: a}
    assert ann.board.relations.blocked_by == {a: (c,)}
    ann.do("cards.archive", id=a)
    assert ann.board.relations.parents == {}
    ann.do("cards.restore", id=a)
    ann.do("cards.exclude", id=c, family="blocks", member=a)
    assert (ann.board.relations.parents, ann.board.relations.blocked_by) == ({b: a}, {})


def test_a_missing_or_archived_parent_is_none(ann: Editor) -> None:
    a, b = ann.add("cards", title="a"), ann.add("cards", title="b")
    ann.board.shared.put(("cards", a), "parent", "x" * 22)
    ann.do("cards.set", id=b, key="parent", value=a)
    assert ann.board.relations.parents == {b: a}
    ann.do("cards.archive", id=a)
    assert ann.board.relations.parents == {}


def test_the_index_follows_edits_of_others(ann: Editor) -> None:
    column = ann.add("columns", name="x")
    bob = ann.fork(1)
    assert bob.titles(column) == []
    id = ann.add("cards", title="1", column=column)
    other = ann.add("columns", name="y")
    for update in ann.sent[-2:]:
        bob.board.doc.apply_update(update)
    assert bob.titles(column) == ["1"]
    ann.do("cards.move", id=id, column=other)
    bob.board.doc.apply_update(ann.sent[-1])
    assert (bob.titles(column), bob.titles(other)) == ([], ["1"])


def test_a_board_at_rest_observes_nothing_and_reads_again_when_asked(ann: Editor) -> None:
    column = ann.add("columns", name="x")
    assert ann.titles(column) == []
    ann.board.rest()
    ann.board.rest()
    ann.add("cards", title="1", column=column)
    assert ann.titles(column) == ["1"]


def test_reading_one_column_again_touches_no_card(ann: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    column = ann.add("columns", name="x")
    for title in "123":
        ann.add("cards", title=title, column=column)
    before = ann.board.cards(column)
    reads: list[tuple[str, ...]] = []
    read = ann.board.shared._reading

    def counted(how: Any, path: tuple[str, ...], key: Any) -> Any:
        reads.append(path)
        return read(how, path, key)

    monkeypatch.setattr(ann.board.shared, "_reading", counted)
    assert ann.board.cards(column) == before
    assert {path[0] for path in reads} == {"columns"}
    reads.clear()
    ann.board.shared.put(before[1].path, "archived", True)
    assert ann.board.cards(column) == [before[0], before[2]]
    assert {path for path in reads if path[0] == "cards"} == {before[1].path}


def test_boards_are_equal_by_what_they_hold(ann: Editor) -> None:
    ann.add("columns", name="x")
    bob = ann.fork(1)
    assert ann.board == bob.board
    bob.board.shared.put(("meta",), "key of a later version", 1)
    assert ann.board != bob.board
    assert ann.board != "board"
    with pytest.raises(TypeError):
        hash(ann.board)


def test_an_observer_hears_of_commits_until_it_stops(ann: Editor) -> None:
    heard: list[Touch] = []
    stop = ann.board.observe(heard.extend)
    id = ann.add("columns", name="x")
    stop()
    ann.add("columns", name="y")
    assert heard == [(("columns",), (id,))]


FAMILIES = [
    "label",
    "assignee",
    "blocks",
    "relates",
    "goal",
    "field",
    "link",
    "option",
    "board",
    "initiative",
]
GARBAGE: list[Any] = [
    "",
    "a0",
    0.5,
    -1,
    True,
    False,
    None,
    [],
    ["x", "a0"],
    ["x", "y", "z"],
    {"a": [1]},
    b"x",
    2**60,
]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_a_document_every_read_gives_something(seed: int) -> None:
    source = random.Random(seed)
    ann = Editor(seed)
    ids = [
        ann.add("columns", name="x"),
        ann.add("labels", name="x"),
        ann.add("fields", name="x", type="select"),
        ann.add("goals", name="x"),
    ]
    ids += [grow := ann.add("initiatives", name="x"), ann.add("initiatives", name="x", parent=grow)]
    ids.append(ann.add("boards", initiative=grow))
    ids += [ann.add("cards", title="x", column=ids[0]) for _ in range(4)]
    keys = [
        "name", "rank", "at", "archived", "title", "description", "due", "done", "estimate", "parent", "type",
        "schema",
        *(f"{family}:{id}" for family in FAMILIES for id in ids),
        "checklist:a", "item:a", "checklist:", "item:", ":", "unknown", "", "archived:", "é😀",
    ]  # fmt: skip
    doc = ann.board.doc
    ann.board.cards()
    for _ in range(150):
        root = doc.get(source.choice(ROOTS), type=Map)
        key, value = source.choice(keys), source.choice(GARBAGE)
        holder = source.choice(ids)
        if source.random() < 0.1:
            root[source.choice(ids)] = value if source.random() < 0.5 else Map({key: value})
        elif isinstance(root.get(holder), Map):
            root[holder][key] = Map({"name": value, "at": value}) if source.random() < 0.2 else value
        read_everything(ann.board)
    assert names_of(ann.board) == names_of(Board(ann.board.doc))


def read_everything(board: Board) -> None:
    export(board, "board")
    board.cards()
    assert {card.id for card in board.cards(archived=None)} == set(board.index.cards)
    assert board.relations is not None
    for found in board.cards():
        board.column_of(found)


def names_of(board: Board) -> tuple[Any, ...]:
    return export(board, "board"), [card.id for card in board.cards()], board.relations
