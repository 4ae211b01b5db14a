"""Whether a board has what a rule or a recurring card names, as it is asked for: told then, and not only once it fires.

What goes away later is told by its log. A rule that is switched off may name what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kanverge.automation.rules import FIELD
from kanverge.errors import Invalid
from kanverge.store.log import RecordChange
from kanverge_crdt.board import Board
from kanverge_crdt.edits.fields import FieldValue
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Column, CustomField, Label, Milestone

PLACES = {"column": Column, "to": Column, "from": Column, "label": Label, "field": CustomField}
"""Keys of a rule's parts that hold the id of a record."""


def insist(board: Board, change: RecordChange) -> None:
    """Raise Invalid where what is asked for names something that the board does not have, or does not hold."""
    if not isinstance(change.value, Mapping) or change.value.get("off"):
        return
    if change.kind == "rule":
        for where, part in _parts(change.value):
            _part(board, where, part)
        if _calls_itself(board, change.value):
            raise Invalid(
                "this rule makes the very cards that call it, without end: add a condition, or another column"
            )
    elif change.kind == "recurrence":
        _named(board, "recurrence.column", Column, change.value.get("column"))


def _parts(rule: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "rule.when", rule["when"]
    for key in ("if", "then"):
        yield from ((f"rule.{key}[{at}]", part) for at, part in enumerate(rule.get(key, ())))


def _part(board: Board, where: str, part: Mapping[str, Any]) -> None:
    for key, view in PLACES.items():
        if isinstance(value := part.get(key), str) and value not in ("top", "bottom"):
            _named(board, f"{where}.{key}", view, value)
    key = f"{FIELD}{part['field']}" if "field" in part else str(part.get("key", ""))
    value = part.get("value")
    if key.startswith(FIELD):
        field = _named(board, f"{where}.key", CustomField, key.removeprefix(FIELD))
        _holds(field, value, f"{where}.value")
    elif key in ("label", "milestone") and value is not None:
        _named(board, f"{where}.value", Label if key == "label" else Milestone, value)


def _named(board: Board, where: str, view: Any, id: str | None) -> Any:
    found = board.find(view, id) if id is not None else None
    if id is not None and found is None:
        raise Invalid(f"{where} names a {view.record} that this board does not have")
    if found is not None and found.archived:
        raise Invalid(f"{where} names the {view.record} {found.name!r:.60}, which is archived")
    return found


def _holds(field: CustomField, value: Any, where: str) -> None:
    if value is None:
        return
    if isinstance(value, Mapping):
        if field.type != "date":
            raise Invalid(f"{where} counts days, but {field.name!r:.60} holds no dates")
        return
    try:
        FieldValue(field).check(value, where)
    except EditError as error:
        raise Invalid(f"{where} is nothing that {field.name!r:.60} can hold: {error}") from None


def _calls_itself(board: Board, rule: Mapping[str, Any]) -> bool:
    """Return whether each firing is sure to call the rule again. What may do so is cut when it does (matching.py)."""
    when = rule["when"]
    if when["on"] != "created" or rule.get("if"):
        return False
    first = next((column.id for column in board.columns()), None)
    made = [action.get("column", first) for action in rule["then"] if action["do"] == "create"]
    return any(when.get("column") in (None, column) for column in made)
