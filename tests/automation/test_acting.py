from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kanverge.automation import blueprints
from kanverge.automation.acting import Acting, Effects
from kanverge_crdt import edits
from kanverge_crdt.schema import Card
from tests.doubles.editors import Editor

DAY, ANN = date(2028, 2, 27), "a" * 22
GONE = "g" * 22


class Scene:
    def __init__(self) -> None:
        self.editor = Editor()
        self.todo = self.editor.add("columns", name="To do")
        self.done = self.editor.add("columns", name="Done")
        self.label = self.editor.add("labels", name="bug")
        self.size = self.editor.add("fields", name="Size", type="number")
        self.card = self.editor.add("cards", title="Fix", column=self.todo)

    @property
    def fix(self) -> Card:
        found = self.editor.board.card(self.card)
        assert found is not None
        return found

    def act(self, *actions: dict[str, Any], card: bool = True, actor: str = ANN) -> Effects:
        acting = Acting(self.editor.board, DAY, actor, self.editor.new_id)
        effects = acting.effects(actions, self.fix if card else None)
        for intent in effects.intents:
            edits.apply(self.editor.board, intent, jitter=self.editor.jitter)
        return effects


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_actions_change_the_card(scene: Scene) -> None:
    effects = scene.act(
        {"do": "move", "column": scene.done},
        {"do": "assign", "person": "actor"},
        {"do": "label", "label": scene.label},
        {"do": "set", "key": "due", "value": {"days": 2}},
        {"do": "set", "key": "priority", "value": "high"},
        {"do": "set", "key": f"field:{scene.size}", "value": 3},
        {"do": "comment", "text": "Well done"},
    )
    assert effects.problems == []
    assert effects.comments == [(scene.card, "Well done")]
    card = scene.fix
    assert (card.column, list(card.assignees), list(card.labels)) == (scene.done, [ANN], [scene.label])
    assert (card.due, card.priority, dict(card.values)) == ("2028-02-29", "high", {scene.size: 3})
    scene.act(
        {"do": "assign", "person": ANN, "remove": True},
        {"do": "label", "label": scene.label, "remove": True},
        {"do": "set", "key": "due"},
        {"do": "archive"},
    )
    card = scene.fix
    assert (list(card.assignees), list(card.labels), card.due, card.archived) == ([], [], None, True)


def test_a_move_to_where_the_card_is_does_nothing(scene: Scene) -> None:
    assert scene.act({"do": "move", "column": scene.todo}).intents == []


def test_what_is_gone_is_said_and_the_rest_is_done(scene: Scene) -> None:
    scene.editor.do("columns.archive", id=scene.done)
    effects = scene.act(
        {"do": "move", "column": scene.done},
        {"do": "move", "column": GONE},
        {"do": "label", "label": GONE},
        {"do": "set", "key": f"field:{GONE}", "value": 1},
        {"do": "assign", "person": "actor"},
        {"do": "set", "key": "priority", "value": "low"},
        actor="",
    )
    assert effects.problems == [
        "move: its column is gone",
        "move: its column is gone",
        "label: its label is gone",
        "set: its field is gone",
        "assign: no person made the change",
    ]
    assert scene.fix.priority == "low"
    assert effects.done == ["set"]


def test_a_card_is_made_whole(scene: Scene) -> None:
    blueprint = blueprints.read(
        {
            "title": "Call back",
            "description": "As agreed",
            "labels": [scene.label, GONE],
            "assignees": [ANN],
            "priority": "low",
            "start_days": 0,
            "due_days": 3,
            "fields": {scene.size: 2, GONE: 1},
            "checklists": [{"name": "Steps", "items": ["One", "Two"]}],
        }
    )
    effects = scene.act({"do": "create", "column": scene.done, "card": blueprint}, card=False)
    [card] = scene.editor.board.cards(scene.done)
    assert effects.created == [card.id]
    assert (card.title, card.description, card.start, card.due) == (
        "Call back",
        "As agreed",
        "2028-02-27",
        "2028-03-01",
    )
    assert (list(card.labels), list(card.assignees), dict(card.values)) == (
        [scene.label],
        [ANN],
        {scene.size: 2},
    )
    [checklist] = scene.editor.board.checklists(card)
    assert [item.name for item in scene.editor.board.items(card, checklist.id)] == ["One", "Two"]
    again = blueprints.of_card(scene.editor.board, card)
    assert blueprints.read(again) == blueprint | {"labels": [scene.label], "fields": {scene.size: 2}}


def test_a_card_whose_column_is_gone_is_made_all_the_same(scene: Scene) -> None:
    effects = scene.act({"do": "create", "column": GONE, "card": {"title": "x"}}, card=False)
    assert effects.problems == ["create: its column is gone"]
    assert [card.title for card in scene.editor.board.cards("unsorted")] == ["x"]


def test_without_a_card_only_what_makes_one_is_done(scene: Scene) -> None:
    effects = scene.act({"do": "archive"}, {"do": "create", "card": {"title": "x"}}, card=False)
    assert effects.done == ["create"]
    assert scene.fix.archived is False
