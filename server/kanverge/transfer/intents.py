"""The intents by which a row gets onto a board, changes there, moves, and is put away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kanverge.transfer.plan import Plain
from kanverge.transfer.rows import Row, Value
from kanverge_crdt.edits import Intent
from kanverge_crdt.edits.arguments import LIST_MAX

TEXTS: Final = ("title", "description")
NAMED: Final = ("columns", "labels", "people", "fields", "checklists", "items")


def adding(row: Row, place: Plain) -> Iterator[Intent]:
    """Yield what makes a record at ``place`` (``after`` or nothing), with everything it has."""
    plain = {key: value for key, value in row.values.items() if ":" not in key and key != "archived"}
    rest = {key: value for key, value in row.values.items() if key not in plain}
    given = address(row) | _list(row) | plain | place
    if row.noun in NAMED:
        given = {"name": ""} | given
    elif row.noun == "cards":
        members = {"labels": _members(row, "label"), "assignees": _members(row, "assignee")}
        given = {"title": ""} | given | members
        placed = {f"label:{id}" for id in members["labels"]} | {
            f"assignee:{id}" for id in members["assignees"]
        }
        rest = {key: value for key, value in rest.items() if key not in placed}
    yield f"{row.noun}.add", given
    for key, value in rest.items():
        yield setting(row, key, value)


def setting(row: Row, key: str, value: Value | None) -> Intent:
    """Return what gives one key of a record another value; None clears it."""
    family, _, member = key.partition(":")
    if key == "archived":
        return f"{row.noun}.{'archive' if value else 'restore'}", address(row)
    if row.noun == "cards" and key in TEXTS:
        return "cards.text", {"id": row.id, "key": key, "text": value or ""}
    if member and family in FAMILIES:
        return FAMILIES[family](row, member, value)
    return f"{row.noun}.set", address(row) | {"key": key, "value": value}


def moving(row: Row, place: Plain) -> Intent:
    """Return what puts a record where its row says, at ``place``."""
    return f"{row.noun}.move", address(row) | _list(row) | place


def address(row: Row) -> Plain:
    """Return the arguments that name a record."""
    if row.noun == "board":
        return {}
    return {"card": row.card, "id": row.id} if row.card else {"id": row.id}


def _list(row: Row) -> Plain:
    """Return the arguments that name the list a record is in."""
    if row.noun == "cards" and row.list:
        return {"column": row.list}
    return {"checklist": row.list} if row.noun == "items" else {}


def _members(row: Row, family: str) -> list[str]:
    start = family + ":"
    return [key.removeprefix(start) for key in row.values if key.startswith(start)][:LIST_MAX]


def _membership(family: str) -> Callable[[Row, str, Value | None], Intent]:
    def change(row: Row, member: str, value: Value | None) -> Intent:
        return f"cards.{'include' if value else 'exclude'}", {
            "id": row.id,
            "family": family,
            "member": member,
        }

    return change


def _field(row: Row, member: str, value: Value | None) -> Intent:
    return "cards.set", {"id": row.id, "key": f"field:{member}", "value": value}


def _link(row: Row, member: str, value: Value | None) -> Intent:
    if not isinstance(value, tuple):
        return "cards.unlink", {"id": row.id, "link": member}
    return "cards.link", {"id": row.id, "link": member, "url": value[0], "name": value[1]}


def _option(row: Row, member: str, value: Value | None) -> Intent:
    if not isinstance(value, tuple):
        return "fields.option", {"id": row.id, "option": member}
    return "fields.option", {"id": row.id, "option": member, "name": value[0], "color": value[1] or None}


FAMILIES: Final[dict[str, Callable[[Row, str, Value | None], Intent]]] = {
    "label": _membership("label"),
    "assignee": _membership("assignee"),
    "field": _field,
    "link": _link,
    "option": _option,
}
