from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kanverge.automation import rules
from kanverge.automation.matching import Occasion, group, occasions
from kanverge.live.document import Document
from kanverge.live.replay import Replay, Step
from kanverge.store.base import START, Loaded
from kanverge.store.log import Entry, LogEntry, Row
from tests.doubles.editors import Editor

ANN, BOB, RULE = "a" * 22, "b" * 22, "r" * 22
NOTHING = Loaded(1, None, (), {}, START, {}, 0)


class Place:
    """A board that is edited and replayed, and what one rule finds in each step."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.editor = Editor()
        self.count = 0
        self.todo = self.editor.add("columns", name="To do")
        self.done = self.editor.add("columns", name="Done", category="done")
        self.label = self.editor.add("labels", name="bug")
        self.size = self.editor.add("fields", name="Size", type="number")
        self.card = self.editor.add("cards", title="Fix the Door", column=self.todo)
        self.steps()

    def steps(self, by: str = f"u:{ANN}", group: str = "g") -> list[Step]:
        updates, self.editor.sent = self.editor.sent, []
        self.count += 1
        client = self.editor.board.doc.client_id
        rows = tuple(Row(by, client, f"{at}/{group}", update) for at, update in enumerate(updates))
        return self.replay.take(LogEntry(f"{self.count}-0", Entry(self.count, rows)))

    def named(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return what a table says with the ids of this place."""
        text = json.dumps(value)
        for name in ("todo", "done", "label", "size"):
            text = text.replace(name.upper(), getattr(self, name))
        named: dict[str, Any] = json.loads(text)
        return named

    def found(self, when: dict[str, Any], *conditions: dict[str, Any], **by: str) -> list[Occasion]:
        rule = rules.asked({"name": "x", "when": when, "if": list(conditions), "then": [{"do": "archive"}]})
        return [one for step in self.steps(**by) for one in occasions(step, self.replay.board, {RULE: rule})]

    def do(self, verb: str, **arguments: Any) -> None:
        self.editor.do(verb, **{"id": self.card, **arguments})


@pytest.fixture
async def place() -> Place:
    return Place(Replay("b", await Document.load("b", NOTHING), at=START))


def move(place: Place) -> None:
    place.do("cards.move", column=place.done)


def add(place: Place) -> None:
    place.card = place.editor.add("cards", title="Another", column=place.todo)


def stay(place: Place) -> None:
    place.do("cards.move", column=place.todo)


def tick(place: Place) -> None:
    place.do("cards.set", key="done", value=True)


def date(place: Place) -> None:
    place.do("cards.set", key="due", value="2026-12-01")


def rank(place: Place) -> None:
    place.do("cards.set", key="priority", value="low")


def size(place: Place) -> None:
    place.do("cards.set", key=f"field:{place.size}", value=1)


def put_away(place: Place) -> None:
    place.do("cards.archive")


def label(place: Place) -> None:
    place.do("cards.include", family="label", member=place.label)


