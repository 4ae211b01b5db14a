import pytest

from kanverge_crdt.errors import EditError
from kanverge_crdt.snapshot import export
from tests.crdt.test_snapshot import rebuilt
from tests.doubles.editors import Editor, meet

NOBODY = "0" * 22


@pytest.fixture
def ann() -> Editor:
    return Editor()


def outlined(editor: Editor) -> list[str]:
    rows = editor.board.outline()
    names = {one.id: one.name for one in editor.board.initiatives()}
    return ["." * row.depth + names[row.id] for row in rows]


def test_an_initiative_stands_where_it_is_added_and_moves_by_one_key(ann: Editor) -> None:
    grow = ann.add("initiatives", name="grow")
    hire = ann.add("initiatives", name="hire", after=None)
    sell = ann.add("initiatives", name="sell", parent=grow)
    assert outlined(ann) == ["hire", "grow", ".sell"]
    undo = ann.do("initiatives.move", id=hire, parent=grow, after=sell)
    assert (outlined(ann), len(ann.sent)) == (["grow", ".sell", ".hire"], 4)
    redo = ann.undo(undo)
    assert outlined(ann) == ["hire", "grow", ".sell"]
    ann.undo(redo)
    assert outlined(ann) == ["grow", ".sell", ".hire"]


def test_undo_of_a_move_leaves_what_somebody_else_has_moved_since(ann: Editor) -> None:
    grow, hire = ann.add("initiatives", name="grow"), ann.add("initiatives", name="hire")
    undo = ann.do("initiatives.move", id=hire, parent=grow)
    bob = ann.fork(1)
    bob.do("initiatives.move", id=hire, after=None)
    meet(ann, bob)
    assert ann.undo(undo) == []
    assert outlined(ann) == ["hire", "grow"]


def test_two_that_move_two_initiatives_below_each_other_leave_both_in_sight(ann: Editor) -> None:
    one, two = ann.add("initiatives", name="one"), ann.add("initiatives", name="two")
    bob = ann.fork(1)
    ann.do("initiatives.move", id=one, parent=two)
    bob.do("initiatives.move", id=two, parent=one)
    meet(ann, bob)
    assert ann.board == bob.board
    top = min((one, "one"), (two, "two"))[1]
    assert outlined(ann) == outlined(bob) == [top, "." + {"one": "two", "two": "one"}[top]]


def test_what_stands_below_an_archived_initiative_stands_at_the_top_until_it_is_restored(ann: Editor) -> None:
    grow = ann.add("initiatives", name="grow")
    ann.add("initiatives", name="sell", parent=grow)
    shop = ann.add("boards", initiative=grow)
    undo = ann.do("initiatives.archive", id=grow)
    assert outlined(ann) == ["sell"]
    assert [board.id for board in ann.board.boards()] == [shop]
    ann.undo(undo)
    assert outlined(ann) == ["grow", ".sell"]


def test_boards_are_put_under_initiatives_moved_taken_out_and_brought_back(ann: Editor) -> None:
    grow = ann.add("initiatives", name="grow")
    shop, site = ann.add("boards"), ann.add("boards", initiative=grow)
    assert [board.id for board in ann.board.boards()] == [site, shop]
    undo = ann.do("boards.move", id=shop, initiative=grow, after=None)
    assert [board.id for board in ann.board.boards()] == [shop, site]
    ann.undo(undo)
    ann.do("boards.archive", id=site)
    assert [board.id for board in ann.board.boards()] == [shop]
    ann.do("boards.restore", id=site)
    assert [board.parent for board in ann.board.boards()] == [grow, ""]


def test_a_goal_takes_boards_and_initiatives_of_the_portfolio(ann: Editor) -> None:
    goal, grow, shop = ann.add("goals", name="g"), ann.add("initiatives", name="i"), ann.add("boards")
    ann.do("goals.include", id=goal, family="initiative", member=grow)
    undo = ann.do("goals.include", id=goal, family="board", member=shop)
    found = ann.board.goals()[0]
    assert (found.boards, found.initiatives) == ((shop,), (grow,))
    ann.undo(undo)
    assert (found.boards, found.initiatives) == ((), (grow,))


@pytest.mark.parametrize(
    ("family", "member", "code"),
    [
        ("board", NOBODY, "unknown-listing"),
        ("initiative", NOBODY, "unknown-initiative"),
        ("goal", NOBODY, "unknown-key"),
    ],
)
def test_a_goal_takes_nothing_else(ann: Editor, family: str, member: str, code: str) -> None:
    goal = ann.add("goals", name="g")
    with pytest.raises(EditError) as raised:
        ann.do("goals.include", id=goal, family=family, member=member)
    assert raised.value.code == code


def test_a_portfolio_is_built_again_from_its_export(ann: Editor) -> None:
    ann.do("board.set", key="kind", value="portfolio")
    grow = ann.add("initiatives", name="grow", note="slowly", status="at-risk")
    sell = ann.add("initiatives", name="sell", parent=grow)
    ann.add("initiatives", name="first", parent=grow, after=None)
    ann.do("initiatives.archive", id=grow)
    shop = ann.add("boards", initiative=sell)
    ann.add("boards")
    goal = ann.add("goals", name="g")
    ann.do("goals.include", id=goal, family="board", member=shop)
    ann.do("goals.include", id=goal, family="initiative", member=sell)
    exported = export(ann.board, "p")
    assert exported["kind"] == "portfolio"
    assert [(one["name"], one["parent"]) for one in exported["initiatives"]] == [
        ("grow", None), ("first", grow), ("sell", grow),
    ]  # fmt: skip
    assert [one["initiative"] for one in exported["boards"]] == [sell, None]
    assert rebuilt(exported) == exported


def test_an_export_cuts_a_circle_of_initiatives_where_it_is_shown_cut(ann: Editor) -> None:
    one = ann.add("initiatives", name="one")
    two = ann.add("initiatives", name="two", parent=one)
    ann.do("initiatives.move", id=one, parent=two)
    exported = export(ann.board, "p")
    assert [entry["id"] for entry in exported["initiatives"]] == [min(one, two), max(one, two)]
    assert rebuilt(exported) == exported
