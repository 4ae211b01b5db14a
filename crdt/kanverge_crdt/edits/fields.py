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
    Scalar,
    Scalars,
    String,
)
from kanverge_crdt.schema import CustomField

OPTION_COLOR: Choice[str] = Choice(COLORS, "")
OPTION_NAME_CHARACTERS_MAX = 256
TEXT: String[None] = String(CUSTOM_TEXT_CHARACTERS_MAX, None)


class FieldValue(Scalars):
    """The value of one custom field: read as any scalar, written as its definition says."""

    def __init__(self, field: CustomField) -> None:
        options = tuple(field.options)
        kinds: dict[str, Kind[Any]] = {
            "text": TEXT,
            "number": ANY_NUMBER,
            "date": Date(),
            "checkbox": Flag(),
            "select": Choice(options, None),
        }
        self._kind = kinds[field.type]

    def check(self, value: object, name: str) -> Scalar:
        checked = self._kind.check(value, name)
        assert not isinstance(checked, list)
        return checked


def option(draft: Draft, arguments: Arguments) -> None:
    """Set an option of a ``select`` field, or take it away where no name is given."""
    field = draft.find(CustomField, arguments.id())
    id = arguments.id("option")
    name = arguments.optional_string("name", OPTION_NAME_CHARACTERS_MAX)
    color = arguments.stored("color", OPTION_COLOR)
    guard = arguments.guard()
    if color and not name:
        raise EditError("missing-argument", "name")
    value = [name, str(color or "")] if name else None
    known = field.options.get(id)
    old = as_stored(known, None)
    if guard.allows(old) and old != value:
        draft.put(field.path, f"option:{id}", value)
        before = known._asdict() if known else {}
        draft.undo("fields.option", id=field.id, option=id, **before, if_=value)


VERBS = Noun("fields", CustomField).verbs() | {"fields.option": option}
