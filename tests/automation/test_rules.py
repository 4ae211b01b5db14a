from __future__ import annotations

from typing import Any

import pytest

from kanverge.automation import rules
from kanverge.errors import Invalid

A, B = "A" * 22, "B" * 22
CREATE = {"do": "create", "column": A, "card": {"title": "Follow up", "due_days": 3}}


def rule(when: Any = None, if_: Any = (), then: Any = None) -> dict[str, Any]:
    return {
        "name": "A rule",
        "when": when or {"on": "moved", "to": A},
        "if": list(if_),
        "then": then or [{"do": "assign", "person": B}],
    }


@pytest.mark.parametrize(
    "when",
    [
        {"on": "created"},
        {"on": "created", "column": A},
        {"on": "moved", "from": A, "to": B},
        {"on": "completed"},
        {"on": "checklist"},
        {"on": "set", "key": "due"},
        {"on": "set", "key": "priority", "value": "urgent"},
        {"on": "set", "key": "label", "value": A},
        {"on": "set", "key": f"field:{A}", "value": 3.5},
        {"on": "due", "days": 2},
        {
            "on": "schedule",
            "repeat": {"rule": "FREQ=DAILY", "start": "2026-01-01T09:00", "zone": "Asia/Tokyo"},
        },
    ],
)
def test_a_rule_may_wait_for(when: dict[str, Any]) -> None:
    asked = rule(when, [{"on": "column", "column": A}])
    assert rules.asked(asked) == asked
    assert rules.read(asked | {"by": "u:ann", "created": 1, "changed": 2})["when"] == when


@pytest.mark.parametrize(
    "condition",
    [
        {"on": "label", "label": A, "not": True},
        {"on": "assignee"},
        {"on": "assignee", "person": "actor"},
        {"on": "column", "column": A},
        {"on": "text", "text": "urgent"},
        {"on": "priority"},
        {"on": "priority", "priority": "high"},
        {"on": "field", "field": A, "value": False},
        {"on": "done", "not": True},
    ],
)
def test_a_rule_may_ask_whether(condition: dict[str, Any]) -> None:
    assert rules.asked(rule(if_=[condition]))["if"] == [condition]


@pytest.mark.parametrize(
    "action",
    [
        {"do": "move", "column": A, "to": "top"},
        {"do": "assign", "person": "actor"},
        {"do": "label", "label": A, "remove": True},
        {"do": "set", "key": "due", "value": {"days": 7}},
        {"do": "set", "key": "due", "value": "2026-12-24"},
        {"do": "set", "key": "due"},
        {"do": "set", "key": "done", "value": True},
        {"do": "comment", "text": "Thank you"},
        {"do": "archive"},
        CREATE,
    ],
)
def test_a_rule_may_do(action: dict[str, Any]) -> None:
    assert rules.asked(rule(then=[action]))["then"] == [action]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("rule", "rule must be an object"),
        ({"name": "x"}, "rule needs when"),
        (rule() | {"by": "u:eve"}, "rule has no 'by'"),
        (rule() | {"name": " "}, "rule.name must be text"),
        (rule() | {"name": "x" * 101}, "rule.name"),
        (rule() | {"zone": "Nowhere/Else"}, "no time zone"),
        (rule() | {"off": 1}, "true or false"),
        (rule({"on": "deleted"}), "rule.when.on must be one of"),
        (rule({"on": ["moved"]}), "rule.when.on must be one of"),
        (rule({"on": "moved", "to": "Done"}), "rule.when.to must be an id"),
        (rule({"on": "moved", "column": A}), "rule.when has no 'column'"),
        (rule({"on": "set", "key": "title"}), "rule.when.key must be one of"),
        (rule({"on": "set", "key": "priority", "value": "asap"}), "rule.when.value"),
        (rule({"on": "due", "days": -1}), "rule.when.days"),
        (rule({"on": "due", "days": True}), "rule.when.days"),
        (rule({"on": "schedule", "repeat": {"rule": "FREQ=SECONDLY", "start": "2026-01-01T09:00"}}), "FREQ"),
        (
            rule({"on": "schedule", "repeat": {"rule": "FREQ=DAILY", "start": "2026-01-01T09:00"}}),
            "says which",
        ),
        (rule(if_=[{"on": "label"}]), "rule.if[0] needs label"),
        (rule(if_=[{"on": "text", "text": "x" * 201}]), "rule.if[0].text"),
        (rule(if_=[{"on": "done"}] * 11), "rule.if must be a list"),
        (rule() | {"then": []}, "rule.then must be a list of 1"),
        (rule(then=[{"do": "archive"}] * 11), "rule.then must be a list"),
        (rule(then=[{"do": "set", "key": "assignee", "value": A}]), "rule.then[0].key"),
        (rule(then=[{"do": "set", "key": "estimate", "value": -1}]), "rule.then[0].value"),
        (rule(then=[{"do": "set", "key": "estimate", "value": float("nan")}]), "rule.then[0].value"),
        (rule(then=[{"do": "set", "key": "due", "value": {"days": 10**9}}]), "rule.then[0].value.days"),
        (rule(then=[{"do": "comment", "text": "half a \ud83d"}]), "rule.then[0].text"),
        (rule(then=[{"do": "create", "card": {"title": "x", "at": 1}}]), "rule.then[0].card has no 'at'"),
        (rule(then=[{"do": "create", "card": {"title": "x", "labels": [A] * 21}}]), "labels"),
    ],
)
def test_what_makes_no_rule_is_told_where(wrong: Any, what: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.asked(wrong)
    assert what in str(refused.value)


def test_only_a_rule_by_the_clock_that_changes_cards_must_say_which() -> None:
    repeat = {"rule": "FREQ=DAILY", "start": "2026-01-01T09:00"}
    assert rules.asked(rule({"on": "schedule", "repeat": repeat}, then=[CREATE]))