CALLS: list[tuple[Callable[[Place], None], dict[str, Any], bool]] = [
    (move, {"on": "moved"}, True),
    (move, {"on": "moved", "to": "DONE"}, True),
    (move, {"on": "moved", "to": "TODO"}, False),
    (move, {"on": "moved", "from": "TODO", "to": "DONE"}, True),
    (move, {"on": "moved", "from": "DONE"}, False),
    (move, {"on": "completed"}, True),
    (move, {"on": "created"}, False),
    (stay, {"on": "moved"}, False),
    (add, {"on": "created"}, True),
    (add, {"on": "created", "column": "TODO"}, True),
    (add, {"on": "created", "column": "DONE"}, False),
    (add, {"on": "moved"}, False),
    (add, {"on": "completed"}, False),
    (tick, {"on": "completed"}, True),
    (date, {"on": "set", "key": "due"}, True),
    (date, {"on": "set", "key": "start"}, False),
    (rank, {"on": "set", "key": "priority", "value": "low"}, True),
    (rank, {"on": "set", "key": "priority", "value": "high"}, False),
    (label, {"on": "set", "key": "label"}, True),
    (label, {"on": "set", "key": "label", "value": "LABEL"}, True),
    (label, {"on": "set", "key": "label", "value": ANN}, False),
    (label, {"on": "set", "key": "assignee"}, False),
    (size, {"on": "set", "key": "field:SIZE", "value": 1}, True),
    (put_away, {"on": "set", "key": "done"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("change", "when", "calls"), CALLS)
async def test_calls(
    place: Place, change: Callable[[Place], None], when: dict[str, Any], calls: bool
) -> None:
    change(place)
    found = place.found(place.named(when))
    assert [one.card for one in found] == [place.card] * calls


CONDITIONS: list[tuple[dict[str, Any], bool]] = [
    ({"on": "label", "label": "LABEL"}, True),
    ({"on": "label", "label": "LABEL", "not": True}, False),
    ({"on": "label", "label": ANN}, False),
    ({"on": "assignee"}, True),
    ({"on": "assignee", "person": ANN}, True),
    ({"on": "assignee", "person": BOB}, False),
    ({"on": "assignee", "person": "actor"}, True),
    ({"on": "column", "column": "DONE"}, True),
    ({"on": "column", "column": "TODO"}, False),
    ({"on": "text", "text": "the door"}, True),
    ({"on": "text", "text": "window"}, False),
    ({"on": "priority"}, True),
    ({"on": "priority", "priority": "high"}, True),
    ({"on": "priority", "priority": "low"}, False),
    ({"on": "field", "field": "SIZE"}, True),
    ({"on": "field", "field": "SIZE", "value": 1}, True),
    ({"on": "field", "field": "SIZE", "value": True}, False),
    ({"on": "field", "field": "SIZE", "value": 2}, False),
    ({"on": "done"}, True),
]


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS)
async def test_conditions(place: Place, condition: dict[str, Any], holds: bool) -> None:
    label(place)
    place.do("cards.include", family="assignee", member=ANN)
    place.do("cards.set", key="priority", value="high")
    place.do("cards.set", key=f"field:{place.size}", value=1)
    place.steps()
    move(place)
    assert len(place.found({"on": "moved"}, place.named(condition))) == holds


async def test_a_checklist_is_done_once_with_its_last_item(place: Place) -> None:
    checklist = place.editor.add("checklists", card=place.card, name="Steps")
    one, two = (place.editor.add("items", card=place.card, checklist=checklist, name=n) for n in "ab")
    assert place.found({"on": "checklist"}) == []
    place.editor.do("items.set", card=place.card, id=one, key="done", value=True)
    assert place.found({"on": "checklist"}) == []
    place.editor.do("items.set", card=place.card, id=two, key="done", value=True)
    assert len(place.found({"on": "checklist"})) == 1
    place.editor.do("items.set", card=place.card, id=two, key="name", value="again")
    assert place.found({"on": "checklist"}) == []


async def test_an_occasion_has_one_name_and_says_who_did_it(place: Place) -> None:
    move(place)
    [found] = place.found({"on": "moved"})
    assert found == Occasion(f"2-0/0/{RULE}/{place.card}", RULE, place.card, ANN, 1, 2)


async def test_a_chain_of_rules_is_counted(place: Place) -> None:
    move(place)
    [found] = place.found({"on": "moved"}, by="m:rules", group=group(3, RULE))
    assert (found.actor, found.depth) == ("", 4)


async def test_nobody_else_can_pretend_to_be_in_a_chain(place: Place) -> None:
    move(place)
    [found] = place.found({"on": "moved"}, group=group(5, RULE))
    assert found.depth == 1


@pytest.mark.parametrize("by", ["m:import", "m:rebalance", "m:make"])
async def test_what_the_service_does_by_itself_is_no_occasion(place: Place, by: str) -> None:
    move(place)
    assert place.found({"on": "moved"}, by=by) == []


async def test_a_rule_that_is_off_is_not_called(place: Place) -> None:
    move(place)
    rule = {"name": "x", "when": {"on": "moved"}, "then": [{"do": "archive"}], "off": True}
    [step] = place.steps()
    assert list(occasions(step, place.replay.board, {RULE: rule})) == []


async def test_a_card_that_was_moved_and_put_away_at_once_calls_nothing(place: Place) -> None:
    move(place)
    place.do("cards.archive")
    merged = place.editor.sent
    assert len(merged) == 2
    assert place.found({"on": "set", "key": "done"}) == []
