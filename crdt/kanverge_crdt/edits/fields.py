"""Verbs of custom fields, and what a card may hold in one."""

from __future__ import annotations

from typing import Any

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft, as_stored
from kanverge_crdt.edits.records import Noun
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import (
    ANY_NUMBER,
    COLORS,
    CUSTOM_TEXT_CHARACTERS_MAX,
    Choice,
    Date,
    Flag,
    Kind,
    Reference,
    Scalar,
    Scalars,
    String,
)
from kanverge_crdt.schema import CustomField

OPTION_COLOR: Choice[str | None] = Choice(COLORS, None)
OPTION_NAME_CHARACTERS_MAX = 256
KINDS: dict[str, Kind[Any]] = {
    "text": String(CUSTOM_TEXT_CHARACTERS_MAX, ""),
    "number": ANY_NUMBER,
    "date": Date(),
    "checkbox": Flag(),
    "select": Reference("option"),
}


class FieldValue(Scalars):
    """The value of one custom field: read as any scalar, written as its definition says."""

    def __init__(self, field: CustomField) -> None:
        self._field = field

    def check(self, value: object, name: str) -> Scalar:
        checked = KINDS[self._field.type].check(value, name)
        assert not isinstance(checked, list)
        if self._field.type == "select" and checked not in self._field.options:
            raise EditError("unknown-option", str(checked))
        return checked


def option(draft: Draft, arguments: Arguments) -> None:
    """Set an option of a ``select`` field, or take it away where no name is given."""
    field = draft.find(CustomField, arguments.id())
    id = arguments.id("option")
    name = arguments.optional_string("name", OPTION_NAME_CHARACTERS_MAX)
    color = arguments.stored("color", OPTION_COLOR)
    guard = arguments.guard()
    value = None if name is None else [name, str(color or "")]
    known = field.options.get(id)
    old = as_stored(known, None)
    if guard.allows(old) and old != value:
        draft.put(field.path, f"option:{id}", value)
        before = {"name": known.name, "color": known.color or None} if known else {}
        draft.undo("fields.option", id=field.id, option=id, **before, if_=value)


VERBS = Noun("fields", CustomField).verbs() | {"fields.option": option}
