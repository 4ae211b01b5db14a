"""A rule as a record: when something happens, if conditions hold, then do this. Checked strictly as it comes in.

{name, when: {on: "moved", to: COLUMN}, if: [{on: "label", label: LABEL}], then: [{do: "assign", person: PERSON}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kanverge.automation import blueprints
from kanverge.automation.blueprints import of_kind, scalar
from kanverge.automation.recurrence import read_repeat
from kanverge.automation.shapes import (
    DAYS_MAX,
    Check,
    Shape,
    at,
    ident,
    kinds,
    listing,
    take,
    text,
    whole,
    word,
    yes,
)
from kanverge.errors import Invalid
from kanverge.zones import zone
from kanverge_crdt.ids import is_id
from kanverge_crdt.schema import Card

CONDITIONS_MAX: Final = 10
ACTIONS_MAX: Final = 10
NAME_CHARS_MAX: Final = 100
COMMENT_CHARS_MAX: Final = 4_000

FIELD: Final = "field:"
ACTOR: Final = "actor"
"""Stands for whoever made the change that a rule answers."""
SCALARS: Final = ("start", "due", "done", "estimate", "priority", "progress", "cover", "milestone")
DATES: Final = ("start", "due")
FAMILIES: Final = ("label", "assignee")
TIMED: Final = ("due", "schedule")
"""What happens by the clock and not by a change."""


def _zone(value: Any, where: str) -> str:
    checked: str = text(64)(value, where)
    with at(where):
        zone(checked)
    return checked


def _key(*further: str) -> Check:
    def check(value: Any, where: str) -> str:
        is_field = isinstance(value, str) and value.startswith(FIELD) and is_id(value.removeprefix(FIELD))
        if not is_field and value not in (*SCALARS, *further):
            raise Invalid(f"{where} must be one of {', '.join((*SCALARS, *further))} or field:ID")
        return str(value)

    return check


def _person(value: Any, where: str) -> str:
    return ACTOR if value == ACTOR else ident(value, where)


def _value_of(key: str, value: Any, where: str, *, may_count: bool) -> Any:
    """Check a value by the key it is for; dates may also be so many days from the day the rule fires."""
    is_field = key.startswith(FIELD)
    if may_count and (is_field or key in DATES) and isinstance(value, Mapping):
        return take(value, where, {"days": whole(-DAYS_MAX, DAYS_MAX)})
    if is_field:
        return scalar(value, where)
    if key in FAMILIES:
        return ident(value, where)
    return of_kind(Card.fields[key].kind)(value, where)


def _anything(value: Any, _: str) -> Any:
    """Leave a value to be checked together with its key."""
    return value


_WHEN: Final[Mapping[str, tuple[Shape, Shape]]] = {
    "created": ({}, {"column": ident}),
    "moved": ({}, {"to": ident, "from": ident}),
    "completed": ({}, {}),
    "checklist": ({}, {}),
    "set": ({"key": _key(*FAMILIES)}, {"value": _anything}),
    "due": ({"days": whole(0, 365)}, {}),
    "schedule": ({"repeat": read_repeat}, {}),
}

_IF: Final[Mapping[str, tuple[Shape, Shape]]] = {
    "label": ({"label": ident}, {"not": yes}),
    "assignee": ({}, {"person": _person, "not": yes}),
    "column": ({"column": ident}, {"not": yes}),
    "text": ({"text": text(200)}, {"not": yes}),
    "priority": ({}, {"priority": word("urgent", "high", "medium", "low"), "not": yes}),
    "field": ({"field": ident}, {"value": scalar, "not": yes}),
    "done": ({}, {"not": yes}),
}

_THEN: Final[Mapping[str, tuple[Shape, Shape]]] = {
    "move": ({"column": ident}, {"to": word("top", "bottom")}),
    "assign": ({"person": _person}, {"remove": yes}),
    "label": ({"label": ident}, {"remove": yes}),
    "set": ({"key": _key()}, {"value": _anything}),
    "comment": ({"text": text(COMMENT_CHARS_MAX)}, {}),
    "create": ({"card": blueprints.read}, {"column": ident}),
    "archive": ({}, {}),
}


def _when(value: Any, where: str) -> dict[str, Any]:
    taken: dict[str, Any] = kinds("on", _WHEN)(value, where)
    if "value" in taken:
        taken["value"] = _value_of(taken["key"], taken["value"], f"{where}.value", may_count=False)
    return taken


def _action(value: Any, where: str) -> dict[str, Any]:
    taken: dict[str, Any] = kinds("do", _THEN)(value, where)
    if "value" in taken:
        taken["value"] = _value_of(taken["key"], taken["value"], f"{where}.value", may_count=True)
    return taken


_REQUIRED: Final[Shape] = {
    "name": text(NAME_CHARS_MAX),
    "when": _when,
    "then": listing(_action, ACTIONS_MAX, least=1),
}
_OPTIONAL: Final[Shape] = {
    "if": listing(kinds("on", _IF), CONDITIONS_MAX),
    "zone": _zone,
    "off": yes,
}
# What the server notes beside what it was asked for.
_NOTED: Final[Shape] = {"by": text(64), "created": whole(0, 2**52), "changed": whole(0, 2**52)}


def asked(value: Any) -> dict[str, Any]:
    """Check a rule as somebody asks for it; raise Invalid."""
    rule = take(value, "rule", _REQUIRED, _OPTIONAL)
    if rule["when"]["on"] == "schedule" and not rule.get("if") and any(map(_is_about_cards, rule["then"])):
        raise Invalid("a rule by the clock that changes cards needs a condition that says which")
    return rule


def read(value: Any) -> dict[str, Any]:
    """Check a rule as it is stored, perhaps by another version; raise Invalid."""
    return take(value, "rule", _REQUIRED, {**_OPTIONAL, **_NOTED})


def _is_about_cards(action: Mapping[str, Any]) -> bool:
    return bool(action["do"] != "create")
