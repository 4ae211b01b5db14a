from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kanverge.automation import templates
from kanverge.errors import Invalid
from kanverge_crdt import edits, snapshot
from kanverge_crdt.board import Board
from tests.doubles.editors import Editor

START = date(2026, 3, 2)


@pytest.fixture
def editor() -> Editor:
    return Editor()


def export(editor: Editor) -> dict[str, Any]:
    return snapshot.export(editor.board, "B" * 22)


def built(template: dict[str, Any], *, start: date = START, people: dict[str, str] | None = None) -> Board:
    made = Editor(7)
    for intent in templates.intents(
        template, name="New", start=start, people=people or {}, new_id=made.new_id
    ):
        edits.apply(made.board, intent, jitter=made.jitter)
    return made.board


def test_dates_move_with_the_start(editor: Editor) -> None:
    todo = editor.add("columns", name="To do")
    due = editor.add("fields", name="Ship", type="date")
    card = editor.add("cards", title="Plan", column=todo, start="2026-03-02", due="2026-03-05T17:00:00Z")
    editor.do("cards.set", id=card, key=f"field:{due}", value="2026-03-09")
    checklist = editor.add("checklists", card=card, name="Steps")
    editor.add("items", card=card, checklist=checklist, name="One", due="2026-03-01", done=True)
    editor.add("milestones", name="Launch", date="2026-03-31", done=True)
    editor.do("board.set", key="target", value="2026-04-01")

    board = built(templates.make(export(editor), start=START, roles={}), start=date(2028, 2, 26))

    [made] = board.cards()
    assert (made.start, made.due) == ("2028-02-26", "2028-02-29T17:00:00Z")
    assert list(made.values.values()) == ["2028-03-04"]
    [item] = made.items
    assert (item.due, item.done) == ("2028-02-25", False)
    [milestone] = board.milestones()
    assert (milestone.date, milestone.done) == ("2028-03-26", False)
    assert (board.meta.name, board.meta.target) == ("New", "2028-03-27")


def test_everything_gets_an_id_of_its_own_and_still_points_at_what_it_did(editor: Editor) -> None:
    todo = editor.add("columns", name="To do")
    label = editor.add("labels", name="bug", color="red")
    first = editor.add("cards", title="First", column=todo, labels=[label])
    second = editor.add("cards", title="Second", column=todo, description=f"after {first}", parent=first)
    editor.do("cards.include", id=first, family="blocks", member=second)
    editor.add("views", name="Bugs", query=f"label={label}")

    board = built(templates.make(export(editor), start=START, roles={}))

    one, two = board.cards()
    assert {one.id, two.id}.isdisjoint({first, second})
    [red] = board.labels()
    assert list(one.labels) == [red.id] != [label]
    assert two.parent == one.id
    assert list(one.blocks) == [two.id]
    assert two.description == f"after {one.id}"
    assert board.views()[0].query == f"label={red.id}"


def test_cards_still_contribute_to_their_goals(editor: Editor) -> None:
    todo = editor.add("columns", name="To do")
    goal = editor.add("goals", name="Users", measure="number", current=70, target=100)
    card = editor.add("cards", title="Sign up", column=todo)
    editor.do("cards.include", id=card, family="goal", member=goal)

    board = built(templates.make(export(editor), start=START, roles={}))

    [made] = board.goals()
    assert (made.name, made.target, made.current) == ("Users", 100, None)
    assert list(board.cards()[0].goals) == [made.id]


def test_people_become_roles_that_others_take(editor: Editor) -> None:
    todo = editor.add("columns", name="To do")
    ann, bob, cleo = (editor.new_id() for _ in range(3))
    editor.add("cards", title="Plan", column=todo, assignees=[ann, bob])
    editor.do("board.set", key="lead", value=ann)
    template = templates.make(export(editor), start=START, roles={ann: "Lead"})
    assert templates.summary(template) == {
        "roles": [{"id": "role:0", "name": "Lead"}], "columns": ["To do"], "cards": 1, "dated": False,
    }  # fmt: skip
    assert ann not in str(template)
    assert bob not in str(template)

    board = built(template, people={"role:0": cleo})
    assert board.meta.lead == cleo
    assert list(board.cards()[0].assignees) == [cleo]
    assert list(built(template).cards()[0].assignees) == []


def test_what_was_put_away_or_reached_stays_behind(editor: Editor) -> None:
    old = editor.add("columns", name="Old")
    editor.add("cards", title="In an archived column", column=old, done=True, progress=50)
    away = editor.add("cards", title="Away", column=old)
    editor.do("cards.archive", id=away)
    editor.do("columns.archive", id=old)
    board = built(templates.make(export(editor), start=START, roles={}))
    assert board.columns(archived=None) == []
    [card] = board.cards("unsorted")
    assert (card.title, card.done, card.progress) == ("In an archived column", False, None)


def test_dates_that_the_calendar_does_not_have_are_left_out(editor: Editor) -> None:
    todo = editor.add("columns", name="To do")
    editor.add("cards", title="Plan", column=todo, start="0001-01-01", due="2026-03-12")
    template = templates.make(export(editor), start=START, roles={})
    [card] = built(template, start=date(9999, 12, 30)).cards()
    assert (card.start, card.due) == (None, None)


def test_roles_have_names_and_there_is_an_end_to_them(editor: Editor) -> None:
    for roles in ({"p": ""}, {"p": "x" * 65}, {str(at): "x" for at in range(51)}):
        with pytest.raises(Invalid):
            templates.make(export(editor), start=START, roles=roles)


def test_a_template_of_too_many_cards_is_refused(editor: Editor) -> None:
    exported = export(editor)
    card = {"archived": False, "column": None}
    with pytest.raises(Invalid, match="at most"):
        templates.make(exported | {"cards": [card] * 2_001}, start=START, roles={})
